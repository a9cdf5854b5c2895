"""Who may read which entries of the ledger: everybody those of their own cases, without what is the office's alone."""

from service.actions.exports import NOTE_READERS
from service.actions.mail import READERS as MAIL_READERS
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.register.keyset import Readable
from service.roles import Person

NOTES = ("noted",)
MAIL = ("mail-", "task-")
READERS_OUTSIDE = (*OFFICERS, "auditor")
"""Who reads entries that belong to no case: accounts, paths, rounds."""


def readable_by(person: Person) -> Readable:
    """Return which entries a person may read."""
    kept = (*(() if person.role in NOTE_READERS else NOTES), *(() if person.role in MAIL_READERS else MAIL))
    return Readable(sight_of(person), person.role in READERS_OUTSIDE, kept)
