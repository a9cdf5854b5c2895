"""Pools and processes: what is to be run is marked so, and what names nothing is taken off.

A process with something in it is marked as executable: that is what importing is for. A public process leaves out what
only its owner does and is never run (BPMN 2.0.2, 10.2), so it stays a drawing. Pools without a process (black boxes)
stay too: the messages that they send and receive come from outside.
"""

from lxml import etree

from processes.checks.references import ATTRIBUTES, CHILDREN
from processes.model import Model, plain_ref
from processes.repair.bench import Bench
from processes.repair.report import CHOICE, Question
from processes.xml import local, text_of

PRIVATE = "private"
_TRUE = ("true", "1")


def mark_executable(bench: Bench) -> None:
    """Mark every process with something in it as one that can be run."""
    for scope in bench.model.processes:
        if scope.xml.get("processType") == "Public" and scope.xml.get("isExecutable") in _TRUE:
            _ask_public(bench, scope.xml)
        elif scope.nodes and scope.xml.get("isExecutable") not in _TRUE and scope.xml.get("processType") != "Public":
            scope.xml.set("isExecutable", "true")
            bench.tell(scope.xml, "is marked as executable")


def _ask_public(bench: Bench, xml: etree._Element) -> None:
    identity = xml.get("id") or ""
    sentence = f"{bench.label(identity)} is executable and public. Is it the whole of what is done?"
    answer = bench.ask(Question(f"{identity}.public", identity, sentence, CHOICE, (PRIVATE,), PRIVATE))
    if answer == PRIVATE:
        xml.set("processType", "Private")
        bench.tell(xml, "is a private process now, as was answered")


def drop_lost_references(bench: Bench) -> None:
    """Take off what names nothing in the file, or a thing of the wrong kind."""
    model = bench.model
    for (kinds, attribute), allowed in ATTRIBUTES.items():
        for xml in list(model.every(*kinds.split())):
            if xml.get(attribute) and _is_lost(model, xml.get(attribute) or "", allowed):
                bench.unset(xml, attribute, "it names nothing that is there")
    for (kinds, child), allowed in CHILDREN.items():
        for xml in list(model.every(child)):
            around = xml.getparent()
            if around is not None and local(around) in kinds.split() and _is_lost(model, text_of(xml), allowed):
                bench.drop(xml, f"it names '{text_of(xml)[:80]}', which is not there")


def _is_lost(model: Model, reference: str, allowed: frozenset[str]) -> bool:
    found = model.by_id.get(plain_ref(reference))
    return found is None or local(found) not in allowed
