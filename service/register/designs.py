"""Drafts of diagrams: saved by a designer, proposed, and published with a second person's approval."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Row, delete, func, insert, select, update

from processes.paths import Definition, Library, define
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import cases, definitions, drafts
from service.register.versions import latest_row, latest_rows, library_of, publish


class StaleDraft(Exception):
    """Somebody else has saved the draft since it was opened; nothing was saved."""


class NoDraft(LookupError):
    """There is no draft of that path that could be proposed or published."""


def published(register: Register) -> list[Row[tuple[object, ...]]]:
    """Return the newest version of every path."""
    with register.database.read() as connection:
        return latest_rows(connection)


def versions(register: Register, path: str) -> list[Mapping[str, object]]:
    """Return all versions of a path without their files, newest first."""
    columns = [column for column in definitions.c if column.name != "sources"]
    query = select(*columns).where(definitions.c.path == path).order_by(definitions.c.version.desc())
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def newest(register: Register, path: str) -> tuple[int, Definition]:
    """Return the version number and the definition of the newest version. Raises NotPublished."""
    with register.database.read() as connection:
        identity, definition = register.versions.latest(connection, path)
        return int(
            connection.execute(select(definitions.c.version).where(definitions.c.id == identity)).scalar_one()
        ), definition


def library(register: Register) -> Library:
    """Return everything that is published, newest versions, as one library."""
    files: dict[str, bytes] = {}
    with register.database.read() as connection:
        for row in latest_rows(connection):
            files |= library_of(row).files
    return Library(files)


def draft(register: Register, path: str) -> Mapping[str, object] | None:
    """Return the draft of a path; None, when there is none."""
    with register.database.read() as connection:
        row = connection.execute(select(drafts).where(drafts.c.path == path)).mappings().one_or_none()
    return dict(row) if row is not None else None


def save(register: Register, path: str, base: str, xml: bytes, by: str) -> None:
    """Save a draft over the one that `base` names (its revision, or the key of the version). Raises StaleDraft."""
    now = register.clock()
    with register.database.write() as connection:
        row = connection.execute(select(drafts).where(drafts.c.path == path)).one_or_none()
        latest = latest_row(connection, path)
        if row is None and latest is not None and base != latest.key:
            raise StaleDraft("Another version was published since you opened this one. Open it again to draw on it.")
        if row is None:
            connection.execute(insert(drafts).values(path=path, base=base, xml=xml, by=by, saved_at=now, revision=1))
        elif base != f"draft-{row.revision}":
            raise StaleDraft(f"{row.by} has saved this draft since you opened it. Open it again to see the changes.")
        else:
            change = update(drafts).where(drafts.c.path == path)
            values = {"xml": xml, "by": by, "saved_at": now, "revision": row.revision + 1, "proposed_by": ""}
            connection.execute(change.values(**values, proposed_at=None))


def propose(register: Register, path: str, by: str) -> None:
    """Propose the saved draft for publication. Raises NoDraft."""
    now = register.clock()
    with register.database.write() as connection:
        changed = connection.execute(
            update(drafts).where(drafts.c.path == path).values(proposed_by=by, proposed_at=now)
        ).rowcount
        if not changed:
            raise NoDraft(f"There is no draft of '{path}' to propose; save one first.")
        append(connection, [Entry("publication-proposed", now, by=by, detail={"path": path})], now)


def publish_draft(
    register: Register, path: str, wanted: Library, by: str, proposed_by: str, at: datetime, *, revision: int
) -> int:
    """Publish that revision of the draft as a new version and forget the draft. Running cases stay on theirs.

    Returns the version. Raises StaleDraft, when the draft was saved again or published meanwhile.
    """
    definition = define(wanted, path)
    with register.database.write() as connection:
        forget = delete(drafts).where(drafts.c.path == path, drafts.c.revision == revision)
        if not connection.execute(forget).rowcount:
            raise StaleDraft("The draft was saved again or published since you opened it. Open it again.")
        return publish(connection, definition, by=proposed_by, approved_by=by, at=at, origin="designer")


def all_drafts(register: Register) -> list[Mapping[str, object]]:
    """Return all drafts without their diagrams, those that are proposed first, then the latest."""
    columns = [column for column in drafts.c if column.name != "xml"]
    query = select(*columns).order_by(drafts.c.proposed_at.is_(None), drafts.c.proposed_at, drafts.c.saved_at.desc())
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def versions_in_use(register: Register) -> list[Mapping[str, object]]:
    """Return the newest version of each path, with the open cases on it and on older ones. Two statements."""
    counted = select(cases.c.definition_id, cases.c.path, func.count().label("open")).where(cases.c.ended.is_(False))
    with register.database.read() as connection:
        rows = latest_rows(connection)
        found = list(connection.execute(counted.group_by(cases.c.definition_id, cases.c.path)))
    newest_ids = {row.id for row in rows}
    return [
        {
            "path": row.path, "title": row.title, "version": row.version, "published_at": row.published_at,
            "open": sum(one.open for one in found if one.definition_id == row.id),
            "older": sum(one.open for one in found if one.path == row.path and one.definition_id not in newest_ids),
        }
        for row in rows
    ]  # fmt: skip


__all__ = [
    "NoDraft", "StaleDraft", "all_drafts", "draft", "latest_row", "library", "newest", "propose", "publish_draft",
    "published", "versions_in_use",
]  # fmt: skip
