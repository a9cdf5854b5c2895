"""The lists of flows at a node say what is drawn (`incoming` and `outgoing`; BPMN 2.0.2, 8.4).

The flows alone decide how a process runs; the lists repeat them. Where a process has lists, they are made complete.
"""

from lxml import etree

from processes.model import Flow, Node, plain_ref
from processes.repair.bench import Bench
from processes.rewriting.tree import tag
from processes.xml import local, text_of

_WORDS = ("incoming", "outgoing")


def complete_lists(bench: Bench) -> None:
    """Add to the lists what is drawn, and take out what is not."""
    model = bench.model
    for process in model.processes:
        nodes = [node for node in model.nodes.values() if model.process_of(node) is process]
        if any(local(child) in _WORDS for node in nodes for child in node.xml):
            for node in nodes:
                _complete(bench, node, "incoming", model.incoming.get(node.id, ()))
                _complete(bench, node, "outgoing", model.outgoing.get(node.id, ()))


def _complete(bench: Bench, node: Node, word: str, drawn: tuple[Flow, ...]) -> None:
    wanted = [flow.id for flow in drawn]
    listed: set[str] = set()
    for child in node.xml.findall(tag(word)):
        named = plain_ref(text_of(child))
        if named not in wanted or named in listed:
            bench.drop(child, f"no flow '{named[:80]}' is drawn there")
        listed.add(named)
    missing = [identity for identity in wanted if identity not in listed]
    before = ("extensionElements", "documentation", "incoming", *([] if word == "incoming" else ["outgoing"]))
    for identity in missing:
        at = sum(local(child) in before for child in node.xml)
        child = etree.Element(tag(word))
        child.text = identity
        node.xml.insert(at, child)
        bench.tell(node.xml, f"lists the {word} flow '{identity}' now, which is drawn there")
