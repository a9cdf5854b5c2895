"""Reading diagrams: bytes to a specification that may be run, once per version.

The specification is shared by every case of the version and never changed by one (event sub-processes, which would,
are refused).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from processes.elements import Element, ProcessMarks, elements_of, processes_of
from processes.engine.naming import Named, happenings
from processes.engine.parser import CaseParser, PlayParser
from processes.engine.supported import refusals
from processes.model import plain_ref, read_model
from processes.rewriting import rewrite
from processes.rewriting.handlers import HOLDS
from processes.rewriting.tree import ADDED
from processes.xml import BPMN, UnreadableXml, read_xml


class UnusableDiagram(Exception):
    """A diagram cannot be run as drawn; `problems` are (element id, reason)."""

    def __init__(self, file: str, problems: list[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"{file}: {element}: {reason}" for element, reason in problems))
        self.file = file
        self.problems = problems


@dataclass(frozen=True)
class Diagram:
    """A path with its stages, ready to run. `elements` holds every flow node of all of them by id; `throws` what
    tasks send; `holds` the handlers that keep a sub-process open while they run;
    `added` what rewriting has put in, which takes no step of its own."""

    process: ProcessMarks
    elements: Mapping[str, Element]
    spec: Any
    stages: Mapping[str, Any]
    files: tuple[str, ...]
    throws: Mapping[str, Named] = field(default_factory=dict)
    holds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    added: frozenset[str] = frozenset()

    def catches(self, message: str) -> bool:
        """Return whether some element waits for this message from a linked case."""
        return any(e.message and e.message.name == message and not e.throws for e in self.elements.values())


def read_diagram(process: str, files: Mapping[str, bytes]) -> Diagram:
    """Read the process of that id and the stages that it calls out of the files.

    files: file names ending in `<process id>.bpmn` -> their bytes.
    Raises UnusableDiagram, when a file may not be run as drawn.
    """
    sources = _by_process(files)
    roots: dict[str, etree._Element] = {}
    _collect(process, (), sources, roots)
    elements = {sources[identity][0]: root for identity, root in roots.items()}
    return _diagram(CaseParser, process, elements, processes_of(roots[process])[0])


def read_drawing(roots: Mapping[str, etree._Element]) -> dict[str, Diagram]:
    """Read every process of several files, to be played; the trees are rewritten in place.

    roots: file names -> trees that `processes.unsupported` has nothing against.
    Raises UnusableDiagram, when the engine cannot take one in.
    """
    for root in roots.values():
        rewrite(root)
        for process in root.iter(f"{{{BPMN}}}process"):
            process.set("isExecutable", "true")
        for call in root.iter(f"{{{BPMN}}}callActivity"):
            call.set("calledElement", plain_ref(call.get("calledElement")))
    marks = [about for root in roots.values() for about in processes_of(root)]
    return {about.id: _diagram(PlayParser, about.id, roots, about) for about in marks}


def _diagram(kind: type[CaseParser], process: str, roots: Mapping[str, etree._Element], about: ProcessMarks) -> Diagram:
    models = [read_model(root) for root in roots.values()]
    happens = {identity: one for model in models for identity, one in happenings(model).items()}
    sending = [node.id for model in models for node in model.nodes.values() if node.kind == "sendTask"]
    throws = {identity: happens[identity] for identity in sending}
    parser = kind(happens)
    elements = _elements(roots)
    added = frozenset(node.get("id") or "" for root in roots.values() for node in root.iter() if node.get(ADDED))
    specs = _specs(parser, process, roots, elements)
    return Diagram(about, elements, *specs, tuple(roots), throws, _holds(roots.values()), added)


def _holds(roots: Iterable[etree._Element]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for node in [node for root in roots for node in root.iter(f"{{{BPMN}}}subProcess") if node.get(HOLDS)]:
        found.setdefault(node.get(HOLDS) or "", set()).add(node.get("id") or "")
    return {body: frozenset(handlers) for body, handlers in found.items()}


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
    rewrite(root)
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


def _specs(
    parser: CaseParser, process: str, roots: Mapping[str, etree._Element], elements: Mapping[str, Element]
) -> tuple[Any, dict[str, Any]]:
    try:
        for name, root in roots.items():
            parser.add_bpmn_xml(root, name)
        spec = parser.get_spec(process)
        stages = parser.get_subprocess_specs(process)
    except ValidationException as problem:
        raise UnusableDiagram(problem.file_name, [(problem.id, str(problem))]) from None
    if isinstance(parser, PlayParser):
        return spec, stages
    parsed = {name for one in (spec, *stages.values()) for name in one.task_specs}
    missing = [(e.id, "was not taken in by the engine.") for e in elements.values() if e.id not in parsed]
    if missing:
        raise UnusableDiagram(process, missing)
    return spec, stages
