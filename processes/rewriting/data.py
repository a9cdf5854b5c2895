"""Data objects, properties and plain data associations are left out.

Equivalent here: variables belong to the case, one map that every script and condition reads and writes by name, so
there is nothing to carry from one place to another (BPMN 2.0.2, 10.4). Associations that compute something on the way
are refused by `processes.unsupported`.
"""

from collections.abc import Iterator

from lxml import etree

from processes.rewriting.change import Change
from processes.rewriting.tree import drop, tag
from processes.xml import local

_HOLDERS = ("dataObject", "dataObjectReference", "dataStoreReference", "property")
_CARRIERS = ("ioSpecification", "dataInputAssociation", "dataOutputAssociation", "dataInput", "dataOutput")


def drop_data(root: etree._Element) -> Iterator[Change]:
    """Take data elements out of the processes."""
    told: set[str] = set()
    for process in root.iter(tag("process")):
        for element in list(process.iter(*(tag(name) for name in (*_HOLDERS, *_CARRIERS)))):
            owner = element.getparent()
            if owner is not None and local(owner) == "ioSpecification":
                continue
            named = element if local(element) in _HOLDERS or owner is None else owner
            identity = named.get("id") or process.get("id") or ""
            drop(element)
            if identity not in told:
                told.add(identity)
                yield Change("data", identity, "says which data it holds or carries; all variables belong to the case")
