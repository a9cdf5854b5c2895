"""What every view works with: the register, who is asking, and when the request was complete."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g

from deadlines.clock import DemonstrationClock
from service.register.accounts import Asking
from service.register.register import Register
from service.roles import Person


class NotSignedIn(PermissionError):
    """Nobody is signed in; sign in first."""


@dataclass(frozen=True)
class OfficeState:
    """One running office: its register, whether it is a demonstration, and the clock that may then be moved.

    `address`: where people reach it, for links in letters. `local_accounts`: whether passwords let anybody in.
    """

    register: Register
    demonstration: bool
    clock: DemonstrationClock | None
    address: str = "http://localhost"
    local_accounts: bool = True


def office() -> OfficeState:
    """Return the office that this application serves."""
    state = current_app.extensions["office"]
    if not isinstance(state, OfficeState):
        raise TypeError("The application was not made by create_app.")
    return state


def the_register() -> Register:
    """Return the register."""
    return office().register


def asks() -> Asking | None:
    """Return whose session this is and which roles they hold; None, when nobody is signed in."""
    asking = g.get("asking")
    return asking if isinstance(asking, Asking) else None


def signed_in() -> Person | None:
    """Return the person who asks; None, when nobody is signed in."""
    person = g.get("person")
    return person if isinstance(person, Person) else None


def me() -> Person:
    """Return the person who asks. Raises NotSignedIn."""
    person = signed_in()
    if person is None:
        raise NotSignedIn("Sign in first.")
    return person


def received_at() -> datetime:
    """Return the instant at which this request was complete, aware UTC."""
    stamp = g.received_at
    if not isinstance(stamp, datetime):
        raise TypeError("The request was not stamped.")
    return stamp
