"""The world in which diagrams are played: virtual time, one map of variables, processes that hear each other.

One thing happens at a time: a process takes one step, events first; messages and signals arrive at once; conditions
are asked again after every step. When nothing can happen any more, the clock jumps to the next timer or message.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from deadlines.rounds import Round
from processes.engine import DoesNotSettle, Named, OpenTask, Run, WaitingMessage, WaitingTimer
from processes.expressions import BadExpression, parse
from processes.forms import InvalidAnswers
from processes.instants import from_micros, to_micros
from processes.play.beginnings import beginners
from processes.play.desk import PlayDesk
from processes.play.given import Arrival, Given, UnusableInput, plain_answers
from processes.play.played import COMPLETED, FAILED, WAITING, Line, Played
from processes.play.reading import Drawing
from processes.play.scope import PlayScope
from processes.play.times import due_at
from processes.rewriting import Start
from processes.values import CannotEvaluate, Scope, Value

MAX_TASKS = 800
MAX_ALL_TASKS = 2_000
MAX_RUNS = 40
MAX_KEPT = 200
MAX_LETTERS = 1_000_000
RUNTIME_ERROR = "ERROR_runtime"
LOG = "log"


@dataclass(eq=False)
class Process:
    """One process that has begun."""

    run: Run
    desk: PlayDesk


class World:
    """A play under way. Make one, call `play`, ask for the `result`."""

    def __init__(self, drawing: Drawing, given: Given, round_: Round | None) -> None:
        self.drawing = drawing
        self.now = given.at
        self._given = given
        self._round = round_
        self.variables: dict[str, Value] = {LOG: [], **(round_.facts if round_ else {}), **given.values}
        self._processes: list[Process] = []
        self._armed: list[tuple[datetime, Start]] = []
        self._conditional: list[tuple[Start, str]] = []
        self._kept: list[Named] = []
        self._arrivals = sorted(given.arrivals, key=lambda arrival: arrival.at)
        self._visits: Counter[str] = Counter()
        self._seen_false: set[tuple[int, object]] = set()
        self._trace: list[str] = []
        self._errors: list[str] = []
        self._failures: list[str] = []
        self._account: list[Line] = []

    # --- the play --------------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Let everything happen until nothing more can, or the time given is over."""
        self._begin_all()
        self._settle()
        while (at := self._next_instant()) is not None and at <= self._given.until and not self._exhausted():
            self.now = max(self.now, at)
            self._fall_due()
            self._settle()

    def result(self) -> Played:
        """Return what came of it."""
        running = [one for one in self._processes if not one.run.completed and not one.desk.over]
        waits = tuple(sorted({name for one in running for name in _awaits(one.run)}))
        begun = bool(self._processes)
        ended = FAILED if self._failures else WAITING if running or not begun else COMPLETED
        log = self.variables.get(LOG)
        markers = [str(one) for one in log] if isinstance(log, list) else []
        return Played(
            refused=False, reason=" ".join(self._failures), ended=ended, trace=tuple(self._trace),
            data=dict(self.variables), markers=(*markers, *self._errors), waits_for=waits, account=tuple(self._account),
        )  # fmt: skip

    # --- what the desks ask and tell -------------------------------------------------------------------------------

    def scope(self) -> Scope:
        """Return what an expression may ask for now."""
        return PlayScope(self.variables, self._round, self.now)

    def set(self, values: Mapping[str, Value]) -> None:
        """Give variables their values. Raises CannotEvaluate, when they grow too large."""
        self.variables.update(values)
        letters = sum(_letters(value) for value in self.variables.values())
        if letters > MAX_LETTERS:
            raise CannotEvaluate(f"The variables hold {letters} letters; at most {MAX_LETTERS} are kept.")

    def note(self, element: str, text: str = "passed") -> None:
        """Write down that an element has been passed; what rewriting put in is left out."""
        if element in self.drawing.elements:
            self._trace.append(element)
            self._account.append(Line(self.now, element, text))

    def fail(self, reason: str, marker: str = RUNTIME_ERROR) -> None:
        """Write down that something cannot go on."""
        self._failures.append(reason)
        self._errors.append(marker)
        self._account.append(Line(self.now, "", reason))

    def hear(self, happening: Named) -> None:
        """Let a signal reach all who wait for it, a message the first; a message that nobody waits for is kept."""
        if happening.kind == "signal":
            for process, waiting in self._waiting(happening):
                process.run.happen(waiting)
            for start in self._startable(happening):
                self._begin(start.process, start.element)
        elif not self._delivered(happening):
            if len(self._kept) >= MAX_KEPT:
                raise CannotEvaluate(f"More than {MAX_KEPT} messages wait for somebody to take them.")
            self._kept.append(happening)

    def _delivered(self, message: Named) -> bool:
        for process, waiting in self._waiting(message):
            process.run.happen(waiting)
            return True
        for start in self._startable(message):
            self._begin(start.process, start.element)
            return True
        return False

    def _waiting(self, happening: Named) -> list[tuple[Process, WaitingMessage]]:
        found = [(one, waiting) for one in self._running() for waiting in one.run.messages(happening.kind)]
        return [(one, waiting) for one, waiting in found if happening.name and waiting.name == happening.name]

    def _startable(self, happening: Named) -> list[Start]:
        return [start for start, trigger in self.drawing.starts if trigger == happening and happening.name]

    # --- beginning -------------------------------------------------------------------------------------------------

    def _begin_all(self) -> None:
        for process in beginners(self.drawing, self._given):
            self._begin_or_arm([(start, trigger) for start, trigger in self.drawing.starts if start.process == process])

    def _begin_or_arm(self, starts: list[tuple[Start, Named | None]]) -> None:
        """Begin a process at its none start event; without one, wait for its time or condition, else trigger it."""
        plain = [start for start, trigger in starts if trigger is None]
        if plain:
            self._begin(plain[0].process, plain[0].element)
            return
        armed = [start for start, trigger in starts if trigger and trigger.kind in ("timer", "conditional")]
        for start in armed:
            self._arm(start)
        if not armed:
            self._begin(starts[0][0].process, starts[0][0].element)

    def _arm(self, start: Start) -> None:
        text = start.trigger.text if start.trigger else ""
        if start.trigger is not None and start.trigger.kind == "conditional":
            self._conditional.append((start, text))
            return
        try:
            self._armed.append((due_at(text, self.scope()), start))
        except CannotEvaluate as problem:
            self.fail(str(problem))

    def _begin(self, process: str, element: str) -> None:
        try:
            self._processes.append(self._begun(process, element))
        except (CannotEvaluate, BadExpression, DoesNotSettle, RecursionError) as problem:
            self.fail(str(problem))

    def _begun(self, process: str, element: str) -> Process:
        if len(self._processes) >= MAX_RUNS:
            raise CannotEvaluate(f"More than {MAX_RUNS} processes have begun.")
        diagram = self.drawing.diagrams[process]
        for name, fact in self._facts(process).items():
            self.variables.setdefault(name, fact)
        for name, value in diagram.process.variables:
            if name not in self.variables:
                self.set({name: parse(value).evaluate(self.scope())})
        desk = PlayDesk(self)
        return Process(Run.start(diagram, desk, element), desk)

    def _facts(self, process: str) -> dict[str, Value]:
        """Return what every case of a round knows of itself at its beginning."""
        if self._round is None:
            return {}
        return {"by_exception": False, "round": self._round.name, "path": process, "opened_at": self.now}

    # --- one thing at a time ---------------------------------------------------------------------------------------

    def _running(self) -> list[Process]:
        return [one for one in self._processes if not one.desk.over]

    def _exhausted(self) -> bool:
        """Whether all processes together have grown too long; every step leaves a task, so no play is endless."""
        return sum(one.run.size for one in self._processes) > MAX_ALL_TASKS

    def _settle(self) -> None:
        turn = 0
        while self._step(turn) and not self._exhausted():
            turn += 1
        if self._exhausted():
            self.fail(f"The processes have more than {MAX_ALL_TASKS} tasks; they turn in a circle.")

    def _step(self, turn: int) -> bool:
        """Let one thing happen. False, when nothing can."""
        running = self._running()
        later = running[turn % len(running) :] + running[: turn % len(running)] if running else []
        eager = [one for one in running if one.run.interrupts_next()]
        for process in [*eager[:1], *later]:
            if self._guarded(process, Run.step):
                self._notice()
                return True
        return self._answered()

    def _guarded(self, process: Process, act: Callable[[Run], bool]) -> bool:
        """Let a process do something; what it cannot do ends it."""
        try:
            moved = act(process.run)
            if process.run.size > MAX_TASKS:
                raise DoesNotSettle(f"A process has more than {MAX_TASKS} tasks; it turns in a circle.")
        except (DoesNotSettle, CannotEvaluate, BadExpression, InvalidAnswers, UnusableInput, RecursionError) as problem:
            process.desk.over = True
            self.fail(str(problem))
            return True
        if process.desk.over:
            process.run.abandon()
        return moved

    def _notice(self) -> None:
        """Look whether messages that were kept, or conditions, have somebody who waits for them now."""
        awaited = {one.name for process in self._running() for one in process.run.messages()} if self._kept else set()
        for message in [one for one in self._kept if one.name in awaited]:
            if self._delivered(message):
                self._kept.remove(message)
        for process in self._running():
            for waiting in list(process.run.messages("conditional")):
                if self._came_true(process, waiting):
                    self._guarded(process, partial(_happens, waiting=waiting))
        for start, condition in list(self._conditional):
            if self._true(condition):
                self._conditional.remove((start, condition))
                self._begin(start.process, start.element)

    def _came_true(self, process: Process, waiting: WaitingMessage) -> bool:
        key = (id(process), waiting.key)
        holds = self._true(waiting.name)
        if not holds:
            self._seen_false.add(key)
        return holds and (not waiting.already or key in self._seen_false)

    def _true(self, condition: str) -> bool:
        """Say whether a condition is true; while a variable has no value yet, it is not."""
        try:
            return parse(condition).holds(self.scope())
        except CannotEvaluate:
            return False

    def _answered(self) -> bool:
        """Complete the first step that there is an answer for."""
        for process in self._running():
            for step in list(process.run.open_tasks()):
                answer = self._answer(step.element.id)
                if answer is not None:
                    self._visits[step.element.id] += 1
                    return self._guarded(process, partial(self._complete, step=step, given=answer))
        return False

    def _answer(self, element: str) -> Mapping[str, object] | None:
        listed = self._given.answers.get(element, ())
        visit = self._visits[element]
        return listed[visit] if visit < len(listed) else self._given.always.get(element)

    def _complete(self, run: Run, step: OpenTask, given: Mapping[str, object]) -> bool:
        form = self.drawing.forms.get(step.element.form)
        read = form.read(given, self.scope()) if form else plain_answers(step.element.id, given)
        self.set({**read, form.stamp: self.now} if form and form.stamp else read)
        run.answer(step)
        self._notice()
        return True

    # --- time ------------------------------------------------------------------------------------------------------

    def _next_instant(self) -> datetime | None:
        instants = [from_micros(timer.due) for one in self._running() for timer in one.run.timers()]
        instants += [at for at, _ in self._armed] + [arrival.at for arrival in self._arrivals[:1]]
        return min(instants, default=None)

    def _fall_due(self) -> None:
        """Let the first thing happen that is due: a message from outside, a start, or a timer."""
        if self._arrivals and self._arrivals[0].at <= self.now:
            self._arrive(self._arrivals.pop(0))
            return
        for armed in [one for one in self._armed if one[0] <= self.now][:1]:
            self._armed.remove(armed)
            self._begin(armed[1].process, armed[1].element)
            return
        due = [
            (one, timer) for one in self._running() for timer in one.run.timers() if timer.due <= to_micros(self.now)
        ]
        process, timer = due[0]
        self._guarded(process, partial(_rings, timer=timer))

    def _arrive(self, arrival: Arrival) -> None:
        self._account.append(Line(self.now, "", f"the message '{arrival.name}' arrives"))
        try:
            self.set(arrival.values)
            self.hear(Named("message", arrival.name))
        except CannotEvaluate as problem:
            self.fail(str(problem))


def _happens(run: Run, waiting: WaitingMessage) -> bool:
    run.happen(waiting)
    return True


def _rings(run: Run, timer: WaitingTimer) -> bool:
    run.ring(timer)
    return True


def _awaits(run: Run) -> Iterator[str]:
    yield from (task.element.id for task in run.open_tasks())
    yield from (timer.element.id for timer in run.timers())
    for kind in ("message", "signal", "conditional"):
        yield from (waiting.element.id for waiting in run.messages(kind))


def _letters(value: Value) -> int:
    if isinstance(value, list):
        return sum(_letters(item) for item in value)
    return len(value) if isinstance(value, str) else 1
