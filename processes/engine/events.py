"""What events wait for and throw, in the place of SpiffWorkflow's own definitions.

SpiffWorkflow's timers read the machine's clock, evaluate Python and fire strictly after their instant. Ours hold the
name of a deadline, are told when they fall, and keep their instant under their own id, so that two timers at one
gateway do not share it (S6). Nothing is thrown or caught inside the engine: `processes.engine.run` says what is
thrown, and whoever holds the run decides who hears it.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition
from SpiffWorkflow.util.task import TaskState

from processes.engine.naming import Named

DUE = "due:"
FALLEN = "fallen:"
VISIT = "visit:"


class DeadlineTimer(TimeDateEventDefinition):
    """A timer that waits for a named deadline. `name` is the element's id; what it waits for, the desk knows."""

    def has_fired(self, my_task: Any) -> bool:
        """Note the due instant once (integer microseconds since 1970) and say whether the timer was told to fall."""
        if DUE + self.name not in my_task.internal_data:
            due = my_task.workflow.script_engine.due(self.name)
            my_task.internal_data[DUE + self.name] = due
        return bool(my_task.internal_data.get(FALLEN + self.name, False))

    def reset(self, my_task: Any) -> None:
        """Forget the instant, so that the next visit looks the deadline up again."""
        my_task.internal_data.pop(DUE + self.name, None)
        my_task.internal_data.pop(FALLEN + self.name, None)


class Awaited(EventDefinition):
    """Something that an event waits for or throws: never carried in task data, never caught by the engine itself.

    kind: `message`, `signal`, `conditional`, `error`, `escalation` or `cancel`. name: of the message and so on, the
    condition, or the code of the error. element: the id of the event.
    """

    def __init__(self, kind: str, name: str, element: str) -> None:
        super().__init__(name, description=kind)
        self.kind = kind
        self.element = element

    def throw(self, my_task: Any) -> None:
        """Tell the run, before the token goes on: what waits only further on does not hear of it."""
        my_task.workflow.script_engine.throw(my_task, self.element, Named(self.kind, self.name))

    def catches(self, my_task: Any, event: Any = None) -> bool:
        """Whether an event is meant for this one: only the run says so, with this very definition."""
        return event.event_definition is self

    def __eq__(self, other: object) -> bool:
        """Two definitions are never the same, whatever they wait for; so each branch behind a gateway has its own."""
        return self is other


class RepeatedBoundary(BoundaryEvent):
    """A boundary event. One that does not interrupt waits again for as long as its activity lasts (BPMN 10.5.6)."""

    def _run_hook(self, my_task: Any) -> bool:
        visit = my_task.internal_data.get(VISIT, 0) + 1
        due = my_task.internal_data.get(DUE + self.bpmn_id)
        super()._run_hook(my_task)
        if not self.cancel_activity:
            self._wait_again(my_task, visit, due)
        return True

    def _wait_again(self, my_task: Any, visit: int, due: int | None) -> None:
        kept: dict[str, Any] = {VISIT: visit}
        if due is not None:
            following = my_task.workflow.script_engine.again(self.bpmn_id, due, visit)
            if following is None:
                return
            kept[DUE + self.bpmn_id] = following
        again = my_task.parent._add_child(self, TaskState.MAYBE)
        again.internal_data.update(kept)
        self._update(again)
