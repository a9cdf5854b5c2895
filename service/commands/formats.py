"""`approvals export` and `approvals import-tracker`: the tracker as a file, out and in."""

import json
import sys
from pathlib import Path

import click

from deadlines.clock import aware_utc
from service.actions import exports, imports
from service.actions.accounts import UnusableAccount, person
from service.actions.event_log import whole_log
from service.actions.holding import officer_named
from service.formats.ocel import written_ocel
from service.formats.packages import UnusableFile
from service.mail.calendars import PUBLISH, calendar_file
from service.register import appointments, queries
from service.register.notes import NotedMeanwhile
from service.register.register import Register
from service.roles import Person
from service.settings import database_url
from service.startup import open_existing

WRONG_FORMATS = (UnusableFile, NotedMeanwhile, imports.UnusableNote)
WHOLE = Person("command line", "", "programme-office")
NAME = "Co-commissioning deadlines"


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(("xlsx", "csv", "ics", "json", "ocel")))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file; standard output unless given.")
@click.option("--for", "username", default="", help="Only what this account may see; everything unless given.")
def export_command(form: str, out: Path | None, username: str) -> None:
    """Write the tracker (xlsx, csv, json), the dates of the rounds (ics) or the event log of all cases (ocel).

    FORMAT is one of xlsx, csv, ics, json and ocel.
    """
    register = open_existing(database_url())
    content = _written(register, form, username)
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as problem:
        raise UnusableFile(f"{out} cannot be written: {problem.strerror}.") from None
    click.echo(f"Wrote {out}.")


def _written(register: Register, form: str, username: str) -> bytes:
    if form == "ics":
        return _dates(register)
    return written_ocel(whole_log(register)) if form == "ocel" else _tracker(register, form, username)


def _tracker(register: Register, form: str, username: str) -> bytes:
    if not username:
        return exports.whole_tracker(register, form)
    found = person(register, username)
    if found is None:
        raise UnusableAccount(f"There is no account '{username}'; see approvals users list.")
    return exports.tracker(register, found, form)


def _dates(register: Register) -> bytes:
    begun_at = queries.begun_at(register) or register.clock()
    return calendar_file(appointments.of_rounds(register, aware_utc(begun_at)), PUBLISH, register.mail_from, NAME)


@click.command("import-tracker")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", default="", help="The account of the officer who applies it; only looked at unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def import_tracker_command(file: Path, by: str, as_json: bool) -> None:
    """Say what a changed tracker would change, and change it with --by.

    Ends with 2 and every fault by row and column when something is wrong; then nothing is changed.
    """
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise UnusableFile(f"{file} cannot be read: {problem.strerror}.") from None
    register = open_existing(database_url())
    found = imports.looked_at(register, WHOLE, content)
    noted = imports.apply(register, officer_named(register, by), found.changes) if by and not found.faults else None
    click.echo(_json(found, noted) if as_json else _words(found, noted))
    sys.exit(2 if found.faults else 0)


def _json(found: imports.Preview, noted: int | None) -> str:
    faults = [{"row": one.row, "column": one.column, "message": one.message} for one in found.faults]
    changes = [vars(one) for one in found.changes]
    return json.dumps({"rows": found.rows, "changes": changes, "faults": faults, "cases_changed": noted or 0})


def _words(found: imports.Preview, noted: int | None) -> str:
    if found.faults:
        return "\n".join([*map(str, found.faults), "Nothing was changed."])
    lines = [f"{one.reference}: {_said(one)}" for one in found.changes]
    if noted is not None:
        return "\n".join([*lines, f"Changed in {noted} cases."])
    return "\n".join([*lines, f"Cells that would change: {len(lines)}; rows: {found.rows}. Apply it with --by NAME."])


def _said(change: imports.Change) -> str:
    return f"{imports.LABELS[change.column]}: '{change.was}' becomes '{change.becomes}'"
