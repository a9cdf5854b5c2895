"""Is a case that was dumped and restored the same case? Judged by SpiffWorkflow's own serializer.

`assert_equivalent(case)` restores the case twice, from our compact state and through SpiffWorkflow's JSON, and compares
tokens, what waits, and what an action does to each. The case itself is left alone.
"""

from collections.abc import Callable, Iterable
from typing import Any

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.event_definition import TimerConditionalEventDefinitionConverter
from SpiffWorkflow.bpmn.serializer.default.task_spec import (
    BoundaryEventConverter,
    ConditionalGatewayConverter,
    ParallelGatewayConverter,
)
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnSubWorkflowConverter, BpmnWorkflowConverter
from SpiffWorkflow.bpmn.serializer.helpers.spec import EventDefinitionConverter

from processes.case import Case
from processes.engine import Run
from processes.engine.events import Awaited, DeadlineTimer, RepeatedBoundary
from processes.engine.joins import InclusiveJoin, ParallelJoin
from processes.engine.workflow import StageTokens, Tokens

Action = Callable[[Case], object]


class AwaitedConverter(EventDefinitionConverter):
    """Writes what our own events wait for."""

    def to_dict(self, event_definition: Awaited) -> dict[str, Any]:
        return {"kind": event_definition.kind, "name": event_definition.name, "element": event_definition.element}

    def from_dict(self, dct: dict[str, Any]) -> Awaited:
        return Awaited(dct["kind"], dct["name"], dct["element"])


CONFIG = {
    **DEFAULT_CONFIG,
    DeadlineTimer: TimerConditionalEventDefinitionConverter,
    Awaited: AwaitedConverter,
    RepeatedBoundary: BoundaryEventConverter,
    ParallelJoin: ParallelGatewayConverter,
    InclusiveJoin: ConditionalGatewayConverter,
    Tokens: BpmnWorkflowConverter,
    StageTokens: BpmnSubWorkflowConverter,
}


def assert_equivalent(case: Case, actions: Iterable[Action] = ()) -> None:
    """Assert that our state and SpiffWorkflow's restore to the same case, and that each action moves both alike."""
    for action in (None, *actions):
        ours = Case.restored(case.definition, case.round, case.dump())
        theirs = through_spiff(case)
        if action is not None:
            assert outcome(ours, action) == outcome(theirs, action)
        assert picture(ours) == picture(theirs)
        assert action is not None or picture(ours) == picture(case)


def through_spiff(case: Case) -> Case:
    """Return the case with its run written and read by SpiffWorkflow's own serializer."""
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(CONFIG))
    workflow = serializer.deserialize_json(serializer.serialize_json(case.run.workflow))
    again = Case.restored(case.definition, case.round, case.dump())
    workflow.script_engine = again.run.workflow.script_engine
    again._run = Run(case.definition.diagram, workflow, again._desk)
    return again


def outcome(case: Case, action: Action) -> object:
    """Return what an action returned, or with what it was refused."""
    try:
        return action(case)
    except Exception as refusal:  # noqa: BLE001 - both sides must refuse alike, whatever it is
        return type(refusal), str(refusal)


def picture(case: Case) -> dict[str, Any]:
    """Return everything that a case shows, with its bytes: equal pictures are equal cases."""
    workflow = case.run.workflow
    return {
        "tokens": tokens(workflow),
        "waiting": sorted(task.task_spec.name for task in workflow.event_manager.tasks.values()),
        "steps": case.steps(),
        "dues": case.dues(),
        "messages": [(one.element.id, one.name) for one in case.run.messages()],
        "ended": case.ended,
        "bytes": case.dump(),
    }


def tokens(workflow: Tokens) -> list[Any]:
    """Return the tree of tokens of the diagram and of every stage that is not over."""
    parts = [workflow, *(stage for stage in workflow.subprocesses.values() if not stage.completed)]
    return [_branch(part, part.task_tree) for part in parts]


def _branch(part: Any, task: Any) -> tuple[Any, ...]:
    below = [_branch(part, part.tasks[child]) for child in task._children]
    return task.task_spec.name, int(task.state), bool(task.triggered), below
