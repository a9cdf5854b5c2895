"""An event that refers to a definition beside the processes gets that definition as its own.

Equivalent: "if an EventDefinition is reusable, it is referenced" (BPMN 2.0.2, 10.5.5): the event has the definitions
that stand in it together with those that it refers to.
"""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from processes.model import plain_ref
from processes.rewriting.change import Change
from processes.rewriting.tree import drop, tag
from processes.xml import local, text_of


def inline_definitions(root: etree._Element) -> Iterator[Change]:
    """Copy every definition to where it is referred to."""
    shared = {one.get("id"): one for one in root if local(one).endswith("EventDefinition")}
    for reference in list(root.iter(tag("eventDefinitionRef"))):
        event, definition = reference.getparent(), shared.get(plain_ref(text_of(reference)))
        if event is None or definition is None:
            continue
        copy = deepcopy(definition)
        copy.attrib.pop("id", None)
        event.append(copy)
        drop(reference)
        identity = event.get("id") or ""
        yield Change("definition-ref", identity, f"takes what it waits for or throws from '{definition.get('id')}'")
