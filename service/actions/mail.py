"""What the office does about mail, and how everybody says how they want to be told."""

from datetime import date

from deadlines.calendar import london_date
from service.actions.accounts import UnusableAccount, check_scope, people, person
from service.actions.office import OFFICERS
from service.mail.message import DAILY, EACH, checked_address
from service.register import mailing, preferences, tasks
from service.register.register import Register
from service.roles import ALL, ROLES, Person

READERS = (*OFFICERS, "auditor")
LONGEST_NOTE = 1000


class UnusableAbsence(ValueError):
    """The absence cannot be kept so; the message says what to change."""


def send_again(register: Register, officer: Person, message_id: int) -> int:
    """Send a message again and return the number under which it goes. Raises NotAllowed, NoSuchMessage, NotNow."""
    officer.require(*OFFICERS)
    return mailing.send_again(register, message_id, officer.username)


def say_delivered(register: Register, officer: Person, message_id: int, note: str) -> None:
    """Keep an officer's word that a message arrived. Raises NotAllowed, NoSuchMessage, NotNow."""
    officer.require(*OFFICERS)
    mailing.say_delivered(register, message_id, officer.username, note[:LONGEST_NOTE])


def finish_task(register: Register, officer: Person, task_id: int, note: str) -> None:
    """Close a task with what was done. Raises NotAllowed, NoSuchTask."""
    officer.require(*OFFICERS)
    tasks.done(register, task_id, officer.username, note[:LONGEST_NOTE])


def choose_mail(register: Register, person_: Person, mail: str) -> None:
    """Choose each message by itself or a daily digest. Raises UnusableAccount."""
    if mail not in (EACH, DAILY):
        raise UnusableAccount("Choose each message by itself, or one message a day.")
    preferences.set_account(register, person_.username, person_.username, {"mail": mail})


def set_email(register: Register, officer: Person, username: str, email: str) -> None:
    """Set or take away the address of an account. Raises NotAllowed, NotThere, UnusableAddress."""
    officer.require(*OFFICERS)
    address = checked_address(email) if email.strip() else ""
    preferences.set_account(register, username, officer.username, {"email": address})


def covers_for(register: Register, person_: Person) -> list[Person]:
    """Return who may cover for somebody: whoever sees the same cases, or all."""
    return [one for one in people(register) if one.username != person_.username and _sees_as_much(one, person_)]


def _sees_as_much(cover: Person, person_: Person) -> bool:
    return cover.sees == ALL or (cover.sees, cover.scope) == (person_.sees, person_.scope)


def add_absence(register: Register, person_: Person, first: str, last: str, cover: str) -> None:
    """Say that somebody covers from a London day to another, both inclusive. Raises UnusableAbsence."""
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise UnusableAbsence("Enter a real first and last day, like 9 1 2015.") from None
    if ends < begins or ends < london_date(register.clock()):
        raise UnusableAbsence("The last day must not be before the first day or in the past.")
    standing_in = person(register, cover)
    if standing_in is None or cover == person_.username or not _sees_as_much(standing_in, person_):
        raise UnusableAbsence("Choose somebody who sees the same cases as you do.")
    row = {"username": person_.username, "first_day": begins.isoformat(), "last_day": ends.isoformat()}
    preferences.add_absence(register, {**row, "cover": cover, "by": person_.username})


def remove_absence(register: Register, person_: Person, absence_id: int) -> None:
    """Take back an absence of one's own. Raises NotThere."""
    preferences.remove_absence(register, absence_id, person_.username)


def add_mailbox(register: Register, officer: Person, role: str, scope: str, address: str) -> None:
    """Add a mailbox of a role. Raises NotAllowed, UnusableAccount, UnusableAddress, ThereAlready."""
    officer.require(*OFFICERS)
    mailbox_of(register, role, scope, address, officer.username)


def mailbox_of(register: Register, role: str, scope: str, address: str, by: str) -> None:
    """Add a mailbox of a role, whoever asks. Raises UnusableAccount, UnusableAddress, ThereAlready."""
    if role not in ROLES:
        raise UnusableAccount(f"'{role}' is no role; the roles are {', '.join(ROLES)}.")
    check_scope(register, role, scope)
    preferences.add_mailbox(register, role, scope, checked_address(address), by)


def remove_mailbox(register: Register, officer: Person, mailbox_id: int) -> None:
    """Remove a mailbox. Raises NotAllowed, NotThere."""
    officer.require(*OFFICERS)
    preferences.remove_mailbox(register, mailbox_id, officer.username)
