"""Reading what is to be played: the file, the diagrams that it calls, and whatever stands in the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from processes.checks.finding import ERROR, Finding
from processes.decisions import Decision, UnusableTable, read_decision
from processes.elements import Element
from processes.engine import Diagram, Named, UnusableDiagram, named, read_drawing
from processes.expressions import BadExpression, Script, parse, parse_script
from processes.form_files import read_form
from processes.forms import Form, UnusableForm
from processes.model import Model, Node, plain_ref, read_model
from processes.play.times import is_readable
from processes.rewriting import Start, prepare, starts_of
from processes.unsupported import unsupported
from processes.xml import BPMN, UnreadableXml, local, read_xml, text_of

MAX_FILES = 50


class CannotPlay(Exception):
    """The file cannot be played; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Drawing:
    """Everything that a play needs of the files. `elements`: the ids of what is drawn, as against what was put in by
    rewriting; `starts`: each way in which a process of the file may begin, with what triggers it."""

    diagrams: Mapping[str, Diagram]
    starts: tuple[tuple[Start, Named | None], ...]
    called: frozenset[str]
    elements: frozenset[str]
    scripts: Mapping[str, Script]
    forms: Mapping[str, Form]
    decisions: Mapping[str, Decision]


def read_files(source: bytes, library: Mapping[str, bytes]) -> Drawing:
    """Read a file and what it calls. Raises CannotPlay."""
    roots = {"": _root(source)}
    findings = _collect(roots, library)
    models = {name: read_model(root) for name, root in roots.items()}
    for model in models.values():
        findings += [*_misplaced(model), *_unsupported(model), *_unreadable(model)]
    if not models[""].processes:
        findings.append(Finding("file.no-process", ERROR, "", "The file holds no process. Draw one."))
    if findings:
        raise CannotPlay(findings)
    elements = frozenset(node for model in models.values() for node in model.nodes)
    starts = tuple((start, _trigger(models[""], start)) for start in starts_of(roots[""]))
    called = frozenset(node.calls for model in models.values() for node in model.nodes.values())
    diagrams = _diagrams(roots)
    drawn = [element for diagram in diagrams.values() for element in diagram.elements.values()]
    scripts = {one.id: parse_script(one.script) for one in drawn if one.kind == "scriptTask"}
    return Drawing(diagrams, starts, called, elements, scripts, *_library(drawn, library))


def _root(source: bytes) -> etree._Element:
    try:
        root = read_xml(source)
    except UnreadableXml as problem:
        raise CannotPlay([Finding(problem.rule, ERROR, "", str(problem))]) from None
    prepare(root)
    return root


def _collect(roots: dict[str, etree._Element], library: Mapping[str, bytes]) -> list[Finding]:
    """Read what is called out of the library, and say what is called and not there."""
    findings, pending = [], [""]
    known = {process.get("id") for process in roots[""].iter(f"{{{BPMN}}}process")}
    while pending:
        for call in list(roots[pending.pop()].iter(f"{{{BPMN}}}callActivity")):
            called = plain_ref(call.get("calledElement"))
            file = next((name for name in sorted(library) if f"/{name}".endswith(f"/{called}.bpmn")), None)
            if called in known:
                continue
            if file is None or not called or len(roots) > MAX_FILES:
                findings.append(_unknown_call(call.get("id") or "", called))
                continue
            roots[file] = _root(library[file])
            known |= {process.get("id") for process in roots[file].iter(f"{{{BPMN}}}process")}
            pending.append(file)
            if called not in known:
                findings.append(_unknown_call(call.get("id") or "", called))
    return findings


def _unknown_call(element: str, called: str) -> Finding:
    message = (
        f"'{element}' calls '{called}', which is no process of the file or of the library. Nothing would run there."
    )
    return Finding("call.unknown", ERROR, element, f"{message} Name a process that is there.")


