"""The words for kinds of elements and for marks, the same in drawing and outline."""

from lxml import etree

from service.draw import reading

_KINDS = {
    "task": "task",
    "userTask": "step for a person",
    "manualTask": "manual task",
    "serviceTask": "automatic task",
    "scriptTask": "calculation",
    "businessRuleTask": "decision table",
    "sendTask": "message sent",
    "receiveTask": "wait for a message",
    "callActivity": "stage",
    "subProcess": "group of steps",
    "transaction": "group of steps",
    "adHocSubProcess": "group of steps",
    "exclusiveGateway": "choice of one",
    "parallelGateway": "all at the same time",
    "inclusiveGateway": "choice of one or more",
    "eventBasedGateway": "wait for whichever comes first",
    "complexGateway": "complex gateway",
}
_JOINS = {
    "exclusiveGateway": "ways meet",
    "parallelGateway": "wait for all",
    "inclusiveGateway": "wait for all that were chosen",
}
_CAUGHT = {"timer": "wait for a deadline", "message": "wait for a message", "signal": "wait for a signal"}
_ATTACHED = {"timer": "deadline on", "message": "may happen during", "error": "error in"}

MARKS = {"done": "done", "current": "now", "waiting": "waiting", "late": "late", "withdrawn": "withdrawn"}


def kind_words(element: etree._Element, *, host: str = "", joins: bool = False) -> str:
    """Say what an element is. `host` names what a boundary event sits on; `joins` is a gateway with one way out."""
    kind = reading.kind(element)
    if kind == "boundaryEvent":
        return _boundary(element, host)
    if kind in reading.EVENTS:
        return _event(kind, reading.definitions(element))
    return _JOINS.get(kind, _KINDS.get(kind, kind)) if joins else _KINDS.get(kind, kind)


def name_words(element: etree._Element) -> str:
    """Return an element's name, or the deadline of its timer, or nothing."""
    return reading.name(element) or (reading.timer_text(element) if reading.kind(element) in reading.EVENTS else "")


def _event(kind: str, definitions: list[str]) -> str:
    first = definitions[0] if definitions else ""
    if kind == "startEvent":
        return f"start by {first}" if first else "start"
    if kind == "endEvent":
        return {"": "end", "terminate": "end of everything"}.get(first, f"end with a {first}")
    if kind == "intermediateThrowEvent":
        return {"": "milestone", "message": "message sent"}.get(first, f"{first} sent")
    return _CAUGHT.get(first, f"wait for {first}" if first else "wait")


def _boundary(element: etree._Element, host: str) -> str:
    first = next(iter(reading.definitions(element)), "")
    words = f"{_ATTACHED.get(first, f'{first} in')} {host}".strip() if host else _ATTACHED.get(first, first)
    return words if element.get("cancelActivity", "true") == "true" else f"{words}, which goes on"
