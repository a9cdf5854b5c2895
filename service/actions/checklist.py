"""The checklist until a round can open: each line is computed from what is there, and nothing can be ticked by hand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deadlines.calendar import day_wording, london_date, wording
from deadlines.rounds import Round
from service.actions.office import OFFICERS
from service.actions.privacy import notice
from service.actions.rounds import missing_in
from service.register.register import Register
from service.register.setup_facts import Facts, facts
from service.register.sittings.bodies import bodies
from service.roles import AREA, REGION, ROLES, Person

READERS = (*OFFICERS, "auditor")
DONE, NOT_DONE, NOT_NEEDED = "Done", "Not done", "Not needed"
NAMED = 5
APPLICANT = "ccg"
LOOKED_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Line:
    """One line: whether it is done, what was found in words, and the view where it is done ("" for a command)."""

    title: str
    state: str
    said: str
    view: str = ""
    action: str = ""


def checklist(register: Register, person: Person, round_name: str) -> list[Line]:
    """Return the lines of a round, in the order in which they are usually done. Raises NotAllowed, UnknownRound."""
    person.require(*READERS)
    return list(_Checking(register, register.round(round_name), facts(register)).lines())


@dataclass(frozen=True)
class _Checking:
    register: Register
    round: Round
    facts: Facts

    def lines(self) -> Iterator[Line]:
        yield from (self._organisations(), self._roles(), self._addresses(), self._mail(), self._bell(), self._backup())
        yield from (self._paths(), self._sittings(), self._holidays(), self._notice())

    # --- people ----------------------------------------------------------------------------------------------------

    def _places(self) -> list[dict[str, str]]:
        """Return the organisations that are there on the first day of the round or later."""
        first = self.round.opens.isoformat()
        return [dict(one) for one in self.facts.organisations if one["closed_on"] == "" or one["closed_on"] >= first]

    def _organisations(self) -> Line:
        count = len(self._places())
        said = f"{count} can apply." if count else "There is none that could apply."
        return _line("Organisations are entered", count, said, "setup_import_pages.ask", "Enter organisations")

    def _roles(self) -> Line:
        needed = sorted(self._needed())
        nobody = [_name(role) for role in needed if not self._held(role)]
        partly = [said for role in needed for said in self._partly(role)]
        said = f"Nobody holds: {_some(nobody)}. " if nobody else ""
        said = f"{said}{' '.join(partly)}".strip() or f"Each of {len(needed)} roles is held by somebody."
        title = "Every role that a diagram needs is held by somebody"
        return _line(title, not nobody and not partly, said, "setup_import_pages.ask", "Enter accounts")

    def _needed(self) -> set[str]:
        """Return the roles whose steps occur in a published path."""
        elements = [one for path in self.facts.paths for one in path.diagram.elements.values()]
        return {one.role for one in elements if one.role and (one.is_step or one.is_offer)}

    def _held(self, role: str) -> set[str]:
        """Return the scopes for which somebody holds a role, with those that they have taken over."""
        own = {one.scope for one in self.facts.people if one.role == role}
        return own | {before for scope in own for before in self.facts.taken_over.get(scope, ())}

    def _partly(self, role: str) -> Iterator[str]:
        """Say for how many regions or area teams nobody holds a role that somebody holds elsewhere."""
        column, held = _COLUMNS.get(ROLES[role].sees if role in ROLES else ""), self._held(role)
        wanted = sorted({one[column] for one in self._places()}) if column else []
        missing = [scope for scope in wanted if scope not in held]
        if held and missing:
            yield f"{_name(role)} is missing for {len(missing)} of {len(wanted)}: {_some(missing)}."

    def _addresses(self) -> Line:
        told = {one.scope for one in (*self.facts.people, *self.facts.boxes) if one.role == APPLICANT and one.address}
        missing = [one["name"] for one in self._places() if one["code"] not in told]
        said = f"{len(missing)} have none: {_some(missing)}." if missing else "Each can be told by mail."
        title = "Each organisation that can apply has an address"
        return _line(title, not missing, said, "setup_import_pages.ask", "Enter contacts or accounts")

    # --- the service -----------------------------------------------------------------------------------------------

    def _mail(self) -> Line:
        at = self.facts.mail_left_at
        said = f"A message was taken on {wording(_whole(at))}." if at else (
            "No message has left yet. Set APPROVALS_MAIL, then invite somebody: that letter is the test."
        )  # fmt: skip
        return _line("Mail is set up and was tried", at, said, "mail_pages.list_of_mail", "Look at the mail")

    def _bell(self) -> Line:
        age, alive = self.register.bell.age, self.facts.alive_at
        near = age is not None and age <= LOOKED_WITHIN.total_seconds()
        near = near or (alive is not None and self.register.clock() - alive <= LOOKED_WITHIN)
        said = (
            "It was looked at in the last two minutes." if near else "Nobody has looked at it in the last two minutes."
        )
        return _line("The calendar is looked at", near, said, "office.desk", "Look at the office's desk")

    def _backup(self) -> Line:
        at = self.facts.backup_at
        said = f"The last one was made on {wording(_whole(at))}." if at else "None was made: approvals backup FILE."
        return _line("A backup was made", at, said)

    # --- the round -------------------------------------------------------------------------------------------------

    def _paths(self) -> Line:
        missing = list(missing_in(self.facts.paths, self.round))
        said = " ".join(missing) or f"{len(self.facts.paths)} paths; the round has every deadline that they wait for."
        title = "Paths are published and the round has their deadlines"
        return _line(title, self.facts.paths and not missing, said, "paths.list_of_paths", "Look at the paths")

    def _sittings(self) -> Line:
        needed = self._needed()
        wanted = [
            (body, scope) for body in bodies().values() if body.role in needed for scope in self._scopes(body.scope)
        ]
        planned = {(body, scope) for body, scope, at in self.facts.planned if self._within(london_date(at))}
        missing = [f"{body.name}, {scope}" if scope else body.name for body, scope in wanted
                   if (body.id, scope) not in planned]  # fmt: skip
        title, view, action = "Panels and committee are planned", "sitting_pages.list_of_sittings", "Plan a sitting"
        if not wanted:
            return Line(title, NOT_NEEDED, "No path needs a panel or a committee.", view, action)
        said = f"None is planned within the round for: {_some(missing)}." if missing else "Each sits within the round."
        return _line(title, not missing, said, view, action)

    def _scopes(self, column: str) -> Iterable[str]:
        return sorted({one[column] for one in self._places()}) if column else [""]

    def _within(self, day: date) -> bool:
        return self.round.opens <= day and (self.round.closes is None or day <= self.round.closes)

    def _holidays(self) -> Line:
        title, closes, years = (
            "Bank holidays are known to the closing day",
            self.round.closes,
            self.round.working_days.years,
        )
        if closes is None:
            return Line(title, NOT_NEEDED, "The round has an open end.")
        last = years.stop - 1
        return _line(title, closes.year in years, f"They are known to the end of {last}; it closes in {closes.year}.")

    def _notice(self) -> Line:
        dated = notice().dated
        reached = dated is not None and dated <= london_date(self.register.clock())
        said = f"It is dated {day_wording(dated)}." if dated else "It has no date."
        return _line("The privacy notice is dated", reached, said, "privacy.privacy", "Read the notice")


_COLUMNS = {REGION: "region", AREA: "area_team"}


def _name(role: str) -> str:
    return ROLES[role].name if role in ROLES else role


def _line(title: str, done: object, said: str, view: str = "", action: str = "") -> Line:
    return Line(title, DONE if done else NOT_DONE, said, view, action)


def _some(names: Sequence[str]) -> str:
    shown, more = "; ".join(names[:NAMED]), len(names) - NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
