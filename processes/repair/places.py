"""Where an element of a file is found: by its id, else by the way to it from the nearest one that has an id."""

from collections import Counter

from lxml import etree

from processes.xml import local


def places_of(root: etree._Element) -> dict[etree._Element, str]:
    """Return the place of every element: its id (the first that has it), else `place of its parent/name[number]`.

    The number counts the elements of that name in the parent, from 1.
    """
    found: dict[etree._Element, str] = {}
    taken: set[str] = set()
    counts: Counter[tuple[etree._Element | None, str]] = Counter()
    for element in root.iter("{*}*"):
        around, identity = element.getparent(), element.get("id") or ""
        counts[around, local(element)] += 1
        way = f"{local(element)}[{counts[around, local(element)]}]"
        path = way if around is None else f"{found[around]}/{way}"
        found[element] = identity if identity and identity not in taken else path
        taken.add(identity)
    return found
