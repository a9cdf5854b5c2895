"""Versions of paths: published definitions, kept for ever, each with the files that it was made of."""

import threading
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import orjson
import zstandard
from sqlalchemy import Connection, Row, bindparam, func, insert, select

from processes.paths import Definition, Library, define
from service.register.ledger import Entry, append
from service.register.tables import definitions

_LATEST = (
    select(definitions).where(definitions.c.path == bindparam("wanted")).order_by(definitions.c.version.desc()).limit(1)
)


class NotPublished(LookupError):
    """No version of the path is published; the message names the paths that are."""


class Versions:
    """The published definitions, read from the database and parsed once per version."""

    def __init__(self) -> None:
        self._made: dict[int, Definition] = {}
        self._making = threading.Lock()

    def load(self, connection: Connection, identity: int) -> Definition:
        """Return the definition of that row."""
        if identity not in self._made:
            row = connection.execute(select(definitions).where(definitions.c.id == identity)).one()
            with self._making:
                self._made[identity] = _defined(row.path, row.sources)
        return self._made[identity]

    def latest(self, connection: Connection, path: str) -> tuple[int, Definition]:
        """Return the newest version of a path: its row id and definition. Raises NotPublished."""
        row = latest_row(connection, path)
        if row is None:
            known = ", ".join(row.path for row in latest_rows(connection)) or "none"
            raise NotPublished(f"The path '{path}' is not published; published are {known}.")
        return row.id, self.load(connection, row.id)


def latest_row(connection: Connection, path: str) -> Row[tuple[object, ...]] | None:
    """Return the row of the newest version of a path."""
    return connection.execute(_LATEST, {"wanted": path}).one_or_none()


def latest_rows(connection: Connection) -> list[Row[tuple[object, ...]]]:
    """Return the newest version of every path, in order of the paths' names."""
    newest = select(func.max(definitions.c.id)).group_by(definitions.c.path)
    query = select(definitions).where(definitions.c.id.in_(newest)).order_by(definitions.c.path)
    return list(connection.execute(query))


def publish(
    connection: Connection, definition: Definition, *, by: str, approved_by: str, at: datetime, origin: str
) -> int:
    """Add a version of a path and return its number; the same files again give the version that is there."""
    row = latest_row(connection, definition.path)
    if row is not None and row.key == definition.key:
        return int(row.version)
    version = 1 if row is None else row.version + 1
    marks = definition.marks
    connection.execute(
        insert(definitions).values(
            path=definition.path, version=version, key=definition.key, title=marks.title, summary=marks.summary,
            category=marks.category, model=marks.model, statutory=marks.statutory, sources=_packed(definition.sources),
            origin=origin, published_by=by, approved_by=approved_by, published_at=at,
        )
    )  # fmt: skip
    detail = {"path": definition.path, "version": version, "key": definition.key, "origin": origin}
    append(connection, [Entry("published", at, by=by, detail={**detail, "approved_by": approved_by})], at)
    return version


def _packed(sources: Mapping[str, bytes]) -> bytes:
    return zstandard.compress(orjson.dumps({name: source.decode() for name, source in sources.items()}), 9)


@lru_cache(maxsize=128)
def _defined(path: str, packed: bytes) -> Definition:
    """The definition of a path: the same files always give the same one, so registers of one process share it."""
    return define(_library(packed), path, alone=True)


def library_of(row: Row[tuple[object, ...]]) -> Library:
    """Return the files that a published version was made of."""
    return _library(row.sources)


def _library(packed: bytes) -> Library:
    return Library({name: text.encode() for name, text in orjson.loads(zstandard.decompress(packed)).items()})
