"""Reading diagrams: bytes to a specification that may be run, once per version.

The specification is shared by every case of the version and never changed by one (event sub-processes, which would,
are refused).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
)
from SpiffWorkflow.bpmn.parser.task_parsers import GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    ScriptTask,
)

from processes.elements import Element, ProcessMarks, elements_of, processes_of
from processes.engine.events import CaseMessage, DeadlineTimer
from processes.engine.joins import ParallelJoin
from processes.engine.supported import refusals
from processes.xml import UnreadableXml, read_xml


class UnusableDiagram(Exception):
    """A diagram cannot be run as drawn; `problems` are (element id, reason)."""

    def __init__(self, file: str, problems: list[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"{file}: {element}: {reason}" for element, reason in problems))
        self.file = file
        self.problems = problems


@dataclass(frozen=True)
class Diagram:
    """A path with its stages, ready to run. `elements` holds every flow node of all of them by id."""

    process: ProcessMarks
    elements: Mapping[str, Element]
    spec: Any
    stages: Mapping[str, Any]
    files: tuple[str, ...]

    def catches(self, message: str) -> bool:
        """Return whether some element waits for this message from a linked case."""
        return any(e.message and e.message.name == message and not e.throws for e in self.elements.values())


class _Timers:
    """Reads a timer as the name of a deadline and a message as a case message."""

    def parse_timer_event(self, _event: etree._Element) -> DeadlineTimer:
        node = self.node  # type: ignore[attr-defined]
        return DeadlineTimer(node.get("id"), "", description="Deadline")

    def parse_message_event(self, event: etree._Element) -> CaseMessage:
        reference = event.get("messageRef")
        name = self.process_parser.parser.messages.get(reference)  # type: ignore[attr-defined]
        return CaseMessage(name or reference or "", [], description="Message")


class _Catch(_Timers, IntermediateCatchEventParser):
    pass


class _Throw(_Timers, IntermediateThrowEventParser):
    pass


class _Boundary(_Timers, BoundaryEventParser):
    pass


class _End(_Timers, EndEventParser):
    pass


class _Automatic(TaskParser):
    """Script, rule and service tasks: the desk acts on the element; no text of the diagram reaches the engine."""

    def create_task(self) -> ScriptTask:
        return self.spec_class(self.spec, self.bpmn_id, script=self.bpmn_id, **self.bpmn_attributes)


class _Parser(BpmnParser):
    OVERRIDE_PARSER_CLASSES = {
        full_tag("intermediateCatchEvent"): (_Catch, IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (_Throw, IntermediateThrowEvent),
        full_tag("boundaryEvent"): (_Boundary, BoundaryEvent),
        full_tag("endEvent"): (_End, EndEvent),
        full_tag("scriptTask"): (_Automatic, ScriptTask),
        full_tag("serviceTask"): (_Automatic, ScriptTask),
        full_tag("businessRuleTask"): (_Automatic, ScriptTask),
        full_tag("parallelGateway"): (GatewayParser, ParallelJoin),
    }


def read_diagram(process: str, files: Mapping[str, bytes]) -> Diagram:
    """Read the process of that id and the stages that it calls out of the files.

    files: file names ending in `<process id>.bpmn` -> their bytes.
    Raises UnusableDiagram, when a file may not be run as drawn.
    """
    sources = _by_process(files)
    roots: dict[str, etree._Element] = {}
    _collect(process, (), sources, roots)
    parser = _Parser()
    for identity, root in roots.items():
        parser.add_bpmn_xml(root, sources[identity][0])
    elements = _elements({sources[identity][0]: root for identity, root in roots.items()})
    about = processes_of(roots[process])[0]
    return Diagram(about, elements, *_specs(parser, process, elements), tuple(sources[i][0] for i in roots))


def _by_process(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    sources: dict[str, tuple[str, bytes]] = {}
    for name, source in files.items():
        identity = name.rpartition("/")[2].removesuffix(".bpmn")
        if identity in sources:
            raise UnusableDiagram(name, [(identity, f"is also drawn in {sources[identity][0]}; a name is used once.")])
        sources[identity] = (name, source)
    return sources


def _collect(
    process: str, above: tuple[str, ...], sources: Mapping[str, tuple[str, bytes]], roots: dict[str, etree._Element]
) -> None:
    """Read a process and all it calls, in order. Raises UnusableDiagram for missing ones and circles of calls."""
    caller = above[-1] if above else process
    if process not in sources:
        raise UnusableDiagram(caller, [(process, f"is called but is no diagram here: {', '.join(sorted(sources))}.")])
    if process in above:
        raise UnusableDiagram(caller, [(process, f"calls itself: {' -> '.join((*above, process))}.")])
    if process in roots:
        return
    roots[process] = _root(process, *sources[process])
    if above and processes_of(roots[process])[0].variables:
        raise UnusableDiagram(sources[process][0], [(process, "declares variables; the path that calls it does that.")])
    for element in elements_of(roots[process]):
        if element.kind == "callActivity":
            _collect(element.calls, (*above, process), sources, roots)


def _root(process: str, name: str, source: bytes) -> etree._Element:
    try:
        root = read_xml(source)
    except UnreadableXml as problem:
        raise UnusableDiagram(name, [(process, str(problem))]) from None
    problems = list(refusals(root))
    found = [about.id for about in processes_of(root)]
    if found != [process]:
        problems.append((process, f"must be the one process of the file; it holds {', '.join(found) or 'none'}."))
    elif not processes_of(root)[0].executable:
        problems.append((process, 'is not marked executable (isExecutable="true").'))
    if problems:
        raise UnusableDiagram(name, problems)
    return root


def _elements(roots: Mapping[str, etree._Element]) -> dict[str, Element]:
    elements: dict[str, Element] = {}
    for name, root in roots.items():
        for element in elements_of(root):
            if element.id in elements:
                other = elements[element.id].process
                raise UnusableDiagram(name, [(element.id, f"is also an id in '{other}'; ids are used once per path.")])
            elements[element.id] = element
    return elements


def _specs(parser: _Parser, process: str, elements: Mapping[str, Element]) -> tuple[Any, dict[str, Any]]:
    try:
        spec = parser.get_spec(process)
        stages = parser.get_subprocess_specs(process)
    except ValidationException as problem:
        raise UnusableDiagram(problem.file_name, [(problem.id, str(problem))]) from None
    parsed = {name for one in (spec, *stages.values()) for name in one.task_specs}
    missing = [(e.id, "was not taken in by the engine.") for e in elements.values() if e.id not in parsed]
    if missing:
        raise UnusableDiagram(process, missing)
    return spec, stages
