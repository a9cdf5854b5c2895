"""Making a round: what it would be and what is doubtful about it, asking for it, opening it as a second officer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deadlines.planning import RoundWish, doubts, planned
from deadlines.rounds import Round, shipped_round
from processes.paths import Definition
from service.actions.office import OFFICERS
from service.register import rounds, versions
from service.register.calendars import OPENED
from service.register.register import Register
from service.register.rounds import DECLINED
from service.roles import NotAllowed, Person

TEMPLATE = "template"


@dataclass(frozen=True)
class Drawn:
    """A round as it would be, what is doubtful about it, and which paths could not run in it and why."""

    round: Round
    doubts: Sequence[str]
    missing: Sequence[str]


def templates(register: Register) -> dict[str, Round]:
    """Return the rounds from which another one can be made: the template, and every round there is."""
    return {TEMPLATE: shipped_round(TEMPLATE), **register.rounds}


def drawn(register: Register, person: Person, template: str, wish: RoundWish) -> Drawn:
    """Return the round that a wish describes. Raises NotAllowed, KeyError, UnusableRound, RoundNameTaken."""
    person.require(*OFFICERS)
    round_ = planned(templates(register)[template], wish)
    if round_.name in templates(register):
        raise rounds.RoundNameTaken(f"A round called '{round_.name}' is there already.")
    return Drawn(round_, list(doubts(round_)), list(missing_dates(register, round_)))


def missing_dates(register: Register, round_: Round) -> Iterator[str]:
    """Say which published paths wait for a deadline that a round does not have."""
    with register.database.read() as connection:
        newest = [register.versions.load(connection, row.id) for row in versions.latest_rows(connection)]
    yield from missing_in(newest, round_)


def missing_in(paths: Sequence[Definition], round_: Round) -> Iterator[str]:
    """Say which of some paths wait for a deadline that a round does not have."""
    for definition in paths:
        timers = {element.timer for element in definition.diagram.elements.values() if element.timer}
        if unknown := sorted(name for name in timers if not round_.knows(name)):
            yield f"{definition.marks.title} waits for {', '.join(unknown)}, which this round does not have."


def ask(register: Register, person: Person, template: str, wish: RoundWish) -> int:
    """Ask for a round and return its number. Raises as `drawn`."""
    return rounds.ask(register, drawn(register, person, template, wish).round, template, person.username)


def open_round(register: Register, person: Person, number: int) -> str:
    """Open a round as its second officer and return its name. Raises NotAllowed, NoSuchRound."""
    person.require(*OFFICERS)
    if rounds.made(register, number)["by"] == person.username:
        raise NotAllowed("You asked for this round, so another officer must open it.")
    return rounds.answer(register, number, OPENED, person.username)


def decline(register: Register, person: Person, number: int) -> str:
    """Decline a round, or withdraw it, and return its name. Raises NotAllowed, NoSuchRound."""
    person.require(*OFFICERS)
    return rounds.answer(register, number, DECLINED, person.username)
