"""`approvals holds`: what waits for a person after a long downtime or a restored backup, and releasing it."""

import json

import click

from service.actions.holding import officer_named, release, waiting
from service.register.foretelling import Consequences, Foretold
from service.register.holds import Hold
from service.settings import database_url
from service.startup import open_existing


@click.group("holds")
def holds_group() -> None:
    """Falls of deadlines and mail that wait until a person has looked."""


@holds_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def holds_list(as_json: bool) -> None:
    """List the holds that stand, with what would happen on the release of each."""
    found = waiting(open_existing(database_url()))
    if as_json:
        click.echo(json.dumps([_row(hold, would) for hold, would in found]))
        return
    for hold, would in found:
        click.echo(f"{hold.id}  {hold.reason}  {hold.said}")
        for line in _lines(would):
            click.echo(f"    {line}")
    if not found:
        click.echo("Nothing is held.")


def _lines(would: Consequences) -> list[str]:
    told = [f"cases that would go on: {would.cases}; messages that would be sent: {would.messages}"]
    return told + [f"{one.reference}: {_said(one)}" for one in would.shown]


def _said(one: Foretold) -> str:
    if one.problem:
        return f"would be set aside ({one.problem})"
    fallen = ", ".join(f"{name} falls ({at.isoformat()})" for name, at in one.fallen) or "goes on"
    return f"{fallen}; {one.after or 'no status'}{', and is over' if one.ends else ''}"


def _row(hold: Hold, would: Consequences) -> dict[str, object]:
    shown = [
        {"case": one.case_id, "reference": one.reference, "status": one.after, "ends": one.ends,
         "problem": one.problem, "fallen": [{"deadline": name, "at": at.isoformat()} for name, at in one.fallen]}
        for one in would.shown
    ]  # fmt: skip
    return {
        "hold": hold.id, "reason": hold.reason, "said": hold.said, "all_falls": hold.all_falls, "mail": hold.mail,
        "cases": would.cases, "messages": would.messages, "shown": shown,
    }  # fmt: skip


@holds_group.command("release")
@click.argument("number", type=click.IntRange(1))
@click.option("--by", required=True, help="The account of the officer who releases it.")
@click.option("--because", required=True, help="Why; it stands in the ledger.")
def holds_release(number: int, by: str, because: str) -> None:
    """Release a hold: what waited falls with the next tick."""
    register = open_existing(database_url())
    release(register, officer_named(register, by), number, because)
    click.echo(f"Hold {number} is released; what waited goes on with the next tick.")
