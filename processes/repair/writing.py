"""Writing expressions into a tree, marked as something to evaluate (BPMN 2.0.2, 8.4)."""

from lxml import etree

from processes.repair.bench import Bench
from processes.xml import BPMN

TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def formal(xml: etree._Element) -> str:
    """Return the name of the type of formal expressions, as it is written there."""
    prefix = next((prefix for prefix, space in xml.nsmap.items() if space == BPMN), None)
    return f"{prefix}:tFormalExpression" if prefix else "tFormalExpression"


def write(bench: Bench, xml: etree._Element, text: str) -> None:
    """Let an element hold a text and nothing else."""
    for child in list(xml):
        bench.drop(child, "it stands in a text that is written anew")
    xml.text = text


def add_expression(around: etree._Element, kind: str, text: str) -> None:
    """Put a formal expression into an element, after all that is there."""
    xml = etree.SubElement(around, f"{{{BPMN}}}{kind}")
    xml.set(TYPE, formal(xml))
    xml.text = text
