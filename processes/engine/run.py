"""One run of a diagram: step, wait, fall due, take a message. Times come in as arguments; nothing here reads a clock.

The stepper runs one ready task at a time, caught events first, until people or time must act.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.elements import Element
from processes.engine.diagram import Diagram
from processes.engine.events import DUE, FALLEN, CaseMessage, DeadlineTimer
from processes.engine.state import Dump, dump, prune, restore
from processes.engine.workflow import Tokens
from processes.instants import to_micros

MAX_STEPS = 500
MAX_TASKS = 800


class DoesNotSettle(Exception):
    """The diagram cannot go on: it turns in a circle, has grown too long, or nothing can ever happen again."""


class Desk(Protocol):
    """What a run asks of the case while it steps."""

    def holds(self, condition: str) -> bool: ...

    def act(self, element: Element) -> None: ...

    def passed(self, element: Element) -> None: ...

    def due(self, element: Element) -> datetime: ...


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
    """An event that waits for a message. `definition` belongs to the engine."""

    key: UUID
    element: Element
    name: str
    definition: CaseMessage


class _ScriptEngine:
    """Stands where SpiffWorkflow expects something that runs Python; hands everything to the desk instead."""

    def __init__(self, diagram: Diagram, desk: Desk) -> None:
        self._diagram = diagram
        self._desk = desk
        self.environment = self

    def evaluate(self, _task: Task, expression: str, external_context: object = None) -> bool:
        return self._desk.holds(expression)

    def execute(self, _task: Task, script: str, external_context: object = None) -> bool:
        self._desk.act(self._diagram.elements[script])
        return True

    def due(self, element: str) -> int:
        return to_micros(self._desk.due(self._diagram.elements[element]))


def _definitions(task: Task) -> list[Any]:
    """Return what a task waits for, one by one also behind an event-based gateway."""
    definition = task.task_spec.event_definition
    return list(getattr(definition, "event_definitions", [definition]))


class Run:
    """A live run. Make one with `start` or `restored`; throw it away when a call raises."""

    def __init__(self, diagram: Diagram, workflow: Tokens, desk: Desk) -> None:
        self.diagram = diagram
        self._workflow = workflow
        self._desk = desk

    @classmethod
    def start(cls, diagram: Diagram, desk: Desk) -> "Run":
        """Begin at the start event. Call `go` next."""
        return cls(diagram, Tokens(diagram.spec, diagram.stages, _ScriptEngine(diagram, desk)), desk)

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
            ready = self._next()
            if ready is None:
                break
            self._step(ready)
        else:
            raise DoesNotSettle(f"After {MAX_STEPS} automatic steps the diagram is still moving; it turns in a circle.")
        prune(self._workflow)
        self._watch()

    def _watch(self) -> None:
        size = sum(1 for _ in self._tasks())
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
        events = [task for task in ready if isinstance(task.task_spec, CatchingEvent)]
        return next(iter(events or ready), None)

    def _step(self, task: Task) -> None:
        try:
            task.run()
        except SpiffWorkflowException as problem:
            raise DoesNotSettle(f"'{task.task_spec.name}' cannot be passed: {problem}") from problem
        element = self.diagram.elements.get(task.task_spec.bpmn_id or "")
        if element is not None and task.state == TaskState.COMPLETED:
            self._desk.passed(element)

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

    def messages(self) -> Iterator[WaitingMessage]:
        """Yield the events that wait for a message, oldest first."""
        waiting = [task for task in self._waiting() if any(isinstance(d, CaseMessage) for d in _definitions(task))]
        if len(waiting) > 1:
            places = {task.id: place for place, task in enumerate(self._tasks())}
            waiting.sort(key=lambda task: places[task.id])
        for task in waiting:
            for definition in _definitions(task):
                if isinstance(definition, CaseMessage):
                    element = self._catching(task, definition)
                    yield WaitingMessage(task.id, element, definition.name, definition)

    def _waiting(self) -> list[Task]:
        return [task for task in self._workflow.event_manager.tasks.values() if task.state == TaskState.WAITING]

    def _catching(self, task: Task, definition: CaseMessage) -> Element:
        branches = [task.task_spec, *task.task_spec.outputs]
        names = [spec if isinstance(spec, str) else spec.name for spec in branches]
        elements = [self.diagram.elements[name] for name in names if name in self.diagram.elements]
        return next((e for e in elements if e.message and e.message.name == definition.name), elements[0])

    # --- what happens ----------------------------------------------------------------------------------------------

    def complete(self, step: OpenTask) -> None:
        """Complete a step that `open_tasks` gave, and go on."""
        self._step(self._workflow.get_task_from_id(step.key))
        self.go()

    def fall(self, timer: WaitingTimer) -> None:
        """Let a timer that `timers` gave fall, and go on."""
        task = self._workflow.get_task_from_id(timer.key)
        task.internal_data[FALLEN + timer.element.id] = True
        task.task_spec._update(task)
        self.go()

    def take(self, message: WaitingMessage) -> None:
        """Let an event that `messages` gave have its message, and go on."""
        task = self._workflow.get_task_from_id(message.key)
        task.task_spec.catch(task, BpmnEvent(message.definition))
        task.task_spec._update(task)
        self.go()
