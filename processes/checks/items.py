"""What kind of thing a piece of data is: which item definition it has, and whether two of them fit.

The types of item definitions are names from elsewhere and are compared as written.
"""

from lxml import etree

from processes.model import Model, plain_ref
from processes.xml import local

COLLECTIONS = ("dataInput", "dataOutput", "dataObject")


def item_of(model: Model, xml: etree._Element | None) -> etree._Element | None:
    """Return the item definition of a data element, or of what it stands for; None when it has none."""
    if xml is None:
        return None
    for attribute in ("itemSubjectRef", "itemRef", "structureRef"):
        found = model.by_id.get(plain_ref(xml.get(attribute)))
        if found is not None and local(found) == "itemDefinition":
            return found
    behind = plain_ref(xml.get("dataObjectRef") or xml.get("dataStoreRef"))
    return item_of(model, model.by_id.get(behind)) if behind else None


def fit(one: etree._Element | None, other: etree._Element | None) -> bool:
    """Return whether two item definitions describe the same kind of thing; what has none fits only what has none."""
    if one is None or other is None:
        return one is other
    if one is other:
        return True
    structure = one.get("structureRef")
    return bool(structure) and structure == other.get("structureRef") and is_list(one) == is_list(other)


def clash(one: etree._Element, other: etree._Element) -> bool:
    """Return whether two item definitions are known to describe different things: both say what, and not the same."""
    return bool(one.get("structureRef") and other.get("structureRef")) and not fit(one, other)


def is_list(xml: etree._Element) -> bool:
    """Return whether an item definition or a data element is a list of things."""
    return xml.get("isCollection") in ("true", "1")
