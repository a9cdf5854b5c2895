"""`approvals backup` and `approvals restore`: a copy of the register while it is written, and a copy in its place."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from deadlines.clock import machine_clock
from service.register import uptime
from service.register.backup import UnusableBackup, back_up
from service.register.database import Database, DatabaseTrouble, UnusableDatabase
from service.register.restore import restore
from service.settings import database_url, sqlite_file
from service.wakeups.only_one import TickLock

STEPS = 100


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_command(file: Path) -> None:
    """Write a backup of the register into a new FILE, while the service goes on; it is checked before it is there."""
    database = _existing(database_url())
    try:
        with _progress() as progress:
            made = back_up(database, file, progress)
        _note(database)
    finally:
        database.close()
    click.echo(f"{made.sha256}  {made.file}")
    if made.entries is not None:
        last = made.last.isoformat() if made.last else "never"
        click.echo(f"Its ledger holds {made.entries} entries, the last written {last}. Its chain holds.", err=True)


def _note(database: Database) -> None:
    """Write down when a backup was made last, for the checklist; the backup stands even when that cannot be."""
    try:
        with database.write() as connection:
            uptime.write(connection, uptime.BACKUP, machine_clock())
    except DatabaseTrouble as trouble:
        click.echo(f"That it was made could not be written down: {trouble}", err=True)


def _existing(url: str) -> Database:
    file = sqlite_file(url)
    if file is not None and not file.exists():
        raise UnusableDatabase(f"There is no register in {file}; set DATABASE_URL to the one that is meant.")
    return Database(url)


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    with click.progressbar(length=STEPS, label="Copying", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield lambda share: bar.update(max(0, int(share * STEPS) - bar.pos))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Take the place of the register that is there; it is kept beside.")
@click.option("--by", default="command line", show_default=True, help="Who restores; it stands in the ledger.")
def restore_command(file: Path, replace: bool, by: str) -> None:
    """Put the backup in FILE in the place of the register; it starts held, until an officer releases the hold."""
    url = database_url()
    lock = TickLock(sqlite_file(url))
    if not lock.take():
        raise UnusableBackup("A service runs on that database; stop it first.")
    try:
        done = restore(url, file, by=by, replace=replace)
    finally:
        lock.give_back()
    click.echo(f"Restored from {file} (SHA-256 {done.backup.sha256}).")
    if done.kept:
        click.echo(f"The register that was there is kept: {done.kept}")
    click.echo(
        f"Messages in doubt now: {done.in_doubt}. No mail leaves and no deadline falls until the hold is released:"
    )
    click.echo("approvals holds list, then approvals holds release NUMBER --by NAME --because REASON.")
    click.echo("Receipts given after the backup are not in it; how to claim them: docs/backup.md.")
