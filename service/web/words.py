"""Words for what the register keeps as names: deadlines, statuses, kinds of ledger entries, outcomes."""

from service.register.wording import deadline_title as deadline_title
from service.register.wording import status_words as status_words

KINDS = {
    "opened": "Case opened",
    "step-opened": "Step opened",
    "step-completed": "Step completed",
    "step-withdrawn": "Step no longer open",
    "deadline-passed": "Deadline passed",
    "message-sent": "Message sent to linked cases",
    "message-received": "Message received from a linked case",
    "message-taken": "Message acted on",
    "message-taken-back": "Message taken back",
    "message-heard-again": "Message heard again",
    "case-requested": "Linked case opened",
    "decided": "Table applied",
    "status": "Status",
    "ended": "Case ended",
    "arrival-refused": "Not accepted",
    "received-out-of-order": "Received out of order",
    "superseded": "Replaced by a later one",
    "corrected": "Corrected",
    "set-aside": "Set aside",
    "taken-up-again": "Taken up again",
    "document-added": "Document added",
    "document-marked": "Said whether a document may be published",
    "claim-asked": "Received elsewhere: recorded, waits for a second officer",
    "correction-asked": "Correction asked, waits for a second officer",
    "request-answered": "Second officer answered",
    "calendar-changed": "Calendar changed by the office",
    "own-date": "Date changed for this case",
    "deadline-moved": "Deadline moved",
    "noted": "Officer note changed",
    "query-asked": "Query asked",
    "query-answered": "Query answered",
    "edition-asked": "Edition of the public register asked for",
    "edition-published": "Edition of the public register published",
    "edition-declined": "Edition of the public register declined",
    "round-asked": "Round asked for",
    "round-opened": "Round opened",
    "round-declined": "Round declined",
    "change-asked": "Change of a date asked for",
    "change-applied": "Change of a date applied",
    "change-declined": "Change of a date declined",
    "fallen-ruled": "Ruled on a date that had fallen",
    "reminder-told": "Reminder sent",
    "reminder-skipped": "Reminder not sent",
    "reminder-cancelled": "Reminder cancelled",
    "escalation-told": "Office told that it was not in time",
    "feed-renewed": "Calendar address renewed",
    "task-opened": "Task opened",
    "task-done": "Task done",
    "mail-sent": "Message sent",
    "mail-unknown": "Message in doubt: it may have arrived",
    "mail-maybe-twice": "Message sent once more: it may arrive twice",
    "mail-failed": "Message not delivered",
    "mail-bounced": "Message came back",
    "mail-cancelled": "Message not sent",
    "mail-delivered": "Message delivered",
    "mail-again": "Message to be sent again",
    "sitting-decided": "Decided at a sitting",
    "sitting-not-recorded": "Decision of a sitting could not be recorded",
}
MAIL_STATES = {
    "todo": ("To be sent", "waiting"),
    "collected": ("Waits for the daily digest", "waiting"),
    "sending": ("Being sent", "current"),
    "unknown": ("In doubt", "late"),
    "sent": ("Sent", "done"),
    "failed": ("Not delivered", "late"),
    "bounced": ("Came back", "late"),
    "cancelled": ("Not sent", "withdrawn"),
}
MAIL_KINDS = {
    "receipt": "Receipt",
    "reminder": "Reminder",
    "escalation": "Escalation",
    "notice": "Notice",
    "letter": "Letter",
    "digest": "Daily digest",
    "link": "Sign-in link",
    "attestation": "Attestation",
}
OUTCOMES = {
    "": ("Being judged", "waiting"),
    "accepted": ("Accepted", "done"),
    "refused": ("Not accepted", "late"),
    "out-of-order": ("Received out of order", "late"),
}
CHANNELS = {"mailbox": "the mailbox", "region": "a region", "paper": "paper", "by-hand": "by hand"}


def kind_words(kind: str) -> str:
    """Say a kind of ledger entry."""
    return KINDS.get(kind, status_words(kind))
