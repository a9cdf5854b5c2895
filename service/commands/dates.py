"""`approvals deadlines move` and its kin: changing dates from the command line, by two officers, looked at first."""

import json
from datetime import date, datetime, time
from typing import Any

import click

from deadlines.calendar import LONDON
from deadlines.changes import BeyondBound
from deadlines.rounds import UnusableRound
from deadlines.working_days import CalendarDoesNotReach
from service.actions import dates
from service.actions.holding import officer_named
from service.register.dates import records
from service.register.dates.changes import NoSuchChange, SomethingElseNow
from service.register.dates.wish import CATEGORIES, NotPossible, Preview, Wish
from service.register.receive import NoSuchCase
from service.settings import database_url
from service.startup import open_existing

WRONG_DATES = (
    NotPossible,
    BeyondBound,
    UnusableRound,
    CalendarDoesNotReach,
    NoSuchChange,
    SomethingElseNow,
    NoSuchCase,
)
round_option = click.option("--round", "round_", default="2014-15", show_default=True, help="The round it belongs to.")
case_option = click.option("--case", "case_id", type=click.IntRange(1), help="Only for the case of this number.")
because_option = click.option("--because", default="", help="Why; everybody concerned reads it. Required.")
authority_option = click.option("--authority", default="", help="On whose authority. Required.")
by_option = click.option("--by", default="", help="The account of the officer who asks; not needed with --dry-run.")
dry_option = click.option("--dry-run", is_flag=True, help="Only say what would happen.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")


class _Moment(click.ParamType[tuple[date, time | None]]):
    name = "london day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, time | None]:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is no London day or time like 2015-01-30 or 2015-01-30T12:00.", param, ctx)
        if moment.tzinfo is not None:
            self.fail("Give London wall time without an offset, like 2015-01-30T12:00.", param, ctx)
        return moment.date(), moment.time() if "T" in value else None


