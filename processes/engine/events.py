"""Our timer and our message, in the place of SpiffWorkflow's.

SpiffWorkflow's timers read the machine's clock, evaluate Python and fire strictly after their instant. Ours hold the
name of a deadline, are told when they fall, and keep their instant under their own id, so that two timers at one
gateway do not share it (S6).
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition

DUE = "due:"
FALLEN = "fallen:"


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


class CaseMessage(MessageEventDefinition):
    """A message to or from other cases: never caught by the case that sends it, never carried in task data."""

    def throw(self, my_task: Any) -> None:
        """Say nothing here: the run reports the message when the event has been passed."""

    def catch(self, my_task: Any, event: Any = None) -> None:
        """Mark the event as having happened; its variables are taken by the case."""
        my_task._set_internal_data(event_fired=True)

    def update_task_data(self, my_task: Any) -> None:
        """Leave task data alone: variables belong to the case."""
