"""SpiffWorkflow's workflows with one traversal less: after each task it walks the whole tree to find what waits.

Ours looks through the flat list of tasks, which finds the same ones without walking and without the depth limit (S1).
"""

from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


class _Waiting:
    tasks: dict[Any, Any]

    def update_waiting_tasks(self) -> None:
        """Let every waiting task look whether it may go on."""
        for task in list(self.tasks.values()):
            if task.state == TaskState.WAITING:
                task.task_spec._update(task)


class StageTokens(_Waiting, BpmnSubWorkflow):
    """The tokens of a stage or an embedded sub-process."""


class Tokens(_Waiting, BpmnWorkflow):
    """The tokens of a path."""

    def create_subprocess(self, my_task: Any, spec_name: str) -> StageTokens:
        """Begin a stage."""
        stage = StageTokens(self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self)
        self.subprocesses[my_task.id] = stage
        return stage
