"""What is no BPMN is left out: the marks of other tools, and what the standard does not know.

Attributes and elements in the namespace of a tool mean something to that tool alone. Those that mean what ours mean
are understood before (`processes.repair.marks`); the others are listed and left out, so that nobody believes that
they still act. Shapes, colours and documentation stay.
"""

from lxml import etree

from processes.checks.schema import NEEDED, TYPES, Shape, shapes
from processes.repair.bench import Bench
from processes.xml import APPROVALS, BPMN, local

DI = ("http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/")
COLOURS = ("http://www.omg.org/spec/BPMN/non-normative/color/1.0", "http://bpmn.io/schema/bpmn/biocolor/1.0")
_KEPT = (BPMN, APPROVALS, *DI, *COLOURS, "http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/")
_SETS = ("inputSet", "outputSet")


def drop_foreign(bench: Bench) -> None:
    """Take out the attributes and elements of other tools."""
    for xml in list(bench.root.iter("{*}*")):
        if xml is not bench.root and not any(one is bench.root for one in xml.iterancestors()):
            continue  # went with what it stood in
        if _is_foreign(str(xml.tag)):
            bench.drop(xml, "it means something to another tool alone")
            continue
        if local(xml) == "extensionElements" and not _holds_ours(xml):
            held = ", ".join(dict.fromkeys(local(child) for child in xml)) or "nothing"
            bench.drop(xml, f"it holds {held[:200]}, which means something to another tool alone")
            continue
        for name in [str(name) for name in xml.attrib if str(name).startswith("{") and _is_foreign(str(name))]:
            bench.unset(xml, name, "it means something to another tool alone")


def _is_foreign(name: str) -> bool:
    return not name.removeprefix("{").startswith(_KEPT)


def _holds_ours(extensions: etree._Element) -> bool:
    return any(not _is_foreign(str(child.tag)) for child in extensions)


def drop_unknown(bench: Bench) -> None:
    """Take out what stands in the namespace of BPMN and is not of it, and add the parts that must be there."""
    known = shapes()
    for xml in list(bench.root.iter(f"{{{BPMN}}}*")):
        around = xml.getparent()
        if around is None or any(one is bench.root for one in xml.iterancestors()):
            holder = known.get(local(around)) if around is not None else None
            _judge(bench, xml, known.get(local(xml)), holder)


def _judge(bench: Bench, xml: etree._Element, shape: Shape | None, holder: Shape | None) -> None:
    if holder is not None and holder.anything:
        return
    if shape is None or (holder is not None and local(xml) not in holder.children):
        bench.drop(xml, "BPMN has no such element there")
    elif not shape.anything:
        _attributes(bench, xml, shape)
        _parts(bench, xml)


def _attributes(bench: Bench, xml: etree._Element, shape: Shape) -> None:
    for name in [str(name) for name in xml.attrib if not str(name).startswith("{")]:
        words = TYPES.get(shape.attributes.get(name, ""))
        if name not in shape.attributes:
            bench.unset(xml, name, "BPMN has no such attribute there")
        elif words and (xml.get(name) or "").strip() not in words:
            bench.unset(xml, name, f"it must be one of {', '.join(words)}")
    missing = sorted(name for name in shape.required if xml.get(name) is None)
    if missing == ["targetNamespace"]:
        xml.set("targetNamespace", APPROVALS)
        bench.tell(xml, "had no targetNamespace and is given ours")
    elif missing and xml.getparent() is not None and local(xml) != "boundaryEvent":
        bench.drop(xml, f"it has no {' and no '.join(missing)}, so nobody can tell what it means")


def _parts(bench: Bench, xml: etree._Element) -> None:
    missing = [one for one in NEEDED.get(local(xml), ()) if xml.find(f"{{{BPMN}}}{one}") is None]
    for part in [one for one in missing if one in _SETS]:
        etree.SubElement(xml, f"{{{BPMN}}}{part}")
        bench.tell(xml, f"had no {part} and is given an empty one")
    needed = [one for one in missing if one not in _SETS]
    if needed and local(xml) != "conditionalEventDefinition" and xml.getparent() is not None:
        bench.drop(xml, f"it has no {' and no '.join(needed)}, so nobody can tell what it means")
