"""Data that is drawn is kept where it is harmless; where it is faulty or computes something, it is left out or asked.

Variables belong to the case: one map that every condition, script and form reads and writes by name. What a data
association carries into an element stays inside it and changes nothing in the case; what it computes on the way out
would, so that is asked (BPMN 2.0.2, 10.4).
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.catalogue import catalogue
from processes.checks.finding import ERROR
from processes.checks.subject import Subject
from processes.model import Node
from processes.repair.bench import Bench
from processes.repair.constructs import LEAVE_OUT
from processes.repair.report import CHOICE, Question
from processes.rewriting.tree import tag
from processes.xml import local

_CARRIERS = (
    "ioSpecification", "dataInputAssociation", "dataOutputAssociation", "dataInput", "dataOutput", "inputSet",
    "outputSet", "property", "ioBinding",
)  # fmt: skip
_COMPUTES = ("assignment", "transformation")
_RULES = ("data.", "task.messages")


def mend_data(bench: Bench) -> None:
    """Leave out what computes data on its way in, ask for what computes it on its way out, and drop what is faulty."""
    for node in list(bench.model.nodes.values()):
        for one in _computing(node, "dataInputAssociation"):
            bench.drop(one, "it computes what only the element itself would see, and nothing here looks at it")
        if computing := _computing(node, "dataOutputAssociation"):
            _ask(bench, node, computing)
    for element in list(_faulty(bench)):
        if element.get("itemSubjectRef"):
            bench.unset(
                element, "itemSubjectRef", "what kind of thing it is is said in two ways, and no run looks at it"
            )
        for child in [child for child in element if local(child) in _CARRIERS]:
            bench.drop(child, "what it says of data is faulty, and the variables belong to the case")


def _computing(node: Node, kind: str) -> list[etree._Element]:
    return [one for one in node.xml.findall(tag(kind)) if any(local(child) in _COMPUTES for child in one)]


def _ask(bench: Bench, node: Node, computing: list[etree._Element]) -> None:
    said = "; ".join(" ".join(" ".join(str(text) for text in one.itertext()).split()) for one in computing)
    sentence = (
        f"{bench.label(node.id)} sets data when it is done ({said[:200]}). The variables belong to the case, and "
        "forms and scripts set them. May it be left out here?"
    )
    if bench.ask(Question(f"{node.id}.data", node.id, sentence, CHOICE, (LEAVE_OUT,))) == LEAVE_OUT:
        for one in computing:
            bench.drop(one, "as was answered")


def _faulty(bench: Bench) -> Iterator[etree._Element]:
    """Yield the elements whose data our rules refuse."""
    model = bench.model
    subject = Subject("", b"", model)
    for rule in catalogue():
        if rule.name.startswith(_RULES):
            wrong = [one.element for one in rule.findings(subject) if one.severity == ERROR]
            for found in [model.by_id[identity] for identity in wrong if identity in model.by_id]:
                yield from (one for one in (found, found.getparent()) if one is not None)
