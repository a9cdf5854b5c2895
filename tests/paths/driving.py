"""Drive cases through the real diagrams in virtual time: linked cases, messages and deadlines in one order of time.

A scenario says who does what and when; whatever falls due in between falls by itself. Every question that is asked
gets an answer, a good one unless the scenario says otherwise.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from deadlines.calendar import LONDON, UTC
from deadlines.rounds import shipped_round
from processes.case import Case, Due, Happening, facts_of
from processes.expressions import parse
from processes.forms import Field, Form
from processes.paths import Definition, define, shipped_library

MINUTE = timedelta(minutes=1)
A_DOCUMENT = "a" * 64

GOOD: dict[str, object] = {
    "ccgs_in_delegation": 1,
    "voting_members": 9,
    "lay_voting_members": 3,
    "executive_voting_members": 3,
    "onward_delegation": "no",
    "seats_with_vote": [],
    "reserved_functions": [],
    "pooled_fund_core": "no",
    "special_measures": "no",
    "in_year_start_on": "2015-07-01",
    "structure": "joint-committee",
}


@cache
def definition(path: str) -> Definition:
    """Return the shipped definition of a path."""
    return define(shipped_library(), path)


def london_instant(text: str) -> datetime:
    """Read London wall time: `2015-01-09 11:58`, or a day alone for ten in the morning."""
    moment = datetime.fromisoformat(text)
    return moment.replace(hour=moment.hour or (0 if " " in text else 10), tzinfo=LONDON).astimezone(UTC)


@dataclass
class Seen:
    """What the scenarios came through: elements, questions answered, rules that matched, deadlines that fell."""

    elements: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)


@dataclass
class Opened:
    """A case of the office with its links and all that happened in it."""

    case: Case
    organisation: str
    links: list["Opened"] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.case.definition.path

    @property
    def status(self) -> str:
        return self.case.status

    @property
    def statuses(self) -> list[str]:
        """Every status the case has had, in order."""
        return [str(h.detail["status"]) for h in self.happenings if h.kind == "status"]

    def waits_at(self) -> list[str]:
        return [step.element.id for step in self.case.steps() if not step.offer]


class Office:
    """The whole office in a few lines: it opens cases, answers their steps and lets their deadlines fall."""

    def __init__(self, round_: str = "2014-15", start: str = "2014-11-10", seen: Seen | None = None) -> None:
        self.round = shipped_round(round_)
        self.now = london_instant(start)
        self.cases: list[Opened] = []
        self.seen = seen if seen is not None else Seen()

    # --- opening ---

    def opens(self, path: str, organisation: str = "03L", **facts: object) -> Opened:
        """Open a case now."""
        given = {"organisation": organisation, "organisation_name": "NHS Rotherham CCG", "region": "North"}
        given |= {"area_team": "South Yorkshire and Bassetlaw"} | facts
        case = Case.opened(definition(path), self.round, self.now, given)
        opened = Opened(case, organisation)
        self.cases.append(opened)
        self.seen.paths.add(path)
        self._follow(opened, case.take_happenings())
        return opened

    def only(self, path: str) -> Opened:
        """Return the latest case of a path."""
        return [opened for opened in self.cases if opened.path == path][-1]

    # --- doing ---

    def does(self, step: str, at: str = "", of: Opened | None = None, claimed: str = "", **answers: object) -> Opened:
        """Complete a step (or send an offered message) at a London time, a minute later when none is given.

        claimed: the London time that a second officer confirmed for something received elsewhere.
        """
        self.until(at)
        opened = of or next((one for one in self.cases if step in [s.element.id for s in one.case.steps()]), None)
        assert opened is not None, f"nobody waits at {step}; open are {[(c.path, c.waits_at()) for c in self.cases]}"
        form = opened.case.form(step)
        filled = self.filled(opened.case, form, answers) if form else {}
        counts_at = london_instant(claimed) if claimed else None
        self._follow(opened, opened.case.complete(step, filled, self.now, counts_at=counts_at))
        return opened

    def filled(self, case: Case, form: Form, answers: dict[str, object]) -> dict[str, object]:
        """Answer every question that is asked; the scenario's answers come first."""
        filled: dict[str, object] = {}
        unknown = answers.keys() - form.declares
        assert not unknown, f"{form.id} does not ask {unknown}"
        for question in form.questions:
            if not self._asked(case, question, filled):
                continue
            filled[question.key] = answers.get(question.key, GOOD.get(question.key, _plausible(question)))
            self.seen.fields.add((form.id, question.key))
        self.seen.forms.add(form.id)
        return filled

    def _asked(self, case: Case, question: Field, filled: dict[str, object]) -> bool:
        scope = case.scope()
        return question.asked(_Over(scope, filled))

    def until(self, at: str = "") -> None:
        """Let everything fall that is due before a London time, in one order over all cases."""
        to = london_instant(at) if at else self.now + MINUTE
        assert to >= self.now, f"{at} is before {self.now}"
        while (soonest := self._soonest(to)) is not None:
            opened, due = soonest
            self.now = max(self.now, due.at)
            self._follow(opened, opened.case.fall(due))
        self.now = to

    def _soonest(self, to: datetime) -> tuple[Opened, Due] | None:
        dues = [(due.at, n, due) for n, opened in enumerate(self.cases) for due in opened.case.dues()[:1]]
        at, number, due = min(dues, key=lambda each: each[:2], default=(to, 0, None))
        return (self.cases[number], due) if due is not None and at < to else None

    # --- following what happened ---

    def _follow(self, opened: Opened, happenings: list[Happening]) -> None:
        opened.happenings += happenings
        self.seen.elements |= opened.case.passed.keys()
        for happening in happenings:
            if happening.kind == "decided":
                self.seen.rules.update(happening.detail["rules"])
            if happening.kind == "deadline-passed":
                self.seen.elements.add(happening.element)
            if happening.kind == "case-requested":
                self._link(opened, happening)
            if happening.kind == "message-sent":
                self._send(opened, happening)

    def _link(self, opened: Opened, happening: Happening) -> None:
        facts = facts_of(happening.detail["facts"])
        linked = self.opens(str(happening.detail["path"]), opened.organisation, **facts)
        linked.links.append(opened)
        opened.links.append(linked)

    def _send(self, sender: Opened, happening: Happening) -> None:
        name = str(happening.detail["message"])
        for linked in sender.links:
            if linked.case.definition.diagram.catches(name):
                carried = facts_of(happening.detail["carried"])
                self._follow(linked, linked.case.receive(name, carried, self.now))


class _Over:
    """A scope with the answers given so far on top."""

    def __init__(self, scope: object, filled: dict[str, object]) -> None:
        self._scope = scope
        self.variables = {**scope.variables, **filled}  # type: ignore[attr-defined]
        self.deadline = scope.deadline  # type: ignore[attr-defined]
        self.now = scope.now  # type: ignore[attr-defined]


def _plausible(question: Field) -> object:
    """Answer a question as a willing person would."""
    if question.type in ("radio", "select"):
        return question.choices[0][0]
    by_type: dict[str, object] = {
        "checklist": [value for value, _ in question.choices],
        "number": 1000,
        "checkbox": True,
        "datetime": "2015-03-20",
        "filepicker": [A_DOCUMENT],
    }
    return by_type.get(question.type, "As agreed locally.")


def holds(source: str, opened: Opened) -> bool:
    """Return whether an expression of the safe language holds for a case."""
    return parse(source).holds(opened.case.scope())
