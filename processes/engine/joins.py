"""Our parallel gateway, in the place of SpiffWorkflow's.

SpiffWorkflow's counts what arrived in an earlier round of a loop, so that a join fires after one branch the second
time, and prunes the tree below what it takes for repeated work. Ours takes one token from each incoming flow, as BPMN
says; a token too many stays.
"""

from collections import Counter
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState


class ParallelJoin(ParallelGateway):
    """A parallel gateway: passed when a token waits on every incoming flow."""

    def _update_hook(self, my_task: Task) -> bool:
        """Take one waiting token from each incoming flow, or wait for the others."""
        missing: Counter[Any] = Counter(flow.name for flow in self.inputs)
        missing[my_task.parent.task_spec.name] -= 1
        taken = []
        for task in my_task.workflow.tasks.values():
            waits = task.task_spec is self and task is not my_task and task.state == TaskState.WAITING
            if waits and missing[task.parent.task_spec.name] > 0:
                missing[task.parent.task_spec.name] -= 1
                taken.append(task)
        if any(missing.values()):
            my_task._set_state(TaskState.WAITING)
            return False
        for task in taken:
            task.cancel()
        return True

    def _run_hook(self, my_task: Task) -> bool:
        """Go on; there is nothing to merge, for variables belong to the case."""
        return True
