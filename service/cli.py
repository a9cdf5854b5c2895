"""The commands. Each answers wrong input with one clear message and exit status 2, a refusal with 1."""

import json
import shutil
import sys
import textwrap
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from deadlines.calendar import LONDON, london, london_date, wording
from deadlines.explain import explain, table
from deadlines.rounds import UnknownDeadline, UnknownRound, shipped_round, shipped_rounds
from processes.engine import UnusableDiagram
from service import audit, serving
from service.actions.accounts import UnusableAccount, add_account, people
from service.actions.holding import NoReason
from service.commands.backup import backup_command, restore_command
from service.commands.check import check_command
from service.commands.dates import DATE_COMMANDS, WRONG_DATES
from service.commands.formats import WRONG_FORMATS, export_command, import_tracker_command
from service.commands.holds import holds_group
from service.commands.import_ import import_command
from service.commands.mail import WRONG_MAIL, mail_commands, mailbox_commands
from service.commands.play import play_command
from service.commands.retention import retention_command
from service.commands.setup import WRONG_SETUP, import_organisations_command
from service.commands.words import reindex_command
from service.demo import MORNING, Demonstration, UnusableDemonstration
from service.register.accounts import AccountExists
from service.register.backup import UnusableBackup
from service.register.database import DatabaseTrouble, UnusableDatabase
from service.register.holding import NoSuchHold
from service.rehearsal.cohort import UnusableCohort, read_cohort
from service.rehearsal.data import organisations
from service.rehearsal.rehearse import SPANS, NoRehearsal, Settings, rehearse
from service.roles import ROLES, NotAllowed
from service.settings import UnusableSettings, database_url, demonstration_folder, read_settings
from service.startup import open_existing, open_register, release

WRONG_INPUT = (
    UnusableSettings, UnusableDatabase, UnusableAccount, AccountExists, UnusableCohort, NoRehearsal, UnknownRound,
    UnknownDeadline, UnusableDiagram, UnusableDemonstration, serving.CannotListen, audit.NoSuchEntry, NoSuchHold,
    NoReason, NotAllowed, DatabaseTrouble, UnusableBackup, *WRONG_MAIL, *WRONG_DATES, *WRONG_FORMATS, *WRONG_SETUP,
)  # fmt: skip
MEASURES = ("applied", "approved", "conditional", "declined", "withdrawn", "lapsed", "live")
OWN_COHORT = "Counted from the ledger of a rehearsal of your own cohort."
LAST_ROW = 2**63 - 1
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")