@click.command("move")
@click.argument("name")
@click.option("--to", type=_Moment(), help="The new London day, or day and time.")
@click.option("--period", default="", help="The new period of a deadline that counts from a fact, as P6W.")
@round_option
@case_option
@because_option
@authority_option
@by_option
@dry_option
@json_option
def move(
    name: str, to: tuple[date, time | None] | None, period: str, round_: str, case_id: int | None, because: str,
    authority: str, by: str, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Move a deadline: say what it would do, then ask for it. A second officer applies it."""
    day, at = to or (None, None)
    wish = Wish("move", round_, because, authority, name, case_id, day=day, at=at, period=period)
    _ask(wish, by, dry_run, as_json)


@click.command("stop")
@click.argument("name")
@click.option("--case", "case_id", type=click.IntRange(1), required=True, help="The number of the case.")
@click.option("--category", type=click.Choice(CATEGORIES), required=True, help="Why the clock stops.")
@round_option
@because_option
@authority_option
@by_option
@dry_option
@json_option
def stop(
    name: str, case_id: int, category: str, round_: str, because: str, authority: str, by: str, dry_run: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Stop the clock of a deadline in one case."""
    _ask(Wish("suspend", round_, because, authority, name, case_id, category=category), by, dry_run, as_json)


@click.command("resume")
@click.argument("name")
@click.option("--case", "case_id", type=click.IntRange(1), required=True, help="The number of the case.")
@round_option
@because_option
@authority_option
@by_option
@dry_option
@json_option
def resume(
    name: str, case_id: int, round_: str, because: str, authority: str, by: str, dry_run: bool, as_json: bool
) -> None:
    """Let a clock that stands go on; the date moves by the days that it stood."""
    _ask(Wish("resume", round_, because, authority, name, case_id), by, dry_run, as_json)


@click.command("holiday")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("title")
@round_option
@because_option
@authority_option
@by_option
@dry_option
@json_option
def holiday(
    day: datetime, title: str, round_: str, because: str, authority: str, by: str, dry_run: bool, as_json: bool
) -> None:
    """Add a bank holiday that was proclaimed late."""
    _ask(Wish("holiday", round_, because, authority, day=day.date(), title=title), by, dry_run, as_json)


@click.command("take-back")
@click.argument("change", type=click.IntRange(1))
@because_option
@authority_option
@by_option
@dry_option
@json_option
def take_back(change: int, because: str, authority: str, by: str, dry_run: bool, as_json: bool) -> None:
    """Take an applied change back, as it was before."""
    row = records.change(open_existing(database_url()), change)
    wish = Wish("revert", row["round"], because, authority, row["deadline"], row["case_id"], reverts=change)
    _ask(wish, by, dry_run, as_json)


def _ask(wish: Wish, by: str, dry_run: bool, as_json: bool) -> None:
    register = open_existing(database_url())
    if not dry_run and not by:
        raise click.UsageError("Name the officer who asks with --by, or look first with --dry-run.")
    shown = dates.looked_at(register, wish) if dry_run else dates.preview(register, officer_named(register, by), wish)
    number = None if dry_run else dates.ask(register, officer_named(register, by), wish, shown)
    if as_json:
        click.echo(json.dumps({"change": number, **json.loads(shown.written())}))
        return
    _say(shown)
    if number is not None:
        click.echo(f"Asked for as change {number}. Another officer applies it:")
        click.echo(f"approvals deadlines apply {number} --by NAME")


def _say(shown: Preview) -> None:
    for one in shown.dates:
        click.echo(f"{one['name']}: {one['was']} becomes {one['becomes']}{' (follows)' if one['follows'] else ''}")
    for off in shown.days_off:
        click.echo(f"On a day off: {off}")
    rest = f"Other open cases: {shown.others}. Own dates: {shown.own}."
    click.echo(f"Dates of cases that move: {len(shown.cases)}. {rest}")
    click.echo(f"Fell due before, to be ruled on one by one: {len(shown.fallen)}.")
    planned = ", ".join(f"{count} on {day}" for day, count in shown.planned.items()) or "none"
    click.echo(f"Reminders cancelled or put on another day: {shown.cancelled}. Planned: {planned}.")
    click.echo(f"Told: {', '.join(shown.roles) or 'nobody'}.")


@click.command("apply")
@click.argument("change", type=click.IntRange(1))
@click.option("--by", required=True, help="The account of the second officer.")
def apply(change: int, by: str) -> None:
    """Apply a change as its second officer."""
    register = open_existing(database_url())
    done = dates.apply(register, officer_named(register, by), change)
    click.echo(f"Change {change} is applied: {done.landed} of {done.previewed} dates moved.")


@click.command("decline")
@click.argument("change", type=click.IntRange(1))
@click.option("--by", required=True, help="The account of the officer.")
def decline(change: int, by: str) -> None:
    """Decline a change, or withdraw one's own."""
    register = open_existing(database_url())
    dates.decline(register, officer_named(register, by), change)
    click.echo(f"Change {change} is declined; nothing was changed.")


@click.command("changes")
@round_option
@json_option
def changes(round_: str, as_json: bool) -> None:
    """List the changes of dates of a round, newest first."""
    rows = records.changes_of(open_existing(database_url()), round_)
    if as_json:
        click.echo(json.dumps([_plain(row) for row in rows]))
        return
    for row in rows:
        state = row["outcome"] or "waits for a second officer"
        back = f", taken back by {row['reverted_by']}" if row["reverted_by"] else ""
        asked = row["asked_at"].astimezone(LONDON).isoformat(" ", "minutes")
        click.echo(f"{row['id']}  {row['kind']}  {row['deadline']}  {state}{back}  asked by {row['by']}, {asked}")
    if not rows:
        click.echo("No date of this round was changed.")


def _plain(row: records.Row) -> dict[str, Any]:
    names = ("id", "kind", "round", "deadline", "case_id", "because", "authority", "by", "second", "outcome", "reverts",
             "reverted_by", "content")  # fmt: skip
    instants = {name: row[name].isoformat() if row[name] else None for name in ("asked_at", "answered_at")}
    return {**{name: row[name] for name in names}, **instants, "cases": len(row["preview"].cases)}


DATE_COMMANDS = (move, stop, resume, holiday, take_back, apply, decline, changes)
