"""A case: one organisation on one path in one round. Pure: bytes and instants in, bytes and what happened out.

Variables belong to the case: one map for the path and all its stages, kept beside the engine's tokens. Nothing here
reads a clock; every act carries the instant at which it counts.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from deadlines.calendar import UnusablePeriod, add_period
from deadlines.rounds import START, Round
from processes.elements import Element
from processes.engine import Desk, Run, WaitingMessage, WaitingTimer
from processes.expressions import CannotEvaluate, Scope, Value, parse
from processes.forms import Form
from processes.happenings import Due, Happening, Step, StepNotOpen
from processes.instants import from_micros, instant_literal, to_micros
from processes.messages import Messages
from processes.own_dates import OwnDates
from processes.paths import Definition
from processes.plain import (
    DamagedState,
    Message,
    facts_of,
    packed,
    plain,
    plain_message,
    unpacked,
    value_of_plain,
)
from processes.scope import CaseScope

MAX_VARIABLES = 1_000_000


class Case:
    """A live case. Make one with `opened` or `restored`; throw it away when a call raises."""

    def __init__(self, definition: Definition, round_: Round, now: datetime) -> None:
        self.definition = definition
        self.round = round_
        self.now = now
        self.variables: dict[str, Value] = {}
        self.status = ""
        self._visits: Counter[str] = Counter()
        self._passed: Counter[str] = Counter()
        self._open: dict[str, tuple[int, datetime]] = {}
        self.messages = Messages()
        self._disarmed: list[list[object]] = []
        self.dates = OwnDates()
        self._fallen: list[str] = []
        self._happenings: list[Happening] = []
        self._known_dues: list[Due] | None = None  # looked up again after every move
        self._armed_under = round_.digest
        self._desk = _CaseDesk(self)
        self._run: Run

    @classmethod
    def opened(cls, definition: Definition, round_: Round, at: datetime, facts: Mapping[str, Value]) -> "Case":
        """Open a case at an instant with its first facts. Raises UnusableDiagram for deadlines the round lacks."""
        definition.check_round(round_)
        case = cls(definition, round_, at)
        case.variables = {"by_exception": False, **round_.facts, "round": round_.name, "path": definition.path}
        case.variables["opened_at"] = at
        for name, value in definition.marks.variables:
            case.variables[name] = case.evaluate(value)
        case.variables.update(facts)
        case._note("opened", detail={"path": definition.path, "round": round_.name})
        case._run = Run.start(definition.diagram, case._desk)
        case._moved(case._run.go)
        return case

    # --- dump and restore ------------------------------------------------------------------------------------------

    def dump(self) -> bytes:
        """Return the state: equal bytes for equal histories, with a checksum in front."""
        content = {
            "run": self._run.dump(),
            "now": to_micros(self.now),
            "status": self.status,
            "variables": {name: plain(value) for name, value in self.variables.items()},
            "visits": self._visits,
            "passed": self._passed,
            "open": [[element, visit, to_micros(at)] for element, (visit, at) in self._open.items()],
            **self.messages.written(),
            "disarmed": self._disarmed,
            "calendar": self._armed_under,
            "fallen": self._fallen,
            **self.dates.written(),
        }
        return packed(content)

    @classmethod
    def restored(cls, definition: Definition, round_: Round, state: bytes) -> "Case":
        """Make the case again from `dump`. Raises DamagedState, when the bytes are not what was dumped."""
        content = unpacked(state)
        case = cls(definition, round_, from_micros(content["now"]))
        case.status = content["status"]
        case.variables = {name: value_of_plain(value) for name, value in content["variables"].items()}
        case._visits = Counter(content["visits"])
        case._passed = Counter(content["passed"])
        case._open = {element: (visit, from_micros(at)) for element, visit, at in content["open"]}
        case.messages = Messages.read(content)
        case._disarmed = content["disarmed"]
        case._armed_under = content.get("calendar", round_.digest)
        case._fallen = content.get("fallen", [])
        case.dates = OwnDates.read(content)
        case._run = Run.restored(definition.diagram, content["run"], case._desk)
        return case

    @property
    def run(self) -> Run:
        """The run inside, for the equivalence test."""
        return self._run

    # --- what waits ------------------------------------------------------------------------------------------------

    @property
    def ended(self) -> bool:
        """Whether the case has come to an end."""
        return self._run.completed

    @property
    def passed(self) -> Mapping[str, int]:
        """How often each element has been passed."""
        return self._passed

    def steps(self) -> list[Step]:
        """Return the steps that wait for a person, oldest first; offers last."""
        steps = [self._step(task.element) for task in self._run.open_tasks()]
        offers = [message.element for message in self._run.messages() if message.element.is_offer]
        return steps + [Step(element, self._visits[element.id] + 1, self.now, offer=True) for element in offers]

    def _step(self, element: Element) -> Step:
        visit, at = self._open[element.id]
        return Step(element, visit, at)

    def dues(self) -> list[Due]:
        """Return the deadlines that wait, soonest first."""
        if self._known_dues is None:
            dues = [Due(t.element, t.element.timer, from_micros(t.due)) for t in self._falling()]
            self._known_dues = sorted(dues, key=lambda due: (due.at, due.element.id))
        return list(self._known_dues)

    def _waiting(self) -> list[list[Any]]:
        return sorted([timer.element.id, timer.due] for timer in self._run.timers())

    def _falling(self) -> list[WaitingTimer]:
        """Return the timers that will fall: neither disarmed by a correction nor stopped."""
        return [timer for timer in self._run.timers() if self._armed(timer) and not self.dates.stops(timer)]

    def _armed(self, timer: WaitingTimer) -> bool:
        return [timer.element.id, timer.due] not in self._disarmed

    def form(self, element: str) -> Form | None:
        """Return the form of a step; None when it asks nothing."""
        return self.definition.forms.get(self.definition.element(element).form)

    def scope(self, at: datetime | None = None) -> Scope:
        """Return what an expression may ask for, at an instant (now, when none is given)."""
        return CaseScope(self.variables, self.round, at or self.now, self.dates)

    def evaluate(self, source: str) -> Value:
        """Return the value of an expression that the definition has."""
        return parse(source).evaluate(self.scope())

    # --- what happens ----------------------------------------------------------------------------------------------

    def complete(
        self, step: str, answers: Mapping[str, object], at: datetime, *, counts_at: datetime | None = None
    ) -> list[Happening]:
        """Complete a step or send an offered message, and return what happened.

        at: the instant at which the case moves; counts_at: the instant that the form's stamp receives, when another
        one was confirmed. Raises StepNotOpen; InvalidAnswers, when the form cannot read them. After these two the
        case is as it was.
        """
        visit, move = self._completing(step)
        form = self.form(step)
        read = form.read(answers, self.scope(at)) if form else {}
        self._advance(at)
        self.variables.update(read)
        if form and form.stamp:
            self.variables[form.stamp] = counts_at or at
        self._note("step-completed", step, visit, {"answers": {k: plain(v) for k, v in read.items()}})
        self._moved(move, completed=step)
        return self.take_happenings()

    def _completing(self, step: str) -> tuple[int, Callable[[], None]]:
        """Return the visit of an open step or offer, and what moves the run past it. Raises StepNotOpen."""
        for task in self._run.open_tasks():
            if task.element.id == step:
                return self._open[step][0], partial(self._run.complete, task)
        for message in self._run.messages():
            if message.element.id == step and message.element.is_offer:
                return self._visits[step] + 1, partial(self._run.take, message)
        raise StepNotOpen(f"'{step}' is not open; the case waits {self._waits_for()}.")

    def fall(self, due: Due) -> list[Happening]:
        """Let a deadline that `dues` gave fall, and return what happened.

        It counts at its instant; one that lay in the past when it was armed counts from when it was armed.
        Raises StepNotOpen, when it waits no more.
        """
        timer = next((t for t in self._run.timers() if t.element.id == due.element.id), None)
        if timer is None:
            raise StepNotOpen(f"'{due.element.id}' waits no more; the case waits {self._waits_for()}.")
        self._advance(max(due.at, self.now))
        if self._is_a_date(due.deadline) and due.deadline not in self._fallen:
            self._fallen.append(due.deadline)
        self._note(
            "deadline-passed",
            due.element.id,
            0,
            {"deadline": due.deadline, "covers": due.covers, "due_at": to_micros(due.at)},
        )
        self._moved(lambda: self._run.fall(timer))
        return self.take_happenings()

    def receive(self, message: str, carried: Mapping[str, Value], at: datetime) -> list[Happening]:
        """Take a message from a linked case, or keep it until an event waits for it, and return what happened."""
        self._advance(at)
        heard = (message, dict(carried))
        self._note_message("message-received", heard)
        self.messages.hear(heard)
        self._moved(lambda: None)
        return self.take_happenings()

    def recalendared(self, round_: Round, at: datetime, cause: Mapping[str, object]) -> list[Happening]:
        """Go on under another calendar of the round: what waits and lies elsewhere now is armed again.

        cause: plain values for the record. What has fallen already stays fallen: its date becomes this case's own, so
        that nothing asked later takes the new one for it. A date of the case's own stays where it is.
        """
        self._advance(at)
        before = {timer.key: self._would_be_due(timer) for timer in self._run.timers()}
        for name in self._fallen:
            if self.round.due(name) != round_.due(name) and self.dates.of(name) is None:
                self.dates.give(name, self.round.due(name))
        self.round = round_
        self._armed_under = round_.digest
        self._rearm(lambda timer: before[timer.key] != self._would_be_due(timer), cause)
        return self.take_happenings()

    def redated(
        self, deadline: str, due: datetime | None, at: datetime, cause: Mapping[str, object]
    ) -> list[Happening]:
        """Give this case a date of its own for a deadline: the last instant on time, or none while its clock stands.

        cause: plain values for the record. Raises StepNotOpen, when the case does not wait for it and the deadline is
        none of the round's own dates, which may be given another place before they are waited for.
        """
        waits = any(timer.element.timer == deadline for timer in self._run.timers())
        if not waits and (due is None or not self._is_a_date(deadline)):
            raise StepNotOpen(f"The case does not wait for '{deadline}'; it waits {self._waits_for()}.")
        self._advance(at)
        self.dates.give(deadline, due)
        if due is not None and CaseScope(self.variables, self.round, at).deadline(deadline) == due:
            self.dates.forget(deadline)
        self._rearm(lambda timer: timer.element.timer == deadline, cause)
        return self.take_happenings()

    def undated(self, deadline: str, at: datetime, cause: Mapping[str, object]) -> list[Happening]:
        """Take the case's own date for a deadline back; the calendar holds again."""
        self._advance(at)
        self.dates.forget(deadline)
        self._rearm(lambda timer: timer.element.timer == deadline, cause)
        return self.take_happenings()

    def _rearm(self, wanted: Callable[[WaitingTimer], bool], cause: Mapping[str, object]) -> None:
        for timer in [one for one in self._run.timers() if self._armed(one) and wanted(one)]:
            due = to_micros(self._desk.due(timer.element))
            self._run.rearm(timer, due)
            stands = self.dates.stops(timer)
            detail = {"deadline": timer.element.timer, "was": timer.due, "becomes": None if stands else due, **cause}
            self._note("deadline-moved", timer.element.id, 0, detail)
        self._known_dues = None

    def _is_a_date(self, deadline: str) -> bool:
        return self.round.knows(deadline) and not self.round.deadline(deadline.removesuffix(START)).is_relative

    def _would_be_due(self, timer: WaitingTimer) -> datetime | None:
        """Return what a timer would be armed with now; None for one that no calendar moves."""
        named = timer.element.timer_kind != "timeDuration" and self.round.knows(timer.element.timer)
        return self._desk.due(timer.element) if named else None

    def unhear(self, message: Message, at: datetime) -> list[Happening]:
        """Forget a message that this case keeps: a linked case has taken back the act that sent it."""
        self._advance(at)
        self.messages.forget(message)
        self._note_message("message-taken-back", message)
        return self.take_happenings()

    def said_since(self, earlier: "Case") -> list[Message]:
        """Return the messages sent since this case stood where `earlier` stands."""
        return self.messages.said[len(earlier.messages.said) :]

    def returned(self, to: "Case", at: datetime) -> list[Message]:
        """Make this case what `to` was, from `at` on: a correction. Deadlines that lie before `at` are disarmed.

        Returns the messages that were received since then; `hear_again` when the case may take them.
        """
        self._run, self._desk = to._run, to._desk
        self._desk.case = self
        self.variables, self.status = to.variables, to.status
        self._passed = to._passed
        self._advance(at)
        self._open = {}
        for element in [step.element.id for step in to.steps() if not step.offer]:
            self._visits[element] += 1
            self._open[element] = (self._visits[element], at)
        if to._armed_under != self._armed_under:
            self._rearm(lambda timer: self._would_be_due(timer) is not None, {})
        passed = [one for one in self._waiting() if from_micros(one[1]) < at]
        self._disarmed = [*to._disarmed, *passed]
        self._known_dues = None
        return self.messages.return_to(to.messages)

    def hear_again(self, messages: list[Message]) -> list[Happening]:
        """Take messages that were received before the case was returned, and return what happened."""
        for message in messages:
            self._note_message("message-heard-again", message)
            self.messages.waiting.append(message)
            self._moved(lambda: None)
        return self.take_happenings()

    def take_happenings(self) -> list[Happening]:
        """Return what happened since this was last asked, in order."""
        happenings, self._happenings = self._happenings, []
        return happenings

    def _advance(self, at: datetime) -> None:
        if at < self.now:
            raise ValueError(f"A case never goes back: it stands at {self.now.isoformat()}, not {at.isoformat()}.")
        self.now = at

    def _moved(self, move: Callable[[], None], completed: str = "") -> None:
        before = {task.element.id: task.key for task in self._run.open_tasks()}
        was_ended = self.ended
        move()
        while (taken := self._takeable()) is not None:
            index, waiting = taken
            self._take(index, waiting)
        self._open.pop(completed, None)
        self._note_steps(before)
        self._disarmed = self._disarmed and [one for one in self._waiting() if one in self._disarmed]
        self.dates.keep_only({timer.element.timer for timer in self._run.timers()}, self.round)
        self._known_dues = None
        if self.ended and not was_ended:
            self._note("ended", detail={"status": self.status})

    def _takeable(self) -> tuple[int, WaitingMessage] | None:
        waiting = list(self._run.messages()) if self.messages.waiting else []
        for index, (name, _) in enumerate(self.messages.waiting):
            for one in waiting:
                if one.name == name:
                    return index, one
        return None

    def _take(self, index: int, waiting: WaitingMessage) -> None:
        name, carried = self.messages.waiting.pop(index)
        self.variables.update(carried)
        self._note("message-taken", waiting.element.id, self._visits[waiting.element.id] + 1, {"message": name})
        self._run.take(waiting)

    def _note_steps(self, before: Mapping[str, UUID]) -> None:
        """Note what was withdrawn and what was opened; a step that was left and entered again is both."""
        now_open = {task.element.id: task.key for task in self._run.open_tasks()}
        for element in [e for e in self._open if now_open.get(e) != before[e]]:
            self._note("step-withdrawn", element, self._open.pop(element)[0])
        kept, self._open = self._open, {}
        for element in now_open:
            self._open[element] = kept.get(element) or self._opening(element)

    def _opening(self, element: str) -> tuple[int, datetime]:
        self._visits[element] += 1
        self._note("step-opened", element, self._visits[element])
        return self._visits[element], self.now

    def _note(self, kind: str, element: str = "", visit: int = 0, detail: Mapping[str, object] | None = None) -> None:
        self._happenings.append(Happening(kind, self.now, element, visit, detail or {}))

    def _note_message(self, kind: str, message: Message, element: str = "") -> None:
        name, carried = plain_message(message)
        visit = self._visits[element] if element else 0
        self._note(kind, element, visit, {"message": name, "carried": carried})

    def _waits_for(self) -> str:
        steps = [step.element.id for step in self.steps() if not step.offer]
        dues = [due.deadline for due in self.dues()]
        messages = [message.name for message in self._run.messages()]
        waits = [f"at {', '.join(steps)}"] if steps else []
        waits += [f"for {', '.join([*dues, *messages])}"] if dues or messages else []
        return " and ".join(waits) or "for nothing: it has ended"


