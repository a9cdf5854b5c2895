"""What a mutant is: one change to one element of one shipped diagram."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from processes.xml import BPMN
from tests.mutants.editing import tidy

Apply = Callable[[etree._Element], None]
Then = Callable[[etree._Element], None] | None


@dataclass(frozen=True)
class Change:
    """One change. place: the number of the element among those of BPMN in the file. element: its id. what: the rest of
    a sentence about it. then: what brings the rest of the file in step with it; None where an editor would not."""

    place: int
    element: str
    what: str
    apply: Apply = field(repr=False, compare=False)
    then: Then = field(repr=False, compare=False)


def change(element: etree._Element, what: str, apply: Apply, then: Then = tidy) -> Change:
    """Return a change to an element of a diagram; the diagram itself is left as it is."""
    every = element.getroottree().getroot().iter(f"{{{BPMN}}}*")
    place = next(number for number, one in enumerate(every) if one is element)
    return Change(place, element.get("id") or "", what, apply, then)


def changed(root: etree._Element, one: Change) -> bytes:
    """Return the file with the change made."""
    copy = deepcopy(root)
    one.apply(list(copy.iter(f"{{{BPMN}}}*"))[one.place])
    if one.then:
        one.then(copy)
    written: bytes = etree.tostring(copy, xml_declaration=True, encoding="UTF-8")
    return written


def setting(attribute: str, value: str) -> Apply:
    """Return what gives an element's attribute a value."""

    def apply(at: etree._Element) -> None:
        at.set(attribute, value)

    return apply
