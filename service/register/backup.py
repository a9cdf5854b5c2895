"""A copy of the whole register while it is written, checked before anybody relies on it, and never over another file.

SQLite: `VACUUM INTO`, which waits for no writer and tears no transaction apart; copying the file would. PostgreSQL:
`pg_dump`. Either goes into a temporary name first, so that a backup which was broken off is never taken for one.
"""

import hashlib
import os
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from service.register import ledger
from service.register.database import Database, translated

BUSY_SECONDS = 30.0
CHUNK = 1 << 20
EVERY_STEPS = 20_000
_SQLITE_BEGINS, _DUMP_BEGINS = b"SQLite format 3\0", b"PGDMP"


class UnusableBackup(Exception):
    """The backup cannot be made, or cannot be used; the message says why and what to do instead."""


@dataclass(frozen=True)
class Backup:
    """A backup that was checked: its SHA-256, how many entries its ledger has, when the last of them was written.

    Of a dump of PostgreSQL the ledger is only known once it is restored: then `entries` is None.
    """

    file: Path
    sha256: str
    entries: int | None = None
    last: datetime | None = None


def back_up(database: Database, file: Path, progress: Callable[[float], None] = lambda _: None) -> Backup:
    """Write a backup into a new file, check it and return what is in it. `progress` is told a share from 0 to 1.

    Raises UnusableBackup, DatabaseTrouble.
    """
    if file.exists():
        raise UnusableBackup(f"{file} is there already; name another file.")
    fresh = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        _write(database, fresh, progress)
        found = checked(fresh)
        _synced(fresh)
        fresh.replace(file)
        _synced(file.absolute().parent)
    except OSError as problem:
        raise UnusableBackup(f"{file} cannot be written: {problem.strerror}.") from None
    finally:
        fresh.unlink(missing_ok=True)
    return Backup(file, found.sha256, found.entries, found.last)


def checked(file: Path) -> Backup:
    """Check a backup: every page of it, and the chain of its ledger. Raises UnusableBackup."""
    begins = _beginning(file)
    if begins.startswith(_DUMP_BEGINS):
        program("pg_restore", "--list", str(file))
        return Backup(file, sha256(file))
    if begins != _SQLITE_BEGINS:
        raise UnusableBackup(f"{file} is no backup of a register; name one that `approvals backup` has written.")
    digest = sha256(file)
    entries, last = _checked_sqlite(file)
    return Backup(file, digest, entries, last)


def program(*words: str) -> None:
    """Run one of PostgreSQL's programs. Raises UnusableBackup with what it said."""
    try:
        subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 - its words are our own
    except FileNotFoundError:
        raise UnusableBackup(f"{words[0]} is not installed here; it comes with the client of PostgreSQL.") from None
    except subprocess.CalledProcessError as problem:
        raise UnusableBackup(f"{words[0]} failed: {problem.stderr.strip()}") from None


def plain_url(database_url: str) -> str:
    """Return the address of a PostgreSQL database as its own programs take it."""
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with file.open("rb") as there:
        while chunk := there.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _write(database: Database, fresh: Path, progress: Callable[[float], None]) -> None:
    if database.file is None:
        program("pg_dump", "--format=custom", f"--file={fresh}", plain_url(database.url))
        return
    size = max(database.file.stat().st_size, 1)
    with translated():
        connection = sqlite3.connect(database.file, isolation_level=None, timeout=BUSY_SECONDS)
        connection.set_progress_handler(lambda: progress(min(_size(fresh) / size, 1.0)), EVERY_STEPS)
        try:
            connection.execute("VACUUM INTO ?", (str(fresh),))
        finally:
            connection.close()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _checked_sqlite(file: Path) -> tuple[int, datetime | None]:
    database = Database(f"sqlite:///{file}", durable=False)
    try:
        with translated(), database.read() as connection:
            faults: Sequence[str] = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
            if list(faults) != ["ok"]:
                raise UnusableBackup(f"{file} is damaged: {faults[0]}.")
            count, fault = ledger.verify(connection)
            if fault is not None:
                raise UnusableBackup(f"The ledger in {file} does not hold: entry {fault.seq} {fault.reason}.")
            return count, ledger.last_recorded_at(connection)
    finally:
        database.close()


def _beginning(file: Path) -> bytes:
    try:
        with file.open("rb") as there:
            return there.read(len(_SQLITE_BEGINS))
    except OSError as problem:
        raise UnusableBackup(f"{file} cannot be read: {problem.strerror}.") from None


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