class _Commands(click.Group):
    """Turns what a person can mend into a message on standard error and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WRONG_INPUT as problem:
            raise _Wrong(str(problem)) from problem


class _Wrong(click.ClickException):
    exit_code = 2


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(release(), prog_name="approvals")
def main() -> None:
    """The system of record for statutory approvals."""


for command in (
    check_command, import_command, play_command, mail_commands, mailbox_commands, backup_command, restore_command,
    holds_group, export_command, import_tracker_command, reindex_command, import_organisations_command,
    retention_command,
):  # fmt: skip
    main.add_command(command)


class _LondonTime(click.ParamType[datetime]):
    name = "london time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            return london(moment.date(), moment.time()) if moment.tzinfo is None else moment
        except ValueError:
            self.fail(f"'{value}' is no date and time like 2015-01-09T11:58 (London wall time).", param, ctx)


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--at", type=_LondonTime(), help="London wall time at which a fresh demonstration begins.")
@click.option("--fresh", is_flag=True, help="Throw the last demonstration away and begin anew.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the demonstration is kept.")
def demo(port: int, at: datetime | None, fresh: bool, folder: Path | None) -> None:
    """Serve the demonstration: the real 2014/15 round with a clock that you can move forward."""
    kept = Demonstration(folder or demonstration_folder())
    start = at or MORNING
    _in_span(start, *SPANS["2014-15"])
    serving.must_be_free(serving.LOCAL, port, serving.OTHER_PORT)
    with kept.alone():
        if fresh or at is not None or not kept.exists:
            with _Progress("Making the demonstration", SPANS["2014-15"][0], start) as progress:
                kept.make(start, progress)
        serving.demonstration(kept, port)


def _in_span(at: datetime, first: datetime, last: datetime) -> None:
    if not first <= at <= last:
        raise click.BadParameter(f"The demonstration covers {wording(first)} to {wording(last)}.", param_hint="--at")


@main.command()
def serve() -> None:
    """Serve the real thing on DATABASE_URL, with an empty register at first (see docs/settings.md)."""
    serving.service(read_settings())


@main.group()
def users() -> None:
    """Accounts of the service."""


@users.command("add")
@click.argument("username")
@click.option(
    "--role", required=True, type=click.Choice(tuple(ROLES)), metavar="ROLE", help=f"One of {', '.join(ROLES)}."
)
@click.option("--scope", default="", help="The organisation code, area team or region that the role is held for.")
@click.option("--name", default="", help="The name to show; the user name unless given.")
@click.option("--email", default="", help="Where mail for this account goes; none unless given.")
@click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for, twice, unless given."
)
def users_add(username: str, role: str, scope: str, name: str, email: str, password: str) -> None:
    """Add an account."""
    register = open_register(database_url())
    person = add_account(register, username, name, role, scope, password, by="command line", email=email)
    click.echo(f"Added {person.username}, {ROLES[person.role].name}{f' for {scope}' if scope else ''}.")


@users.command("list")
@as_json_option
def users_list(as_json: bool) -> None:
    """List the accounts."""
    rows = [
        {"username": p.username, "name": p.name, "role": p.role, "scope": p.scope}
        for p in people(open_existing(database_url()))
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for line in _columns([list(row.values()) for row in rows]):
        click.echo(line)
    if not rows:
        click.echo("There are no accounts yet. Add one: approvals users add NAME --role programme-office")


@main.group()
def deadlines() -> None:
    """The named deadlines: where they come from, and changing them."""


@deadlines.command("list")
@click.option("--round", "round_", default="", help="Only this round.")
@as_json_option
def deadlines_list(round_: str, as_json: bool) -> None:
    """List the deadlines of the rounds in order of time."""
    rounds = [shipped_round(round_)] if round_ else list(shipped_rounds().values())
    rows = {(row["round"], row["name"]): row for one in rounds for row in table(one)}
    if as_json:
        click.echo(json.dumps(list(rows.values())))
        return
    for line in _columns([[row["round"], row["name"], row["status"], row["when"]] for row in rows.values()]):
        click.echo(line)


for date_command in DATE_COMMANDS:
    deadlines.add_command(date_command)


def _columns(rows: list[list[str]]) -> list[str]:
    """Return rows as lines with columns as wide as what is in them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]


@deadlines.command("explain")
@click.argument("name")
@click.option("--round", "round_", default="2014-15", show_default=True, help="The round that it belongs to.")
@as_json_option
def deadlines_explain(name: str, round_: str, as_json: bool) -> None:
    """Explain a deadline: when it is, what the source says, what it replaced and why."""
    pairs = explain(shipped_round(round_), name)
    if as_json:
        click.echo(json.dumps(dict(pairs)))
        return
    width = max(len(label) for label, _ in pairs) + 2
    for label, text in pairs:
        click.echo(_hanging(f"{label:<{width}}", text))


def _hanging(label: str, text: str) -> str:
    """Return a label and its text, which is wrapped beside the label on a terminal only: files are read by programs."""
    if not sys.stdout.isatty():
        return label + text
    columns = max(shutil.get_terminal_size().columns, 2 * len(label))
    return textwrap.fill(text, columns, initial_indent=label, subsequent_indent=" " * len(label))


