"""Our own marks: those of other tools that mean the same are understood; what else a step of ours says is asked.

Marks make a diagram one of ours, which is judged more strictly: every step has a role and a form, every name is
declared. So they are written only where the designer asks for it. Understood in any case is what BPMN has an attribute
of its own for.
"""

import re

from lxml import etree

from processes.elements import elements_of
from processes.model import Node
from processes.repair.bench import Bench
from processes.repair.naming import word
from processes.repair.report import CHOICE, ROLE, TEXT, Question
from processes.repair.samples import samples_of
from processes.rewriting.tree import tag
from processes.xml import APPROVALS, BPMN, local, mark

MANUAL = "manual"
_FORM = ("formKey", "formRef", "formId")
_ROLE = ("candidateGroups", "assignee")
_DECISION = ("decisionRef", "decisionId")
_CALLED = ("processId",)
_OURS = (
    ("form", ("userTask",), _FORM),
    ("role", ("userTask", "manualTask"), _ROLE),
    ("decision", ("businessRuleTask",), _DECISION),
)


def understand_marks(bench: Bench) -> None:
    """Read what the marks of other tools say that ours, or BPMN's own attributes, say too."""
    for node in bench.model.nodes.values():
        if node.kind == "callActivity" and not node.calls and (called := _foreign(node.xml, _CALLED)):
            node.xml.set("calledElement", called)
            bench.tell(node.xml, f"calls '{called}', as another tool's mark says")
        for name, kinds, attributes in _OURS if bench.ours else ():
            said = _foreign(node.xml, attributes) if node.kind in kinds and not mark(node.xml, name) else ""
            if said:
                _set(bench, node, name, said)


def _foreign(xml: etree._Element, names: tuple[str, ...]) -> str:
    """Return the first plain value that another tool's mark of these names holds, without folder and ending."""
    holders = [xml, *(one for child in xml.findall(f"{{{BPMN}}}extensionElements") for one in child.iter("{*}*"))]
    for name in names:
        for holder in holders:
            for key, value in holder.attrib.items():
                ours = etree.QName(key).namespace in (None, APPROVALS) and holder is xml
                if etree.QName(key).localname == name and not ours and not re.search(r"[${}=#]", str(value)):
                    return str(value).split(",", maxsplit=1)[0].rpartition("/")[2].rpartition(":")[2].strip()
    return ""


def _set(bench: Bench, node: Node, name: str, said: str) -> None:
    value = word(said.rpartition(".")[0] if name == "form" and "." in said else said, node.id)
    node.xml.set(f"{{{APPROVALS}}}{name}", value)
    bench.tell(node.xml, f"has the {name} '{value}' now")


def ask_marks(bench: Bench) -> None:
    """Ask for the role, the form and the work of every step, and declare the names that nothing sets."""
    if not bench.ours:
        return
    roles = {element.id: element.role for element in elements_of(bench.root)}
    for node in list(bench.model.nodes.values()):
        if node.kind in ("userTask", "manualTask") and not roles.get(node.id):
            _role(bench, node)
        if node.kind in _WORK and not mark(node.xml, _WORK[node.kind][0]):
            _work(bench, node)
    if not bench.questions:
        _declare(bench)


def _role(bench: Bench, node: Node) -> None:
    sentence = f"Who does {bench.label(node.id)}? It lies in no lane."
    answer = bench.ask(Question(f"{node.id}.role", node.id, sentence, ROLE))
    if answer is not None:
        _set(bench, node, "role", str(answer))


_WORK = {
    "userTask": ("form", "What is the person asked at {}? Answer the name of a form"),
    "serviceTask": ("operation", "What does {} do? Answer the path on which it opens a linked case"),
    "businessRuleTask": ("decision", "Which table does {} decide with? Answer its name"),
}


def _work(bench: Bench, node: Node) -> None:
    name, asks = _WORK[node.kind]
    sentence = f"{asks.format(bench.label(node.id))}, or '{MANUAL}' when a person sees to it and ticks it off."
    answer = bench.ask(Question(f"{node.id}.{name}", node.id, sentence, TEXT, (MANUAL,), MANUAL))
    if answer == MANUAL:
        for attribute in [one for one in ("implementation", "operationRef") if node.xml.get(one)]:
            bench.unset(node.xml, attribute, "a person sees to it")
        for child in node.xml.findall(tag("rendering")):
            bench.drop(child, "a person sees to it and is asked nothing")
        bench.tell(node.xml, f"({local(node.xml)}) is a step that a person sees to and ticks off")
        node.xml.tag = tag("manualTask")
    elif answer is not None and name == "operation":
        node.xml.set(f"{{{APPROVALS}}}opens", str(answer))
        _set(bench, node, "operation", "open-case")
    elif answer is not None:
        _set(bench, node, name, str(answer))


def ask_defaults(bench: Bench) -> None:
    """Ask which flow is taken when no condition holds, where every flow has one."""
    model = bench.model
    for node in model.nodes.values() if bench.ours else ():
        flows = model.outgoing.get(node.id, ())
        if node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(flows) < 2 or node.xml.get("default"):
            continue
        names = tuple(flow.id for flow in flows)
        sentence = f"Which flow out of {model.label(node.id)} is taken when no condition holds?"
        answer = bench.ask(Question(f"{node.id}.default", node.id, sentence, CHOICE, names))
        if answer is not None:
            node.xml.set("default", str(answer))
            bench.tell(node.xml, f"goes on along '{answer}' when no other flow is taken")


def _declare(bench: Bench) -> None:
    declared = {one.get("name") for one in bench.root.iter(f"{{{APPROVALS}}}variable")}
    found = {**samples_of(bench.model), **bench.variables}
    for name, value in sorted(found.items()):
        if name not in declared:
            holder = _extensions(bench.model.processes[0].xml)
            starting = "False" if isinstance(value, bool) else str(value) if isinstance(value, int) else "None"
            etree.SubElement(holder, f"{{{APPROVALS}}}variable", {"name": name, "value": starting})
            bench.tell(bench.model.processes[0].xml, f"declares the variable '{name}', which begins as {starting}")


def _extensions(process: etree._Element) -> etree._Element:
    found = process.find(tag("extensionElements"))
    if found is not None:
        return found
    made = etree.Element(tag("extensionElements"))
    process.insert(sum(local(child) == "documentation" for child in process), made)
    return made
