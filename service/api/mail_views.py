"""Mail for programs: who was told what, sending again, tasks, and the addresses of accounts and roles."""

from flask import Response

from service.actions import accounts, mail
from service.actions.mail import READERS
from service.actions.office import OFFICERS
from service.api import mail_models as models
from service.api.describing import answers, api, as_json
from service.api.models import PageQuery
from service.api.paging import as_page, mark_of, page_of
from service.api.views import entries_of
from service.front.doors import only
from service.front.state import me, the_register
from service.register import mailing, preferences
from service.register.keyset import mail_page, tasks_page


@api.get("/mail")
@only(*READERS)
@answers(models.Messages)
def list_mail(query: models.MailQuery) -> Response:
    """List the messages, newest first: who was told what, when, with what outcome."""
    found = mail_page(the_register(), query.state, query.case, page_of(query, 2))
    rows, mark = [models.Message.model_validate(dict(row)) for row in found.rows], mark_of(found.next)
    return as_page(models.Messages(messages=rows, next=mark), mark)


@api.get("/mail/<int:message_id>")
@only(*READERS)
@answers(models.MessageDetail)
def one_message(message_id: int) -> Response:
    """Give one message with its text and what the ledger says about it."""
    return as_json(_message(message_id))


def _message(message_id: int) -> models.MessageDetail:
    row = mailing.one_message(the_register(), message_id)
    told = entries_of(mailing.history_of(the_register(), row))
    return models.MessageDetail.model_validate({**row, "entries": told})


@api.post("/mail/<int:message_id>/again")
@only(*OFFICERS)
@answers(models.MessageDetail)
def send_again(message_id: int) -> Response:
    """Send a message again that failed, came back or is in doubt; a new address makes it a new message."""
    return as_json(_message(mail.send_again(the_register(), me(), message_id)))


@api.post("/mail/<int:message_id>/delivered")
@only(*OFFICERS)
@answers(models.MessageDetail)
def say_delivered(message_id: int, json: models.Said) -> Response:
    """Keep an officer's word that a message in doubt arrived."""
    mail.say_delivered(the_register(), me(), message_id, json.note.strip())
    return as_json(_message(message_id))


@api.get("/mail/tasks")
@only(*READERS)
@answers(models.Tasks)
def list_tasks(query: PageQuery) -> Response:
    """List what a person must do because a message or a webhook cannot, oldest first."""
    return _tasks(query)


def _tasks(query: PageQuery) -> Response:
    found = tasks_page(the_register(), page_of(query))
    rows, mark = [models.Task.model_validate(dict(row)) for row in found.rows], mark_of(found.next)
    return as_page(models.Tasks(tasks=rows, next=mark), mark)


@api.post("/mail/tasks/<int:task_id>/done")
@only(*OFFICERS)
@answers(models.Tasks)
def finish_task(task_id: int, json: models.Said) -> Response:
    """Close a task with what was done; answers with the tasks that still wait."""
    mail.finish_task(the_register(), me(), task_id, json.note.strip())
    return _tasks(PageQuery())


@api.get("/mail/addresses")
@only(*OFFICERS)
@answers(models.Addresses)
def list_addresses() -> Response:
    """List the addresses of accounts and the mailboxes of roles."""
    return as_json(_addresses())


def _addresses() -> models.Addresses:
    people = [models.AccountAddress.model_validate(one) for one in accounts.addresses(the_register())]
    boxes = [models.Mailbox.model_validate(dict(row)) for row in preferences.all_mailboxes(the_register())]
    return models.Addresses(accounts=people, mailboxes=boxes)


@api.post("/mail/addresses")
@only(*OFFICERS)
@answers(models.Addresses, 404)
def set_address(json: models.NewAddress) -> Response:
    """Set or take away the address of an account."""
    mail.set_email(the_register(), me(), json.username, json.email)
    return as_json(_addresses())


@api.post("/mail/mailboxes")
@only(*OFFICERS)
@answers(models.Addresses, status=201)
def add_mailbox(json: models.NewMailbox) -> Response:
    """Add a mailbox of a role. The same one again is refused."""
    mail.add_mailbox(the_register(), me(), json.role, json.scope, json.address)
    return as_json(_addresses(), 201)


@api.post("/mail/mailboxes/<int:mailbox_id>/remove")
@only(*OFFICERS)
@answers(models.Addresses)
def remove_mailbox(mailbox_id: int) -> Response:
    """Remove a mailbox of a role."""
    mail.remove_mailbox(the_register(), me(), mailbox_id)
    return as_json(_addresses())
