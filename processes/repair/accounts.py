"""The account of a mended file: whatever stood in the original is in the result or in the list of repairs.

Computed from the two files and the list alone, so that it can find a repair that forgot to tell of itself.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from lxml import etree

from processes.repair.places import places_of
from processes.repair.report import Mended
from processes.xml import local, read_xml

Key = tuple[str, tuple[str, ...]]
"""Where an element without an id stands: the nearest id above it, and the names on the way down from there."""


def unaccounted(original: bytes, mended: Mended) -> list[str]:
    """Return the places of the original that are neither in the result nor among the repairs; attributes as
    `place/@name`. Raises UnreadableXml."""
    before, after = read_xml(original), read_xml(mended.xml)
    places = places_of(before)
    told = {repair.element for repair in mended.repairs}
    gone = {repair.element for repair in mended.repairs if repair.gone}
    ids = {repair.element: repair.becomes for repair in mended.repairs if repair.becomes}
    kept = [one for one in places if not _within(one, gone, places)]
    results = {one.get("id") or "": one for one in after.iter("{*}*")}
    counts = Counter(_key(one, _own_id) for one in after.iter("{*}*"))
    missing: list[str] = []
    for element in kept:
        place = places[element]
        identity = _id_in_result(element, places, ids)
        if not identity and place in told:
            continue
        if not identity:
            counts.subtract([key := _key(element, lambda one: _id_in_result(one, places, ids))])
            missing += [place] if counts[key] < 0 else []
        elif identity not in results:
            missing.append(place)
        elif place not in told:
            missing += _changed(element, results[identity], place)
    return missing


def _within(element: etree._Element, gone: set[str], places: Mapping[etree._Element, str]) -> bool:
    return any(places[one] in gone for one in (element, *element.iterancestors()))


def _own_id(element: etree._Element) -> str:
    return element.get("id") or ""


def _id_in_result(element: etree._Element, places: Mapping[etree._Element, str], ids: Mapping[str, str]) -> str:
    return ids.get(places[element]) or element.get("id") or ""


def _key(element: etree._Element, identity: Callable[[etree._Element], str]) -> Key:
    names: list[str] = []
    for one in (element, *element.iterancestors()):
        if identity(one):
            return identity(one), tuple(names)
        names.append(local(one))
    return "", tuple(names)


def _changed(before: etree._Element, after: etree._Element, place: str) -> list[str]:
    if before.tag != after.tag:
        return [place]
    return [f"{place}/@{etree.QName(name).localname}" for name in before.attrib if name not in after.attrib]
