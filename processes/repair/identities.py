"""Every scope, node and flow gets an id, and every id is one that can be kept.

An id is optional in BPMN for a flow and a node (8.3.1) but everything that judges, runs or records a diagram needs
one. Ids that are no XML names, that the engine keeps for itself or that are used twice are replaced, with every
reference to them. Where one id is used in two processes, a reference means the one in its own process.
"""

import re

from lxml import etree

from processes.checks.schema import REFERENCES
from processes.model import plain_ref
from processes.repair.bench import Bench
from processes.unsupported import RESERVED, RESERVED_ENDINGS
from processes.xml import BPMN, local, text_of

_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")
_POINTING = ("default", "calledElement", "bpmnElement")
Pointers = dict[str, list[etree._Element]]


def give_ids(bench: Bench) -> None:
    """Give an id to every process, node and flow that has none."""
    model = bench.model
    for identity, scope in model.scopes.items():
        named = [(scope.xml, identity)]
        named += [(node.xml, node.id) for node in scope.nodes] + [(flow.xml, flow.id) for flow in scope.flows]
        for xml, wanted in named:
            if not xml.get("id"):
                xml.set("id", bench.fresh(_name(wanted)))
                bench.tell(xml, f"({local(xml)}) had no id and is given one", becomes=xml.get("id") or "")


def rename_ids(bench: Bench) -> None:
    """Replace the ids that cannot be kept, with all references."""
    first: dict[str, etree._Element] = {}
    pointers = _pointers(bench.root)
    for xml in list(bench.root.iter(f"{{{BPMN}}}*")):
        identity = xml.get("id")
        if identity is None:
            continue
        why = _fault(identity) or ("is used twice" if identity in first else "")
        first.setdefault(identity, xml)
        if why:
            _rename(bench, xml, first[identity], why, pointers)


def _fault(identity: str) -> str:
    if not _NAME.match(identity):
        return "is no XML name"
    kept = identity in RESERVED or identity.endswith(RESERVED_ENDINGS)
    return "is one that the engine keeps for itself" if kept else ""


def _name(identity: str) -> str:
    name = re.sub(r"[^\w.\-]", "_", identity)
    name = name if _NAME.match(name) else f"_{name}"
    return f"{name}_1" if _fault(name) else name


def _rename(bench: Bench, xml: etree._Element, first: etree._Element, why: str, pointers: Pointers) -> None:
    old = xml.get("id") or ""
    new = bench.fresh(_name(old) if xml is first else f"{_name(old)}_{local(xml)}")
    own = _process_of(xml)
    alone = xml is not first and own is _process_of(first)
    xml.set("id", new)
    for one in () if alone else pointers.get(old, ()):
        if xml is first or _process_of(one) is own:
            _follow(one, old, new)
    bench.tell(xml, f"({local(xml)}) has an id that {why}, and is called '{new}' now", becomes=new)


def _pointers(root: etree._Element) -> Pointers:
    """Return the elements that name others, by what they name, with and without its prefix."""
    found: Pointers = {}
    for one in root.iter("{*}*"):
        named = [str(one.get(name)) for name in one.attrib if _points(str(name))]
        named += [text_of(one)] if local(one) in REFERENCES else []
        for value in named:
            for key in {value, plain_ref(value)}:
                found.setdefault(key, []).append(one)
    return found


def _points(attribute: str) -> bool:
    return attribute.endswith("Ref") or attribute in _POINTING


def _follow(one: etree._Element, old: str, new: str) -> None:
    """Let an element that names the old id name the new one."""
    for name, value in one.attrib.items():
        if _points(str(name)) and old in (value, plain_ref(str(value))):
            one.set(name, new)
    if local(one) in REFERENCES and old in (text_of(one), plain_ref(text_of(one))):
        one.text = new


def _process_of(xml: etree._Element) -> etree._Element | None:
    return next((one for one in (xml, *xml.iterancestors()) if local(one) == "process"), None)
