"""Who follows an area team: asked by one officer with its source, confirmed by another. Nobody invents a successor."""

from collections.abc import Mapping
from datetime import date

from deadlines.calendar import london
from service.actions.office import OFFICERS
from service.register import bodies
from service.register.bodies import CONFIRMED, DECLINED, Succession
from service.register.register import Register
from service.roles import NotAllowed, Person

LONGEST_NAME = 80


class UnusableSuccession(ValueError):
    """The succession cannot be entered; `errors` says what to change, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


def ask(register: Register, officer: Person, predecessor: str, successor: str, first_day: str, source: str) -> int:
    """Ask for a succession from a London day on. Raises NotAllowed, UnusableSuccession."""
    officer.require(*OFFICERS)
    with register.database.write() as connection:
        known = {str(row["name"]) for row in bodies.all_bodies(connection)}
        errors = _errors(known, predecessor, successor.strip(), first_day, source)
        if errors:
            raise UnusableSuccession(errors)
        from_at = london(date.fromisoformat(first_day))
        one = Succession(predecessor, successor.strip(), from_at, source.strip())
        return bodies.ask_succession(connection, one, officer.username, register.clock())


def _errors(known: set[str], predecessor: str, successor: str, first_day: str, source: str) -> dict[str, str]:
    wrong = {
        "predecessor": predecessor not in known and "Choose the body that ends",
        "successor": (not successor or len(successor) > LONGEST_NAME or successor == predecessor)
        and "Enter the name of another body, of at most 80 characters",
        "first_day": not _is_day(first_day) and "Enter a real date, like 1 4 2015",
        "source": not source.strip() and "Say which document names the successor",
    }
    return {field: said for field, said in wrong.items() if isinstance(said, str)}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def answer(register: Register, officer: Person, number: int, *, confirmed: bool) -> None:
    """Confirm or decline a succession that another officer asked for. Raises NotAllowed, NoSuchSuccession."""
    officer.require(*OFFICERS)
    with register.database.write() as connection:
        row = bodies.waiting_succession(connection, number)
        if confirmed and row["by"] == officer.username:
            raise NotAllowed("You asked for this; another officer must confirm it.")
        outcome = CONFIRMED if confirmed else DECLINED
        bodies.answer_succession(connection, number, outcome, officer.username, register.clock())


def listed(register: Register) -> tuple[list[Mapping[str, object]], list[Mapping[str, object]]]:
    """Return the bodies and the successions."""
    with register.database.read() as connection:
        return bodies.all_bodies(connection), bodies.all_successions(connection)
