"""Our readers of the engine's elements: events, tasks and gateways become specifications of ours."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    EventBasedGatewayParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.defaults import (
    EndEvent,
    EventBasedGateway,
    ExclusiveGateway,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    ReceiveTask,
    ScriptTask,
    StartEvent,
)
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition

from processes.engine.events import Awaited, DeadlineTimer, RepeatedBoundary
from processes.engine.joins import Gathering, InclusiveJoin, ParallelJoin
from processes.engine.naming import Named
from processes.rewriting.quantities import GATHERS


class _Events:
    """Reads what an event waits for or throws as ours, which the run is told of and the engine knows nothing of."""

    def get_event_definition(self, _xpaths: list[str]) -> Any:
        identity = self.node.get("id")  # type: ignore[attr-defined]
        happening: Named | None = self.process_parser.parser.happenings.get(identity)  # type: ignore[attr-defined]
        if happening is None:
            return NoneEventDefinition(description="None")
        if happening.kind == "timer":
            return DeadlineTimer(identity, "", description="Deadline")
        if happening.kind == "terminate":
            return TerminateEventDefinition(description="Terminate")
        return Awaited(happening.kind, happening.name, identity)


class _Start(_Events, StartEventParser):
    pass


class _Catch(_Events, IntermediateCatchEventParser):
    pass


class _Throw(_Events, IntermediateThrowEventParser):
    pass


class _Boundary(_Events, BoundaryEventParser):
    pass


class _End(_Events, EndEventParser):
    pass


class _Receive(_Events, IntermediateCatchEventParser):
    pass


class _Automatic(TaskParser):
    """Script, rule and service tasks: the desk acts on the element; no text of the diagram reaches the engine."""

    def create_task(self) -> ScriptTask:
        return self.spec_class(self.spec, self.bpmn_id, script=self.bpmn_id, **self.bpmn_attributes)


class _Choice(ConditionalGatewayParser):
    """Exclusive and inclusive gateways. A condition is the flow's own, not one somewhere inside its extensions."""

    def parse_condition(self, sequence_flow: etree._Element) -> str | None:
        condition = sequence_flow.find(full_tag("conditionExpression"))
        return None if condition is None else condition.text


class _Parallel(GatewayParser):
    def create_task(self) -> Any:
        count = self.node.get(GATHERS)
        if count is None:
            return super().create_task()
        return Gathering(self.spec, self.bpmn_id, quantity=int(count), **self.bpmn_attributes)


class CaseParser(BpmnParser):
    """Reads the diagrams of cases. `happenings`: what events wait for and throw, by id."""

    OVERRIDE_PARSER_CLASSES = {
        full_tag("startEvent"): (_Start, StartEvent),
        full_tag("intermediateCatchEvent"): (_Catch, IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (_Throw, IntermediateThrowEvent),
        full_tag("boundaryEvent"): (_Boundary, RepeatedBoundary),
        full_tag("endEvent"): (_End, EndEvent),
        full_tag("receiveTask"): (_Receive, ReceiveTask),
        full_tag("eventBasedGateway"): (EventBasedGatewayParser, EventBasedGateway),
        full_tag("scriptTask"): (_Automatic, ScriptTask),
        full_tag("serviceTask"): (_Automatic, ScriptTask),
        full_tag("businessRuleTask"): (_Automatic, ScriptTask),
        full_tag("sendTask"): (_Automatic, ScriptTask),
        full_tag("parallelGateway"): (_Parallel, ParallelJoin),
        full_tag("exclusiveGateway"): (_Choice, ExclusiveGateway),
        full_tag("inclusiveGateway"): (_Choice, InclusiveJoin),
    }

    def __init__(self, happenings: dict[str, Named]) -> None:
        super().__init__()
        self.happenings = happenings

    def _only_processes(self, _root: Any) -> None:
        """Leave what stands beside the processes alone: we read names, and where a shape lies must not matter."""

    _add_data_stores = _add_collaborations = _add_messages = _add_signals = _only_processes
    _add_errors = _add_escalations = _add_correlations = _add_diagram_indexes = _only_processes


class PlayParser(CaseParser):
    """Reads diagrams that are played: abstract and manual tasks pass of themselves, for no work is known for them."""

    OVERRIDE_PARSER_CLASSES = {
        **CaseParser.OVERRIDE_PARSER_CLASSES,
        full_tag("task"): (_Automatic, ScriptTask),
        full_tag("manualTask"): (_Automatic, ScriptTask),
    }
