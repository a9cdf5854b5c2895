"""The compact state of a run: the tokens of the engine without its specification, its data or its random ids.

Tasks are written in the order in which they came to be, and their ids are that order; so equal histories give equal
states. The parent always comes before the child, as the engine needs it (S4). Finished stages are left out: the ledger
has them.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.engine.workflow import StageTokens, Tokens

Dump = dict[str, Any]


def dump(workflow: Tokens) -> Dump:
    """Return the state as plain lists, numbers and texts."""
    numbers: dict[UUID, int] = {}
    parts = [workflow, *(sub for sub in workflow.subprocesses.values() if not sub.completed)]
    for part in parts:
        for task in part.tasks:
            numbers[task] = len(numbers)
    names = sorted({task.task_spec.name for part in parts for task in part.tasks.values()})
    places = {name: n for n, name in enumerate(names)}
    return {"names": names, "parts": [_part(part, numbers, places) for part in parts]}


def _part(part: Any, numbers: Mapping[UUID, int], places: Mapping[str, int]) -> list[Any]:
    return [
        numbers[part.parent_task_id] if part.parent_task_id is not None else -1,
        part.completed,
        numbers[part.last_task.id] if part.last_task is not None else -1,
        [_task(task, numbers, places) for task in part.tasks.values()],
    ]


def _task(task: Task, numbers: Mapping[UUID, int], places: Mapping[str, int]) -> list[Any]:
    parent = numbers[task._parent] if task._parent is not None else -1
    row = [places[task.task_spec.name], parent, task.state, [numbers[child] for child in task._children]]
    kept = {} if task.has_state(TaskState.FINISHED_MASK) else dict(task.internal_data)
    return [*row, int(task.triggered), kept] if kept or task.triggered else row


def restore(spec: Any, stages: Mapping[str, Any], state: Dump, engine: Any) -> Tokens:
    """Build the workflow again. `engine` is the desk's script engine."""
    workflow = Tokens(spec, stages, script_engine=engine, deserializing=True)
    names, parts = state["names"], state["parts"]
    start = 0
    owners: dict[int, Task] = {}
    for n, row in enumerate(parts):
        part = workflow if n == 0 else _stage(workflow, owners[row[0]])
        for offset, values in enumerate(row[3]):
            owners[start + offset] = _restore_task(part, names, start + offset, values)
        start += len(row[3])
        part.task_tree = next(iter(part.tasks.values()))
        part.completed = row[1]
        part.last_task = owners.get(row[2])
    return workflow


def _stage(workflow: Tokens, owner: Task) -> StageTokens:
    stage = StageTokens(workflow.subprocess_specs[owner.task_spec.spec], owner.id, workflow, deserializing=True)
    workflow.subprocesses[owner.id] = stage
    stage.completed_event.connect(owner.task_spec._on_subworkflow_completed, owner)
    return stage


def _restore_task(part: Any, names: list[str], number: int, values: list[Any]) -> Task:
    task = Task(part, part.spec.task_specs[names[values[0]]], state=values[2], id=_id(number))
    task._parent = _id(values[1]) if values[1] >= 0 else None
    task._children = [_id(child) for child in values[3]]
    if len(values) > 4:
        task.triggered, task.internal_data = bool(values[4]), dict(values[5])
    if isinstance(task.task_spec, CatchingEvent) and task.has_state(TaskState.WAITING):
        part.top_workflow.event_manager.add_task(task)
    return task


def _id(number: int) -> UUID:
    return UUID(int=number + 1)


def prune(workflow: Tokens) -> None:
    """Drop the tasks of finished stages; what happened in them stands in the ledger."""
    for identity in [identity for identity, stage in workflow.subprocesses.items() if stage.completed]:
        del workflow.subprocesses[identity]
