"""`approvals mail` and `approvals mailboxes`: who was told what, sending again, and the mailboxes of roles."""

import json

import click

from deadlines.calendar import LONDON
from service.actions.mail import mailbox_of
from service.mail.message import UnusableAddress
from service.register import mailing, preferences
from service.register.mailing import STATES, MailFilter
from service.register.queries import Row
from service.roles import ROLES
from service.settings import database_url
from service.startup import open_existing

WRONG_MAIL = (UnusableAddress, mailing.NoSuchMessage, mailing.NotNow, preferences.ThereAlready)
BY = "command line"
LAST = 2**63 - 1
SHOWN = (
    "id", "kind", "case_reference", "rung", "person", "address", "subject", "message_id", "sha256", "state", "attempts",
    "twice", "note",
)  # fmt: skip
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")


@click.group("mail")
def mail_commands() -> None:
    """Messages: who was told what, for which rung, when, with what outcome."""


@mail_commands.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only messages in this state.")
@click.option("--case", "case", default="", help="Only about the case with this reference.")
@click.option("--person", default="", help="Only to this person or address.")
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 100_000), help="Which page of 50.")
@as_json_option
def mail_list(state: str | None, case: str, person: str, page: int, as_json: bool) -> None:
    """List the messages, newest first."""
    count, rows = mailing.list_mail(open_existing(database_url()), MailFilter(state or "", case, person, page))
    if as_json:
        click.echo(json.dumps({"count": count, "messages": [_plain(row) for row in rows]}))
        return
    for row in rows:
        click.echo(f"{row['id']:>6}  {row['state']:<9}  {_when(row)}  {row['address']}  {row['subject']}")
    click.echo(f"{count} message{'' if count == 1 else 's'}.")


@mail_commands.command("show")
@click.argument("message", type=click.IntRange(1, LAST))
@as_json_option
def mail_show(message: int, as_json: bool) -> None:
    """Show one message and what became of it."""
    register = open_existing(database_url())
    row = mailing.one_message(register, message)
    history = [str(entry["kind"]) for entry in mailing.history_of(register, row)]
    if as_json:
        click.echo(json.dumps({**_plain(row), "text": row["text"], "files": row["files"], "history": history}))
        return
    for name in SHOWN:
        click.echo(f"{name:<15} {row[name]}")
    click.echo(f"{'history':<15} {', '.join(history)}\n\n{row['text']}")


@mail_commands.command("again")
@click.argument("message", type=click.IntRange(1, LAST))
def mail_again(message: int) -> None:
    """Send a message again that failed, came back or is in doubt."""
    fresh = mailing.send_again(open_existing(database_url()), message, BY)
    click.echo(f"Message {fresh} is to be sent.")


@click.group("mailboxes")
def mailbox_commands() -> None:
    """Mailboxes that are told what a role is told."""


@mailbox_commands.command("add")
@click.argument("role", type=click.Choice(tuple(ROLES)), metavar="ROLE")
@click.argument("address")
@click.option(
    "--scope", default="", help="The organisation code, area team or region, for a role that is held for one."
)
def mailboxes_add(role: str, address: str, scope: str) -> None:
    """Add a mailbox of a role."""
    mailbox_of(open_existing(database_url()), role, scope, address, BY)
    click.echo(f"{address} is told what the role {ROLES[role].name} is told.")


@mailbox_commands.command("list")
@as_json_option
def mailboxes_list(as_json: bool) -> None:
    """List the mailboxes."""
    rows = [
        {name: row[name] for name in ("id", "role", "scope", "address")}
        for row in preferences.all_mailboxes(open_existing(database_url()))
    ]
    click.echo(json.dumps(rows) if as_json else "\n".join(f"{r['role']}  {r['scope']}  {r['address']}" for r in rows))


def _plain(row: Row) -> dict[str, object]:
    return {**{name: row[name] for name in SHOWN}, "made": _when(row)}


def _when(row: Row) -> str:
    at = row["sent_at"] or row["made_at"]
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"  # type: ignore[attr-defined]
