"""A sequence flow does not join two nodes of one process.

A sequence flow leads from one event, activity or gateway to another in the same process or the same sub-process. It
may not begin or end at a text annotation, a group, a data object or another flow, and it may not cross the border
of a pool or of a sub-process. What lies inside a sub-process is reached through the sub-process.

    <sequenceFlow id="on" sourceRef="receive" targetRef="review"/>    accepted: both stand in the process
    <sequenceFlow id="on" sourceRef="receive" targetRef="a_note"/>    refused: a note is no node

Source: BPMN 2.0.2, 7.6 (sequence flow connection rules) and 8.4.
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Flow, Scope, place_of
from processes.xml import local

RULE = Rule(
    "flow.ends",
    why="A run that takes it would stop there without a word, or step over the border of a process.",
    remedy="Let it begin and end at events, activities or gateways that stand side by side.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the flows with an end that is missing, is no node, or stands elsewhere."""
    for scope in subject.model.scopes.values():
        for flow in scope.flows:
            yield from _ends(subject, scope, flow)


def _ends(subject: Subject, scope: Scope, flow: Flow) -> Iterator[Fault]:
    for word, end in (("begins", flow.source), ("ends", flow.target)):
        node = subject.model.nodes.get(end)
        if node is not None and node.scope == scope.id:
            continue
        other = subject.model.by_id.get(end)
        if node is not None:
            what = f"{word} at {subject.model.label(end)}, which stands in another process or sub-process"
        elif other is not None:
            what = f"{word} at {subject.model.label(end)}, which is a {local(other)} and no node"
        else:
            what = f"{word} at '{end}', which is not there"
        yield Fault(place_of(flow.xml), what)
