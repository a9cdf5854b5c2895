"""Holds as officers see them: what waits, what would happen on release, and the release by a named officer."""

from deadlines.steady import SteadyClock
from service.actions.accounts import UnusableAccount, person
from service.actions.office import OFFICERS
from service.register import holding
from service.register.foretelling import Consequences, foretell
from service.register.holds import Hold
from service.register.register import Register
from service.roles import Person


class NoReason(ValueError):
    """Why a hold is released must be said; the reason stands in the ledger."""


def waiting(register: Register) -> list[tuple[Hold, Consequences]]:
    """Return the holds that stand, each with what would happen on its release."""
    return [(hold, foretell(register, hold)) for hold in holding.holds_of(register)]


def release(register: Register, officer: Person, hold_id: int, because: str) -> None:
    """Release a hold. Raises NotAllowed, NoReason, NoSuchHold."""
    officer.require(*OFFICERS)
    if not because.strip():
        raise NoReason("Say why it can be released; the reason stands in the ledger with your name.")
    holding.release(register, hold_id, officer.username, because.strip())


def officer_named(register: Register, username: str) -> Person:
    """Return the account of an officer. Raises UnusableAccount, when there is none of that name; NotAllowed."""
    found = person(register, username)
    if found is None:
        raise UnusableAccount(f"There is no account '{username}'; see approvals users list.")
    found.require(*OFFICERS)
    return found


def believe_the_clock(register: Register, officer: Person) -> bool:
    """Follow the machine's clock, since an officer has compared it; tells whether it was doubted. Raises NotAllowed."""
    officer.require(*OFFICERS)
    clock = register.clock
    return isinstance(clock, SteadyClock) and clock.believe(officer.username)