def _misplaced(model: Model) -> Iterator[Finding]:
    """Yield the processes that stand inside something else, or share their id with another."""
    seen: set[str] = set()
    for process in model.root.iter(f"{{{BPMN}}}process"):
        identity = process.get("id") or ""
        if process.getparent() is not model.root or identity in seen:
            message = (
                f"'{identity}' stands inside something else or has the id of another process. It would not be run."
            )
            yield Finding("file.unusable", ERROR, identity, f"{message} Give it a place and an id of its own.")
        seen.add(identity)


def _unsupported(model: Model) -> Iterator[Finding]:
    for one in unsupported(model):
        yield Finding(one.rule, ERROR, one.element, f"{model.label(one.element)} {one.what}. {one.why} {one.remedy}")


def _unreadable(model: Model) -> Iterator[Finding]:
    """Yield what cannot be evaluated: conditions, scripts, numbers and times."""
    for identity, text in _conditions(model):
        try:
            parse(text)
        except BadExpression as problem:
            yield Finding("expression.unreadable", ERROR, identity, f"{model.label(identity)}: {problem}")
    for node in model.nodes.values():
        if node.kind == "scriptTask":
            try:
                parse_script(text_of(node.xml.find(f"{{{BPMN}}}script")))
            except BadExpression as problem:
                yield Finding("expression.unreadable", ERROR, node.id, f"{model.label(node.id)}: {problem}")
        for event in node.events:
            if event.kind == "timer" and event.text and not is_readable(event.text):
                message = (
                    f"{model.label(node.id)} waits for '{event.text:.60}', which is no period, instant or deadline."
                )
                yield Finding("deadline.unreadable", ERROR, node.id, f"{message} Write P14D or the name of a deadline.")


def _conditions(model: Model) -> Iterator[tuple[str, str]]:
    for node in model.nodes.values():
        yield from ((node.id, event.text) for event in node.events if event.kind == "conditional")
        for marker in [child for child in node.xml if local(child) == node.loop]:
            parts = [
                part for part in marker if local(part) in ("loopCondition", "loopCardinality", "completionCondition")
            ]
            yield from ((node.id, text_of(part)) for part in parts)
        yield from _flow_conditions(model, node)


def _flow_conditions(model: Model, node: Node) -> Iterator[tuple[str, str]]:
    """Yield the conditions of flows that are asked; the empty text, where a gateway needs one that is not there."""
    flows = model.outgoing.get(node.id, ())
    chooses = node.kind in ("exclusiveGateway", "inclusiveGateway") and len(flows) > 1
    for flow in flows:
        asked = node.kind not in ("parallelGateway", "eventBasedGateway") and flow.id != node.default
        if asked and (flow.condition or chooses):
            yield flow.id, flow.condition or ""


def _trigger(model: Model, start: Start) -> Named | None:
    return None if start.trigger is None else named(model, start.element, start.trigger)


def _diagrams(roots: Mapping[str, etree._Element]) -> dict[str, Diagram]:
    try:
        return read_drawing(roots)
    except UnusableDiagram as problem:
        found = [Finding("file.unusable", ERROR, element, f"'{element}': {text}") for element, text in problem.problems]
        raise CannotPlay(found) from None


def _library(elements: list[Element], library: Mapping[str, bytes]) -> tuple[dict[str, Form], dict[str, Decision]]:
    """Read the forms and tables that are named and there. Raises CannotPlay for those that cannot be read."""
    forms = {one.form: library[f"forms/{one.form}.json"] for one in elements if f"forms/{one.form}.json" in library}
    tables = {one.decision: f"decisions/{one.decision}.dmn" for one in elements}
    try:
        read = {name: read_form(source) for name, source in forms.items()}
        return read, {name: read_decision(library[file]) for name, file in tables.items() if file in library}
    except (UnusableForm, UnusableTable) as problem:
        raise CannotPlay([Finding("file.unusable", ERROR, "", str(problem))]) from None
