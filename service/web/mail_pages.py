"""Mail: who was told what, for which rung, when and with what outcome; what did not arrive; who else is told."""

from collections.abc import Callable, Mapping
from math import ceil

import orjson
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import accounts, mail
from service.actions.accounts import UnusableAccount
from service.actions.mail import READERS
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.front.doors import only
from service.front.reading import page_number
from service.front.state import me, the_register
from service.mail.message import UnusableAddress
from service.register import mailing, preferences
from service.register.mailing import MailFilter
from service.register.preferences import ThereAlready
from service.register.queries import Row
from service.register.tasks import open_tasks
from service.roles import ROLES
from service.web.words import MAIL_KINDS, MAIL_STATES, kind_words

pages = Blueprint("mail_pages", __name__)
NARROWED = ("state", "case", "person")
SIZE = 50


@pages.get("/mail")
@only(*READERS)
def list_of_mail() -> str:
    """Show the messages, newest first."""
    given = {name: request.args.get(name, "").strip()[:120] for name in NARROWED}
    wanted = MailFilter(**given, page=page_number(), size=SIZE)
    count, rows = mailing.list_mail(the_register(), wanted)
    return render_template(
        "mail.html", page_title="Mail", rows=rows, count=count, wanted=wanted, pages=ceil(count / SIZE),
        address=_address(given), states=MAIL_STATES, kinds=MAIL_KINDS, counts=mailing.mail_counts(the_register()),
        waiting=len(open_tasks(the_register(), sight_of(me()))), narrowed=any(given.values()),
        officer=me().role in OFFICERS,
    )  # fmt: skip


def _address(given: Mapping[str, str]) -> Callable[[int], str]:
    kept = {name: value for name, value in given.items() if value}
    return lambda page: url_for("mail_pages.list_of_mail", **kept, page=page)  # type: ignore[arg-type]


@pages.get("/mail/<int:message_id>")
@only(*READERS)
def one_message(message_id: int) -> str:
    """Show one message with its text and what became of it. Raises NoSuchMessage."""
    row = mailing.one_message(the_register(), message_id)
    told = [
        {**e, "words": kind_words(str(e["kind"])), "said": _said(e)} for e in mailing.history_of(the_register(), row)
    ]
    officer = me().role in OFFICERS
    return render_template(
        "message.html", page_title="Message", message=row, history=told, state=MAIL_STATES[str(row["state"])],
        kind=MAIL_KINDS[str(row["kind"])], may_again=officer and row["state"] in mailing.MAY_GO_AGAIN,
        may_say=officer and row["state"] == "unknown",
    )  # fmt: skip


def _said(entry: Row) -> str:
    detail = orjson.loads(str(entry["detail"]))
    parts = [detail.get("note") or detail.get("why"), f"by {entry['by']}" if entry["by"] else ""]
    parts += ["in a digest" if detail.get("digest") else "", "it may have arrived twice" if detail.get("twice") else ""]
    return "; ".join(part for part in parts if part)


@pages.post("/mail/<int:message_id>/again")
@only(*OFFICERS)
def again(message_id: int) -> ResponseReturnValue:
    """Send a message again and show it. Raises NoSuchMessage, NotNow."""
    fresh = mail.send_again(the_register(), me(), message_id)
    return redirect(url_for("mail_pages.one_message", message_id=fresh))


@pages.post("/mail/<int:message_id>/delivered")
@only(*OFFICERS)
def delivered(message_id: int) -> ResponseReturnValue:
    """Keep the officer's word that a message arrived. Raises NoSuchMessage, NotNow."""
    mail.say_delivered(the_register(), me(), message_id, request.form.get("note", "").strip())
    return redirect(url_for("mail_pages.one_message", message_id=message_id))


@pages.get("/mail/tasks")
@only(*READERS)
def tasks() -> str:
    """Show what a person must do because a message cannot."""
    found = open_tasks(the_register(), sight_of(me()))
    return render_template("mail_tasks.html", page_title="Undelivered", tasks=found, officer=me().role in OFFICERS)


@pages.post("/mail/tasks/<int:task_id>/done")
@only(*OFFICERS)
def task_done(task_id: int) -> ResponseReturnValue:
    """Close a task with what was done. Raises NoSuchTask."""
    mail.finish_task(the_register(), me(), task_id, request.form.get("note", "").strip())
    return redirect(url_for("mail_pages.tasks"))


@pages.get("/mail/addresses")
@only(*OFFICERS)
def addresses() -> str:
    """Show the addresses of accounts and the mailboxes of roles."""
    return _addresses({})


def _addresses(own: Mapping[str, str]) -> str:
    """own: what is wrong, by the id of the field."""
    people, boxes = accounts.addresses(the_register()), preferences.all_mailboxes(the_register())
    return render_template(
        "mail_addresses.html", page_title="Addresses", people=people, mailboxes=boxes, own=own, given=request.form,
        roles=[(role.id, role.name) for role in ROLES.values()],
        errors=[{"text": said, "href": f"#{key}"} for key, said in own.items()],
    )  # fmt: skip


@pages.post("/mail/addresses")
@only(*OFFICERS)
def set_address() -> ResponseReturnValue:
    """Set the address of an account. Raises NotThere."""
    username = request.form.get("username", "")
    try:
        mail.set_email(the_register(), me(), username, request.form.get("email", ""))
    except UnusableAddress as problem:
        return _addresses({f"email-of-{username}": str(problem)}), 422
    return redirect(url_for("mail_pages.addresses"))


@pages.post("/mail/mailboxes")
@only(*OFFICERS)
def add_mailbox() -> ResponseReturnValue:
    """Add a mailbox of a role."""
    given = [request.form.get(name, "").strip() for name in ("role", "scope", "email")]
    try:
        mail.add_mailbox(the_register(), me(), *given)
    except UnusableAccount as problem:
        return _addresses({"scope": str(problem)}), 422
    except UnusableAddress as problem:
        return _addresses({"email": str(problem)}), 422
    except ThereAlready as problem:
        return _addresses({"email": str(problem)}), 409
    return redirect(url_for("mail_pages.addresses"))


@pages.post("/mail/mailboxes/<int:mailbox_id>/remove")
@only(*OFFICERS)
def remove_mailbox(mailbox_id: int) -> ResponseReturnValue:
    """Remove a mailbox. Raises NotThere."""
    mail.remove_mailbox(the_register(), me(), mailbox_id)
    return redirect(url_for("mail_pages.addresses"))
