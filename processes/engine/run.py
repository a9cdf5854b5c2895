"""One run of a diagram: step, wait, fall due, take a message. Times come in as arguments; nothing here reads a clock.

The stepper runs one ready task at a time, caught events first, until people or time must act.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, MultiInstanceTask
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.elements import Element
from processes.engine.diagram import Diagram
from processes.engine.events import DUE, FALLEN, VISIT, Awaited, DeadlineTimer
from processes.engine.naming import Named
from processes.engine.state import Dump, dump, prune, restore
from processes.engine.workflow import Tokens
from processes.instants import from_micros, to_micros
from processes.rewriting.splits import ALWAYS
from processes.rewriting.starts import BEGINS

MAX_STEPS = 500
MAX_TASKS = 800
_OVER = TaskState.FINISHED_MASK | TaskState.PREDICTED_MASK


class DoesNotSettle(Exception):
    """The diagram cannot go on: it turns in a circle, has grown too long, or nothing can ever happen again."""


class Desk(Protocol):
    """What a run asks of the case while it steps."""

    def holds(self, condition: str) -> bool: ...

    def act(self, element: Element) -> None: ...

    def passed(self, element: Element) -> None: ...

    def due(self, element: Element) -> datetime: ...

    def thrown(self, element: Element, happening: Named) -> None:
        """Hear of a message or a signal that an element has thrown."""
        return

    def uncaught(self, element: Element, happening: Named) -> None:
        """Hear of an error or an escalation that nothing in the diagram catches; the latter changes nothing."""
        if happening.kind == "escalation":
            return
        raise DoesNotSettle(f"'{element.id}' throws the {happening.kind} '{happening.name}', which nothing catches.")

    def count(self, text: str) -> int:
        """Say how many instances an activity has."""
        raise DoesNotSettle(f"The case cannot count the instances '{text}'.")

    def again(self, element: Element, due: datetime, visit: int) -> datetime | None:
        """Say when a timer that does not interrupt falls once more, after it fell `visit` times, the last at `due`."""
        return None


@dataclass(frozen=True)
class OpenTask:
    """A step that waits for a person. `key` is valid until the run moves."""

    key: UUID
    element: Element


@dataclass(frozen=True)
class WaitingTimer:
    """A timer that waits. `due` is integer microseconds since 1970, UTC."""

    key: UUID
    element: Element
    due: int


@dataclass(frozen=True)
class WaitingMessage:
    """An event that waits for a message, a signal or a condition. `definition` belongs to the engine;
    `already` says that the same boundary event has happened before."""

    key: UUID
    element: Element
    name: str
    definition: Awaited
    already: bool = False


class _ScriptEngine:
    """Stands where SpiffWorkflow expects something that runs Python; hands everything to the desk instead.

    begin: the id of the element at which the process begins; empty for its first.
    """

    def __init__(self, diagram: Diagram, desk: Desk, begin: str = "") -> None:
        self._diagram = diagram
        self._desk = desk
        self._begin = begin
        self.environment = self
        self.run: Run

    def evaluate(self, task: Task, expression: str, external_context: object = None) -> bool | int:
        if expression.startswith(BEGINS):
            return expression == BEGINS + self._begin
        if expression == ALWAYS:
            return True
        if isinstance(task.task_spec, MultiInstanceTask) and expression == task.task_spec.cardinality:
            return self._desk.count(expression)
        return self._desk.holds(expression)

    def execute(self, task: Task, script: str, external_context: object = None) -> bool:
        self._desk.act(self._diagram.elements[script])
        if script in self._diagram.throws:
            self.throw(task, script, self._diagram.throws[script])
        return True

    def throw(self, task: Task, element: str, happening: Named) -> None:
        self.run.throw(task, self._diagram.elements[element], happening)

    def due(self, element: str) -> int:
        return to_micros(self._desk.due(self._diagram.elements[element]))

    def again(self, element: str, due: int, visit: int) -> int | None:
        following = self._desk.again(self._diagram.elements[element], from_micros(due), visit)
        return None if following is None else to_micros(following)


def _definitions(task: Task) -> list[Any]:
    """Return what a task waits for, one by one also behind an event-based gateway."""
    definition = task.task_spec.event_definition
    return list(getattr(definition, "event_definitions", [definition]))


def _awaited(task: Task, kind: str) -> Iterator[Awaited]:
    for definition in _definitions(task):
        if isinstance(definition, Awaited) and definition.kind == kind:
            yield definition


def _catching_at(host: Task, thrown: Named) -> Task | None:
    """Return the boundary event of an activity that catches what was thrown: by its code, else one for any."""
    split = host.parent.parent if isinstance(host.parent.task_spec, LoopTask) else host.parent
    if not isinstance(split.task_spec, BoundaryEventSplit):
        return None
    events = [task for task in split.children if task.state == TaskState.WAITING]
    caught = [task for task in events for _ in _awaited(task, thrown.kind)]
    for name in (thrown.name, ""):
        for task in caught:
            if task.task_spec.event_definition.name == name:
                return task
    return None


class Run:
    """A live run. Make one with `start` or `restored`; throw it away when a call raises."""

    def __init__(self, diagram: Diagram, workflow: Tokens, desk: Desk) -> None:
        self.diagram = diagram
        self._workflow = workflow
        self._desk = desk
        workflow.script_engine.run = self

    @classmethod
    def start(cls, diagram: Diagram, desk: Desk, begin: str = "") -> "Run":
        """Begin at the element of that id, the first start event when none is given. Call `go` or `step` next."""
        return cls(diagram, Tokens(diagram.spec, diagram.stages, _ScriptEngine(diagram, desk, begin)), desk)

    @classmethod
    def restored(cls, diagram: Diagram, state: Dump, desk: Desk) -> "Run":
        """Go on from a state that `dump` gave for the same diagram."""
        return cls(diagram, restore(diagram.spec, diagram.stages, state, _ScriptEngine(diagram, desk)), desk)

    def dump(self) -> Dump:
        """Return the state: plain lists, equal for equal histories."""
        return dump(self._workflow)

    @property
    def workflow(self) -> Tokens:
        """The engine's own object, for the equivalence test only."""
        return self._workflow

    @property
    def completed(self) -> bool:
        """Whether every token has reached an end. (Read, never asked: asking may set it, S1.)"""
        return bool(self._workflow.completed)

    def go(self) -> None:
        """Run everything that needs neither a person nor time. Raises DoesNotSettle, when it does not come to rest."""
        for _ in range(MAX_STEPS):
            if not self.step():
                break
        else:
            raise DoesNotSettle(f"After {MAX_STEPS} automatic steps the diagram is still moving; it turns in a circle.")
        prune(self._workflow)
        self._watch()

    @property
    def size(self) -> int:
        """How many tasks the engine keeps for this run."""
        return sum(1 for _ in self._tasks())

    def step(self) -> bool:
        """Run one thing that needs neither a person nor time, events first. False, when there is none.

        Raises DoesNotSettle, when it cannot be passed.
        """
        ready = self._next()
        if ready is not None:
            self._step(ready)
        return ready is not None

    def interrupts_next(self) -> bool:
        """Whether the next step passes an event that has just happened."""
        ready = self._next()
        return ready is not None and isinstance(ready.task_spec, CatchingEvent)

    def abandon(self) -> None:
        """Stop everything that still runs or waits: an error has ended the process."""
        self._workflow.cancel()

    def _watch(self) -> None:
        size = self.size
        if size > MAX_TASKS:
            raise DoesNotSettle(f"The case has {size} tasks; the engine is trusted up to {MAX_TASKS} (S1).")
        waiting = self._workflow.event_manager.tasks
        if not self.completed and not waiting and not any(True for _ in self.open_tasks()):
            raise DoesNotSettle("Nothing is open and nothing is waited for, but the case has not ended: it is stuck.")

    def _tasks(self) -> Iterator[Task]:
        yield from list(self._workflow.tasks.values())
        for stage in list(self._workflow.subprocesses.values()):
            yield from list(stage.tasks.values())

    def _next(self) -> Task | None:
        ready = [task for task in self._tasks() if task.state == TaskState.READY and not task.task_spec.manual]
        ready = [task for task in ready if not self._held(task)]
        events = [task for task in ready if isinstance(task.task_spec, CatchingEvent)]
        added = [task for task in ready if task.task_spec.name in self.diagram.added]
        return next(iter(events or added or ready), None)

    def _held(self, task: Task) -> bool:
        """Whether a sub-process that has reached its end stays open for a handler that runs beside it."""
        handlers = self.diagram.holds.get(task.task_spec.name, frozenset())
        others = task.workflow.tasks.values() if handlers else ()
        return any(one.task_spec.name in handlers and not one.has_state(_OVER) for one in others)

    def _step(self, task: Task) -> None:
        try:
            task.run()
        except SpiffWorkflowException as problem:
            raise DoesNotSettle(f"'{task.task_spec.name}' cannot be passed: {problem}") from problem
        element = self.diagram.elements.get(task.task_spec.bpmn_id or "")
        if element is None or task.state != TaskState.COMPLETED or isinstance(task.task_spec, LoopTask):
            return
        self._desk.passed(element)

    def throw(self, task: Task, element: Element, happening: Named) -> None:
        """Let an element that a token is passing throw: up through its scopes, or to whoever holds the run."""
        if happening.kind in ("error", "escalation", "cancel"):
            self._rise(task, element, happening)
        else:
            self._desk.thrown(element, happening)

    def _rise(self, task: Task, element: Element, thrown: Named) -> None:
        """Let what was thrown rise from scope to scope until a boundary event catches it (BPMN 2.0.2, 10.5.7)."""
        inside = task.workflow
        while inside.parent_task_id is not None:
            host = self._workflow.get_task_from_id(inside.parent_task_id)
            catching = _catching_at(host, thrown)
            if catching is not None:
                self._happen(catching, catching.task_spec.event_definition)
                return
            inside = host.workflow
        self._desk.uncaught(element, thrown)

    def _happen(self, task: Task, definition: Awaited) -> None:
        task.task_spec.catch(task, BpmnEvent(definition))
        task.task_spec._update(task)

    # --- what waits ------------------------------------------------------------------------------------------------

    def open_tasks(self) -> Iterator[OpenTask]:
        """Yield the steps that wait for a person, oldest first."""
        for task in self._tasks():
            if task.state == TaskState.READY and task.task_spec.manual:
                yield OpenTask(task.id, self.diagram.elements[task.task_spec.bpmn_id])

    def timers(self) -> Iterator[WaitingTimer]:
        """Yield the timers that wait, in no particular order, also those behind an event-based gateway."""
        for task in self._waiting():
            for definition in _definitions(task):
                if isinstance(definition, DeadlineTimer):
                    due = task.internal_data[DUE + definition.name]
                    yield WaitingTimer(task.id, self.diagram.elements[definition.name], due)

    def messages(self, kind: str = "message") -> Iterator[WaitingMessage]:
        """Yield the events that wait for a message (or a `signal`, or a `conditional`), oldest first."""
        waiting = [task for task in self._waiting() if any(True for _ in _awaited(task, kind))]
        if len(waiting) > 1:
            places = {task.id: place for place, task in enumerate(self._tasks())}
            waiting.sort(key=lambda task: places[task.id])
        for task in waiting:
            for definition in _awaited(task, kind):
                element = self.diagram.elements[definition.element]
                yield WaitingMessage(task.id, element, definition.name, definition, VISIT in task.internal_data)

    def _waiting(self) -> list[Task]:
        return [task for task in self._workflow.event_manager.tasks.values() if task.state == TaskState.WAITING]

    # --- what happens ----------------------------------------------------------------------------------------------

    def complete(self, step: OpenTask) -> None:
        """Complete a step that `open_tasks` gave, and go on."""
        self.answer(step)
        self.go()

    def answer(self, step: OpenTask) -> None:
        """Complete a step that `open_tasks` gave, and no more."""
        self._step(self._workflow.get_task_from_id(step.key))

    def fall(self, timer: WaitingTimer) -> None:
        """Let a timer that `timers` gave fall, and go on."""
        self.ring(timer)
        self.go()

    def ring(self, timer: WaitingTimer) -> None:
        """Let a timer that `timers` gave fall; the next step passes it."""
        task = self._workflow.get_task_from_id(timer.key)
        task.internal_data[FALLEN + timer.element.id] = True
        task.task_spec._update(task)

    def rearm(self, timer: WaitingTimer, due: int) -> None:
        """Let a timer that `timers` gave wait for another instant (integer microseconds since 1970, UTC)."""
        task = self._workflow.get_task_from_id(timer.key)
        task.internal_data[DUE + timer.element.id] = due

    def take(self, message: WaitingMessage) -> None:
        """Let an event that `messages` gave have its message, and go on."""
        self.happen(message)
        self.go()

    def happen(self, waiting: WaitingMessage) -> None:
        """Let an event that `messages` gave happen; the next step passes it."""
        self._happen(self._workflow.get_task_from_id(waiting.key), waiting.definition)
