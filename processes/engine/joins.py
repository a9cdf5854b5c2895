"""Our joins, in the place of SpiffWorkflow's.

SpiffWorkflow's parallel join counts what arrived in an earlier round of a loop, so that it fires after one branch the
second time, and prunes the tree below what it takes for repeated work. Ours takes one token from each incoming flow,
as BPMN says; a token too many stays. Its inclusive join takes the first path it finds for the only one; ours looks at
all.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.specs.base import TaskSpec
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


class InclusiveJoin(InclusiveGateway):
    """An inclusive gateway: passed when no token can arrive any more on a flow that has none (BPMN 13.4.3).

    It waits while some token could reach an empty incoming flow, and no full one, by a way that does not pass this
    gateway. An activity's boundary events count as its ways out.
    """

    def _update_hook(self, my_task: Task) -> bool:
        """Take a waiting token from each incoming flow that has one, or wait for those that may still come."""
        if len(self.inputs) == 1:
            return True
        if my_task.state != TaskState.WAITING:
            my_task._set_state(TaskState.WAITING)  # first let the other tokens of the same step take their places
            return False
        waiting = [task for task in my_task.workflow.tasks.values() if _waits_at(task, self)]
        taken = {task.parent.task_spec.name: task for task in reversed(waiting)}
        if my_task is not next(iter(waiting), my_task) or self._may_still_come(my_task, taken.keys()):
            return False
        for task in taken.values():
            if task is not my_task:
                task.cancel()
        return True

    def _may_still_come(self, my_task: Task, full: Iterable[str]) -> bool:
        tokens = [task.task_spec for task in my_task.workflow.tasks.values() if task.state in _TOKENS]
        arrivals = (self._arrivals(spec) for spec in {spec.name: spec for spec in tokens if spec is not self}.values())
        return any(ways and not ways & set(full) for ways in arrivals)

    def _arrivals(self, spec: TaskSpec) -> set[str]:
        """Return the incoming flows, by the name of their source, that a token at a place can reach."""
        seen, pending = {spec.name: spec}, [spec]
        while pending:
            for following in pending.pop().outputs:
                if following is not self and following.name not in seen:
                    seen[following.name] = following
                    pending.append(following)
        return {one.name for one in self.inputs} & seen.keys()

    def _run_hook(self, my_task: Task) -> bool:
        """Go on along every flow whose condition holds, else along the default flow."""
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise WorkflowTaskException("No conditions satisfied on gateway", task=my_task)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class Gathering(ParallelGateway):
    """Waits until a number of tokens has arrived, on whichever flows, and goes on with one (`startQuantity`)."""

    def __init__(self, *args: Any, quantity: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quantity = quantity

    def _update_hook(self, my_task: Task) -> bool:
        """Take the tokens that wait, when there are enough of them with this one."""
        others = [task for task in my_task.workflow.tasks.values() if task is not my_task and _waits_at(task, self)]
        if len(others) + 1 < self.quantity:
            my_task._set_state(TaskState.WAITING)
            return False
        for task in others[: self.quantity - 1]:
            task.cancel()
        return True

    def _run_hook(self, my_task: Task) -> bool:
        """Go on; there is nothing to merge, for variables belong to the case."""
        return True


_TOKENS = (TaskState.READY, TaskState.WAITING, TaskState.STARTED)


def _waits_at(task: Task, spec: TaskSpec) -> bool:
    return task.task_spec is spec and task.state == TaskState.WAITING
