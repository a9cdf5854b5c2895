"""A pair of link events becomes the flow that it stands for.

Equivalent: links "avoid long sequence flow lines"; a token that reaches the source goes on at the target of the same
name in the same scope (BPMN 2.0.2, 10.5.5). Both stay in the drawing as points that a token passes.
"""

from collections.abc import Iterator

from lxml import etree

from processes.rewriting.change import Change
from processes.rewriting.tree import add_flow, definitions_in, drop, nodes_in, scopes_of, tag


def draw_links(root: etree._Element) -> Iterator[Change]:
    """Draw a flow from every link source to its target."""
    for scope in scopes_of(root):
        targets = dict(_links(scope, "intermediateCatchEvent"))
        for name, source in _links(scope, "intermediateThrowEvent"):
            target = targets.get(name)
            if target is not None:
                add_flow(scope, source.get("id") or "", target.get("id") or "")
                yield Change("link", source.get("id") or "", f"goes on at the link event '{target.get('id')}'")
        for event in [one for one in nodes_in(scope) if _link_of(one) is not None]:
            for definition in definitions_in(event):
                drop(definition)
            event.tag = tag("intermediateThrowEvent")


def _links(scope: etree._Element, kind: str) -> Iterator[tuple[str, etree._Element]]:
    for node in scope.findall(tag(kind)):
        link = _link_of(node)
        if link is not None:
            yield link.get("name") or "", node


def _link_of(node: etree._Element) -> etree._Element | None:
    definitions = definitions_in(node)
    return definitions[0] if len(definitions) == 1 and definitions[0].tag == tag("linkEventDefinition") else None
