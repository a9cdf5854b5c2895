"""What the programme office does about accounts: invite, close and re-open, give and end roles, link identities.

Nobody changes their own account or roles: another officer does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deadlines.calendar import london
from service.actions.accounts import UnusableAccount, check_account
from service.mail.message import checked_address
from service.register import accounts, identities, one_time, sessions
from service.register.accounts import NoSuchAccount
from service.register.one_time import INVITATION, RESET
from service.register.register import Register
from service.register.tenures import Tenure
from service.roles import NotAllowed, Person

ACCOUNT_OFFICERS = ("programme-office",)
FIRST_SIGN_IN = "first-sign-in"
WORDS: Mapping[str, tuple[str, str]] = {
    INVITATION: (
        "Your account for co-commissioning approvals",
        "Dear {name},\n\nThe programme office has made an account for you. Choose a password here within 72 hours:\n\n"
        "{link}\n\nThe link works once. If you did not expect this message, tell the programme office.\n",
    ),
    FIRST_SIGN_IN: (
        "Your account for co-commissioning approvals",
        "Dear {name},\n\nThe programme office has made an account for you. Sign in here within 72 hours, with your "
        "organisation's account:\n\n{place}\n\nIf you did not expect this message, tell the programme office.\n",
    ),
    RESET: (
        "Choose a new password",
        "Dear {name},\n\nSomebody asked for a new password for your account. Choose one here within an hour:\n\n"
        "{link}\n\nThe link works once. If it was not you, do nothing: your password stays as it is.\n",
    ),
}


@dataclass(frozen=True)
class NewRole:
    """A role as an officer enters it. Days are ISO days in London, both inclusive; an empty one is no limit."""

    role: str
    scope: str = ""
    first_day: str = ""
    last_day: str = ""


@dataclass(frozen=True)
class Invited:
    """Somebody who is invited."""

    username: str
    name: str
    email: str
    role: NewRole


def invite(register: Register, officer: Person, new: Invited, address: str, words: str = INVITATION) -> None:
    """Add an account and send its invitation: both or neither.

    address: where links lead, before the token. words: a key of WORDS.
    Raises NotAllowed, UnusableAccount, UnusableAddress, AccountExists.
    """
    officer.require(*ACCOUNT_OFFICERS)
    check_account(register, new.username, new.role.role, new.role.scope)
    role = _tenure(register, new.role)
    row = {
        "username": new.username, "name": new.name.strip() or new.username, "email": checked_address(new.email),
        "password_hash": "", "active": True, "demonstration": False,
    }  # fmt: skip
    with accounts.adding(register, new.username) as connection:
        accounts.add_in(connection, row, role, officer.username, register.clock())
        one_time.send_in(
            register, connection, INVITATION, new.username, officer.username, WORDS[words], address
        )  # fmt: skip


def invite_again(
    register: Register, officer: Person, username: str, address: str, words: str = INVITATION
) -> None:  # fmt: skip
    """Send another invitation; older links stop working. Raises NotAllowed, NoSuchAccount, UnusableAccount."""
    row = _others(register, officer, username)
    if not row["active"] or not row["email"]:
        raise UnusableAccount("Only an open account with an e-mail address can be invited.")
    one_time.send_link(register, INVITATION, username, officer.username, WORDS[words], address)


def ask_for_reset(register: Register, email: str, address: str) -> None:
    """Send a way back in to every open account at an address; says nothing of whether there is one."""
    for username in one_time.by_email(register, email.strip()):
        one_time.send_link(register, RESET, username, username, WORDS[RESET], address)


def give_role(register: Register, officer: Person, username: str, new: NewRole) -> None:
    """Give somebody a role from a day to a day. Raises NotAllowed, NoSuchAccount, UnusableAccount."""
    _others(register, officer, username)
    check_account(register, username, new.role, new.scope)
    accounts.give_role(register, username, _tenure(register, new), officer.username)


def end_role(register: Register, officer: Person, username: str, tenure_id: int) -> None:
    """Let a role of somebody end now. Raises NotAllowed, NoSuchAccount, NoSuchTenure."""
    _others(register, officer, username)
    accounts.end_role(register, username, tenure_id, register.clock(), officer.username)


def set_active(register: Register, officer: Person, username: str, *, active: bool) -> None:
    """Close or re-open an account. Raises NotAllowed, NoSuchAccount."""
    _others(register, officer, username)
    accounts.set_active(register, username, officer.username, active=active)


def end_sessions(register: Register, officer: Person, username: str) -> None:
    """Sign somebody out everywhere. Raises NotAllowed, NoSuchAccount."""
    _others(register, officer, username)
    sessions.end_all(register, username, officer.username)


def link_identity(register: Register, officer: Person, username: str, issuer: str, subject: str) -> None:
    """Let an identity of the sign-in service stand for an account.

    Raises NotAllowed, NoSuchAccount, UnusableAccount, LinkedAlready.
    """
    _others(register, officer, username)
    if not issuer or not subject.strip() or len(subject) > 255 or not subject.isprintable():
        raise UnusableAccount("Enter the subject that the sign-in service has for this person.")
    identities.link(register, username, issuer, subject.strip(), officer.username)


def unlink_identity(register: Register, officer: Person, username: str, identity: int) -> None:
    """Let an identity stand for an account no more. Raises NotAllowed, NoSuchAccount, NoSuchIdentity."""
    _others(register, officer, username)
    identities.unlink(register, username, identity, officer.username)


def _others(register: Register, officer: Person, username: str) -> Mapping[str, object]:
    """Return the account of somebody else."""
    officer.require(*ACCOUNT_OFFICERS)
    row = accounts.account(register, username)
    if row is None:
        raise NoSuchAccount(f"There is no account '{username}'.")
    if username == officer.username:
        raise NotAllowed("Nobody changes their own account; ask another officer.")
    return row


def _tenure(register: Register, new: NewRole) -> Tenure:
    try:
        first = london(date.fromisoformat(new.first_day)) if new.first_day else register.clock()
        last = london(date.fromisoformat(new.last_day) + timedelta(days=1)) if new.last_day else None
    except ValueError:
        raise UnusableAccount("Enter real days, like 9 1 2015, or leave them empty.") from None
    _check_order(register, first, last)
    return Tenure(0, new.role, new.scope, first, last)


def _check_order(register: Register, first: datetime, last: datetime | None) -> None:
    if last is not None and (last <= first or last <= register.clock()):
        raise UnusableAccount("The last day must not be before the first day or in the past.")
