"""`approvals import-organisations`: organisations, contacts and accounts from a workbook, looked at or entered."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from service.actions import setting_up
from service.actions.access import FIRST_SIGN_IN
from service.actions.setting_up import Outcome, UnusableSetup
from service.actions.setting_up_rows import Links
from service.formats.packages import UnusableFile
from service.register.one_time import INVITATION
from service.roles import Person
from service.settings import database_url, where_people_sign_in
from service.startup import open_existing

BY = Person("command line", "", "programme-office")
WRONG_SETUP = (UnusableSetup,)


@click.command("import-organisations")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", is_flag=True, help="Enter it; only looked at unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def import_organisations_command(file: Path, apply: bool, as_json: bool) -> None:
    """Say what a workbook of organisations, contacts and accounts would change, and enter it with --apply.

    Ends with 2 and every fault by sheet, row and column when something is wrong; then nothing is changed.
    """
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise UnusableFile(f"{file} cannot be read: {problem.strerror}.") from None
    register, links = open_existing(database_url()), _links(*where_people_sign_in())
    found = setting_up.looked_at(register, BY, content, links)
    if apply and not found.faults:
        found = setting_up.enter_now(register, BY, content, links)
    click.echo(_json(found) if as_json else _words(found, entered=apply))
    sys.exit(2 if found.faults else 0)


def _links(address: str, by_password: bool) -> Links:
    return (f"{address}/link/", INVITATION) if by_password else (f"{address}/sign-in", FIRST_SIGN_IN)


def _json(found: Outcome) -> str:
    faults = [asdict(one) for one in found.faults]
    return json.dumps({"rows": found.rows, "changes": [asdict(one) for one in found.changes], "faults": faults})


def _words(found: Outcome, *, entered: bool) -> str:
    if found.faults:
        return "\n".join([*map(str, found.faults), "Nothing was changed."])
    lines = [f"{one.sheet}, row {one.row}: {one.subject}: {one.said}" for one in found.changes]
    last = f"Entered: {len(lines)}." if entered else f"Changes: {len(lines)}. Enter them with --apply."
    return "\n".join([*lines, last])