@main.command("rehearse")
@click.argument("round_", metavar="ROUND")
@click.option("--cases", type=click.Path(path_type=Path), help="A cohort as CSV; see docs/rehearsal.md.")
@click.option("--seed", default=2015, show_default=True, help="Which simulated assignment of outcomes.")
@as_json_option
def rehearse_command(round_: str, cases: Path | None, seed: int, as_json: bool) -> None:
    """Play a whole round in virtual time and print what came of it."""
    if round_ not in SPANS:
        raise NoRehearsal(f"'{round_}' cannot be rehearsed; these can: {', '.join(SPANS)}.")
    rows = read_cohort(_text(cases), [place["code"] for place in organisations()]) if cases else None
    with _Progress("Rehearsing", SPANS["2014-15"][0], SPANS[round_][1]) as progress:
        figures = rehearse(round_, Settings(seed=seed, rows=rows), progress)
    if cases:
        figures["note"] = OWN_COHORT
    click.echo(json.dumps(figures) if as_json else _board(figures))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise UnusableCohort(f"{file} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise UnusableCohort(f"{file} is no UTF-8 text; save the cohort as CSV in UTF-8.") from None


def _board(figures: Any) -> str:
    """Return the figures as a table that fits 80 columns."""
    lines = [f"Round {figures['round']}, seed {figures['seed']}, cases: {figures['cases']}.", figures["note"], ""]
    lines.append(f"{'':<20}" + "".join(f" {name}" for name in MEASURES))
    for model, counted in figures["models"].items():
        for name, row in [(model.replace("_", " "), counted), *counted["by_region"].items()]:
            indent = "" if row is counted else "  "
            lines.append(f"{indent + name:<20}" + "".join(f" {row[measure]:>{len(measure)}}" for measure in MEASURES))
    lines += ["", f"Late: {len(figures['late'])}. Never came: {len(figures['missed'])}."]
    if "delegated_in_all" in figures:
        lines.append(f"Delegated in all rounds: {figures['delegated_in_all']}.")
    return "\n".join([*lines, f"Digest {figures['digest']}"])


@main.group("audit")
def audit_group() -> None:
    """The ledger and its chain."""


@audit_group.command("verify")
@as_json_option
def audit_verify(as_json: bool) -> None:
    """Verify the whole chain; names the first row that does not hold and exits with 1."""
    count, fault = audit.verify(open_existing(database_url()))
    if as_json:
        found = None if fault is None else {"row": fault.seq, "reason": fault.reason}
        click.echo(json.dumps({"entries": count, "fault": found}))
    elif fault is None:
        click.echo(f"The chain holds: {count} entries.")
    else:
        click.echo(f"The chain breaks at row {fault.seq}: it {fault.reason}. {count} entries before it hold.")
    sys.exit(0 if fault is None else 1)


@audit_group.command("show")
@click.argument("case", type=click.IntRange(1, LAST_ROW))
@as_json_option
def audit_show(case: int, as_json: bool) -> None:
    """Show the ledger of a case, with London times."""
    entries = list(audit.show(open_existing(database_url()), case))
    if as_json:
        click.echo(json.dumps(entries))
        return
    for line in _columns(
        [[_london(entry["at"]), *(str(entry[k]) for k in ("kind", "element", "by"))] for entry in entries]
    ):
        click.echo(line)


def _london(at: object) -> str:
    return datetime.fromisoformat(str(at)).astimezone(LONDON).isoformat(" ", "microseconds")


class _Progress:
    """A progress bar over London days, on a terminal only."""

    def __init__(self, label: str, first: datetime, last: datetime) -> None:
        self._first = london_date(first)
        days = max((london_date(last) - self._first).days, 1)
        self._bar = click.progressbar(length=days, label=label, file=sys.stderr)
        self._done = 0

    def __enter__(self) -> Callable[[datetime], None]:
        self._shown = sys.stderr.isatty()
        if self._shown:
            self._bar.__enter__()
        return self._move

    def __exit__(self, *problem: Any) -> None:
        if self._shown:
            self._bar.__exit__(*problem)

    def _move(self, at: datetime) -> None:
        day = (london_date(at) - self._first).days
        if self._shown and day > self._done:
            self._bar.update(day - self._done)
            self._done = day
