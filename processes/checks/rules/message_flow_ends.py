"""A message flow does not lead from one party to another.

Messages pass between parties: between two pools, or between elements in two different pools. They leave pools,
activities, throwing and end events, and come to pools, activities, start, catching and boundary events. Inside one
process nothing has to be sent.

    task in the pool 'CCG' -- message --> pool 'NHS England'          accepted
    task -- message --> another task of the same process              refused

Source: BPMN 2.0.2, 7.6 (message flow connection rules) and 9.4.
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ACTIVITY_KINDS, Model, place_of, plain_ref
from processes.xml import local

RULE = Rule(
    "message-flow.ends",
    why="Nobody would send the message, or nobody would receive it.",
    remedy="Let it lead from one pool, or what stands in it, to another.",
)
_BOTH = ("participant", *ACTIVITY_KINDS, "choreographyTask", "subChoreography", "callChoreography", "event")
_ENDS = (
    ("sourceRef", "begins", (*_BOTH, "endEvent", "intermediateThrowEvent")),
    ("targetRef", "ends", (*_BOTH, "startEvent", "intermediateCatchEvent", "boundaryEvent")),
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the message flows with an end that may not be one, or within one party."""
    model = subject.model
    pools = {plain_ref(one.get("processRef")): one.get("id") or "" for one in model.every("participant")}
    for flow in model.every("messageFlow"):
        yield from _ends(model, flow)
        parties = [_party(model, pools, plain_ref(flow.get(attribute))) for attribute, *_ in _ENDS]
        if parties[0] and parties[0] == parties[1]:
            yield Fault(place_of(flow), f"begins and ends in {model.label(parties[0])}")


def _ends(model: Model, flow: etree._Element) -> Iterator[Fault]:
    for attribute, word, allowed in _ENDS:
        end = model.by_id.get(plain_ref(flow.get(attribute)))
        if end is None and ":" not in (flow.get(attribute) or ""):
            yield Fault(place_of(flow), f"{word} at '{flow.get(attribute)}', which is not there")
        elif end is not None and local(end) not in allowed:
            yield Fault(place_of(flow), f"{word} at {model.label(end.get('id') or '')}, which is a {local(end)}")


def _party(model: Model, pools: dict[str, str], end: str) -> str:
    node = model.nodes.get(end)
    if node is None:
        return end
    process = model.process_of(node).id
    return pools.get(process, process)
