"""Putting a backup in the place of a register: checked first, the old one kept beside, and held until a person looks.

What arrived after the backup was taken is not in it, although it was acknowledged: whoever holds such a receipt claims
it (docs/backup.md). Nothing falls and no mail leaves before the hold is released: nobody knows what had been sent.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, inspect, text, update

from deadlines.calendar import wording
from deadlines.clock import machine_clock
from processes.instants import to_micros
from service.register import ledger
from service.register.backup import Backup, UnusableBackup, checked, plain_url, program
from service.register.database import Database
from service.register.holding import RESTORED, hold
from service.register.holds import Hold
from service.register.ledger import Entry, append, last_recorded_at
from service.register.schema import upgrade
from service.register.tables import office, outbox
from service.register.uptime import ALIVE

EVER = datetime(1970, 1, 1, tzinfo=UTC)
IN_DOUBT = "Outstanding when the backup was taken; it may have been sent since."
_BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Restored:
    """What was restored: the backup, how many messages are in doubt now, and where the old register is kept."""

    backup: Backup
    in_doubt: int
    kept: str


def restore(url: str, file: Path, *, by: str, replace: bool) -> Restored:
    """Put a backup in the place of the register of a database. Raises UnusableBackup, UnusableDatabase.

    replace: whether a register may be there already; it is kept beside. The caller sees to it that no service runs.
    """
    backup = checked(file)
    is_sqlite = url.startswith("sqlite:")
    if is_sqlite != (backup.entries is not None):
        raise UnusableBackup(f"{file} is a backup of another kind of database than DATABASE_URL names.")
    if is_sqlite:
        return _into_file(Path(url.partition(":///")[2]).absolute(), backup, by, replace=replace)
    return _into_server(url, backup, by, replace=replace)


def _into_file(target: Path, backup: Backup, by: str, *, replace: bool) -> Restored:
    there = target.exists() and target.stat().st_size > 0
    if there and not replace:
        raise UnusableBackup(f"There is a register in {target} already; --replace keeps it beside and restores.")
    fresh = target.with_name(f"{target.name}.restoring")
    fresh.unlink(missing_ok=True)
    shutil.copyfile(backup.file, fresh)
    in_doubt = _made_ready(f"sqlite:///{fresh}", backup, by)
    kept = _kept_beside(target) if there else ""
    fresh.replace(target)
    return Restored(backup, in_doubt, kept)


def _kept_beside(target: Path) -> str:
    kept = target.with_name(f"{target.name}.before-{machine_clock():%Y%m%dT%H%M%S%f}Z")
    for ending in _BESIDE:
        old = Path(f"{target}{ending}")
        if old.exists():
            old.rename(f"{kept}{ending}")
    return str(kept)


def _into_server(url: str, backup: Backup, by: str, *, replace: bool) -> Restored:
    database = Database(url)
    try:
        with database.write() as connection:
            there = bool(inspect(connection).get_table_names())
            if there and not replace:
                raise UnusableBackup("There is a register in that database already; --replace keeps it and restores.")
            others = connection.execute(text(_OTHERS)).scalar_one()
            if others:
                raise UnusableBackup("The database is in use; stop the service first.")
            kept = f"before_{machine_clock():%Y%m%dt%H%M%S%f}" if there else ""
            if there:
                connection.execute(text(f"ALTER SCHEMA public RENAME TO {kept}"))
                connection.execute(text("CREATE SCHEMA public"))
    finally:
        database.close()
    words = ("--exit-on-error", "--no-owner", "--single-transaction", "--schema=public")
    program("pg_restore", *words, f"--dbname={plain_url(url)}", str(backup.file))
    return Restored(backup, _made_ready(url, backup, by), kept and f"schema {kept}")


_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def _made_ready(url: str, backup: Backup, by: str) -> int:
    """Bring what was restored up to date, hold it, and write down that it was restored."""
    database = Database(url)
    try:
        upgrade(database)
        with database.write() as connection:
            count, fault = ledger.verify(connection)
            if fault is not None:
                raise UnusableBackup(f"The ledger of the backup does not hold: entry {fault.seq} {fault.reason}.")
            return _begin_anew(connection, backup, by, count)
    finally:
        database.close()


def _begin_anew(connection: Connection, backup: Backup, by: str, count: int) -> int:
    last = last_recorded_at(connection)
    now = max(machine_clock(), last or EVER)
    outstanding = update(outbox).where(outbox.c.state.in_(("todo", "sending")))
    in_doubt = connection.execute(outstanding.values(state="unknown", next_at=now, note=IN_DOUBT)).rowcount
    connection.execute(delete(office).where(office.c.name == ALIVE))
    detail = {
        "sha256": backup.sha256, "entries": count, "last_recorded_at": to_micros(last) if last else None,
        "mail_in_doubt": in_doubt,
    }  # fmt: skip
    append(connection, [Entry("restored", now, by=by, detail=detail)], now)
    when = wording(last.replace(microsecond=0)) if last else "the beginning"
    said = f"The register was restored from a backup; its last entry is of {when}. What came later is not in it."
    hold(connection, Hold(RESTORED, said, all_falls=True, mail=True, from_at=EVER), now)
    return in_doubt