class _CaseDesk(Desk):
    """Answers what the run asks while it steps."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def holds(self, condition: str) -> bool:
        return self.case.definition.conditions[condition].holds(self.case.scope())

    def act(self, element: Element) -> None:
        _ACTS[element.kind](self.case, element)

    def passed(self, element: Element) -> None:
        case = self.case
        case._passed[element.id] += 1
        if not element.is_step:  # a step is numbered when it opens
            case._visits[element.id] += 1
        if element.status:
            case.status = element.status
            case._note("status", element.id, case._visits[element.id], {"status": element.status})
        if element.throws and element.message:
            said = (element.message.name, {name: case.variables.get(name) for name in element.message.carries})
            case.messages.said.append(said)
            case._note_message("message-sent", said, element.id)

    def due(self, element: Element) -> datetime:
        case = self.case
        if element.timer_kind == "timeDuration":
            return _after(case.now, element.timer)
        return instant_literal(element.timer) or case.scope().deadline(element.timer)


def _after(instant: datetime, period: str) -> datetime:
    try:
        return add_period(instant, period)
    except UnusablePeriod as problem:
        raise CannotEvaluate(str(problem)) from problem


def _assign(case: Case, element: Element) -> None:
    scope = case.scope()
    for name, expression in case.definition.scripts[element.id].lines:
        case.variables[name] = expression.evaluate(scope)
    size = sum(_size(value) for value in case.variables.values())
    if size > MAX_VARIABLES:
        raise CannotEvaluate(f"The variables of the case hold {size} letters; at most {MAX_VARIABLES} are kept.")


def _size(value: Value) -> int:
    if isinstance(value, list):
        return sum(_size(item) for item in value)
    return len(value) if isinstance(value, str) else 1


def _decide(case: Case, element: Element) -> None:
    outputs, rules = case.definition.decisions[element.decision].decide(case.scope())
    case.variables.update(outputs)
    written = {name: plain(value) for name, value in outputs.items()}
    case._note("decided", element.id, case._visits[element.id] + 1, {"rules": rules, "outputs": written})


def _open_linked(case: Case, element: Element) -> None:
    scope = case.scope()
    facts = {name: plain(line.evaluate(scope)) for name, line in case.definition.scripts[element.id].lines}
    detail = {"path": element.opens, "facts": facts}
    case._note("case-requested", element.id, case._visits[element.id] + 1, detail)


_ACTS = {"scriptTask": _assign, "businessRuleTask": _decide, "serviceTask": _open_linked}


__all__ = ["Case", "DamagedState", "Due", "Happening", "Message", "Step", "StepNotOpen", "facts_of"]
