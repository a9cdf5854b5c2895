"""Opening the database and its transactions.

SQLite runs in WAL with full durability and takes its write lock at once (`BEGIN IMMEDIATE`): SQLAlchemy's default
begins late and loses updates. Readers use a second engine that never takes the write lock. PostgreSQL uses one engine.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

BUSY_MILLISECONDS = 30_000


class UnusableDatabase(Exception):
    """The database cannot be opened; the message says what to change."""


class DatabaseTrouble(Exception):
    """The database cannot do what is asked of it now. Nothing was written; the message says why."""


class DatabaseBusy(DatabaseTrouble):
    """The register cannot be written: another program has kept it locked."""


class DatabaseFull(DatabaseTrouble):
    """The register cannot be written: the disk is full."""


class DatabaseReadOnly(DatabaseTrouble):
    """The register cannot be written: its file may only be read."""


class DatabaseAway(DatabaseTrouble):
    """The register cannot be reached: its disk or its server does not answer."""


class Database:
    """One database: `write()` and `read()` give a connection inside a transaction. Both raise DatabaseTrouble.

    `trouble`: why the last attempt to write failed; empty, when it did not.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = url
        self.trouble = ""
        self._writing = threading.RLock()
        self._own = threading.local()
        try:
            parsed = make_url(url)
            self.is_sqlite = parsed.get_backend_name() == "sqlite"
            self._writer = self._engine(url, "BEGIN IMMEDIATE", durable)
            in_memory = parsed.database in (None, "", ":memory:")
            self._reader = self._writer if not self.is_sqlite or in_memory else self._engine(url, "BEGIN", durable)
        except (ArgumentError, ModuleNotFoundError) as problem:
            raise UnusableDatabase(f"DATABASE_URL cannot be used: {problem}.") from None
        self._try(url)

    def _engine(self, url: str, begin: str, durable: bool) -> Engine:
        if not self.is_sqlite:
            return create_engine(url, pool_pre_ping=True)
        in_memory = make_url(url).database in (None, "", ":memory:")
        pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
        engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30}, **pool)
        event.listen(engine, "connect", _pragmas(durable))
        event.listen(engine, "begin", lambda connection: _execute_plainly(connection, begin))
        return engine

    def _try(self, url: str) -> None:
        path = make_url(url).database if self.is_sqlite else None
        if path and path != ":memory:" and not Path(path).resolve().parent.is_dir():
            raise UnusableDatabase(f"The folder of the database file does not exist: {Path(path).resolve().parent}.")
        try:
            with self._reader.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except DBAPIError as problem:
            shown = make_url(url).render_as_string(hide_password=True)
            raise UnusableDatabase(f"The database '{shown}' cannot be opened: {problem.orig}.") from None

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for a server, or for a database in memory."""
        path = make_url(self.url).database if self.is_sqlite else None
        return None if path in (None, "", ":memory:") else Path(path).absolute()

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and for tests that count statements."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that may write; committed at the end, rolled back by an exception.

        Writers of one process queue here; on SQLite writers of other processes queue at the file.
        """
        if (outer := self._together()) is not None:
            with translated(), outer.begin_nested():
                yield outer
            return
        try:
            with translated(), self._alone(), self._writer.begin() as connection:
                yield connection
        except DatabaseTrouble as trouble:
            self.trouble = str(trouble)
            raise
        self.trouble = ""

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """Make all that this thread reads and writes until the end one transaction: all of it is kept, or nothing."""
        with self.write() as connection:
            self._own.connection = connection
            try:
                yield connection
            finally:
                self._own.connection = None

    def _together(self) -> Connection | None:
        found = getattr(self._own, "connection", None)
        return found if isinstance(found, Connection) else None

    def _alone(self) -> AbstractContextManager[object]:
        return self._writing if self.is_sqlite else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading only."""
        if (outer := self._together()) is not None:
            with translated():
                yield outer
            return
        shared = self._reader is self._writer
        with translated(), self._alone() if shared else nullcontext(), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        self._writer.dispose()


def _execute_plainly(connection: Connection, statement: str) -> None:
    """Execute on the driver's own connection: BEGIN needs none of SQLAlchemy's work for statements with results."""
    connection.connection.driver_connection.execute(statement)  # type: ignore[union-attr]


def _pragmas(durable: bool) -> Any:
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL" if durable else "PRAGMA journal_mode=MEMORY")
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.close()

    return set_pragmas


@contextmanager
def translated() -> Iterator[None]:
    """Turn what a database in trouble raises into DatabaseTrouble; every other error stays what it is."""
    try:
        yield
    except (DBAPIError, sqlite3.OperationalError) as problem:
        raw = problem.orig if isinstance(problem, DBAPIError) else problem
        kind = _trouble(raw)
        if kind is None:
            raise
        raise kind(f"{(kind.__doc__ or '').removesuffix('.')} ({raw}).") from problem


def _trouble(raw: object) -> type[DatabaseTrouble] | None:
    code = getattr(raw, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = str(getattr(raw, "sqlstate", None) or _NO_ANSWER.get(type(raw).__name__, ""))
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2])


_NO_ANSWER = {"OperationalError": "08000"}  # of psycopg: the connection was lost, so there is no code
_SQLITE = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_IOERR: DatabaseAway,
    sqlite3.SQLITE_CANTOPEN: DatabaseAway,
}
_POSTGRES: dict[str, type[DatabaseTrouble]] = {
    "08": DatabaseAway, "57": DatabaseAway, "53100": DatabaseFull, "53": DatabaseBusy, "55": DatabaseBusy,
    "40": DatabaseBusy, "25006": DatabaseReadOnly,
}  # fmt: skip
