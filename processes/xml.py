"""Reading XML that a stranger may have written: bytes in, a tree or a plain refusal out."""

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
APPROVALS = "urn:approvals:bpmn:1"

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 60
MAX_ATTRIBUTES = 200


class UnreadableXml(Exception):
    """The file is not XML that may be read here; the message says why.

    rule: `xml.malformed`, `xml.doctype`, `xml.too-large`, `xml.too-many` or `xml.too-deep`.
    """

    def __init__(self, message: str, rule: str = "xml.malformed") -> None:
        super().__init__(message)
        self.rule = rule


def read_xml(source: bytes) -> etree._Element:
    """Return the root element.

    Raises UnreadableXml, when the bytes are too many, not well-formed, carry a DOCTYPE, or nest too deep.
    """
    if len(source) > MAX_BYTES:
        raise UnreadableXml(f"The file has {len(source)} bytes; at most {MAX_BYTES} are read.", "xml.too-large")
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        raise UnreadableXml("The file declares a DOCTYPE or an entity; take the declaration out.", "xml.doctype")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UnreadableXml(f"The file is not well-formed XML: {problem}.") from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableXml("The file declares a DOCTYPE; take the declaration out.", "xml.doctype")
    _measure(root)
    return root


def _measure(root: etree._Element) -> None:
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MAX_DEPTH:
            raise UnreadableXml(f"The elements nest deeper than {MAX_DEPTH}.", "xml.too-deep")
        if count > MAX_ELEMENTS:
            raise UnreadableXml(f"The file has more than {MAX_ELEMENTS} elements.", "xml.too-many")
        if any(len(element.attrib) > MAX_ATTRIBUTES for element in level):
            raise UnreadableXml(f"An element has more than {MAX_ATTRIBUTES} attributes.", "xml.too-many")
        level = [child for element in level for child in element]


def local(element: etree._Element) -> str:
    """Return the tag without its namespace; comments have the empty tag."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def mark(element: etree._Element, name: str) -> str:
    """Return one of our own attributes (`approvals:name`), empty when it is not there."""
    return (element.get(f"{{{APPROVALS}}}{name}") or "").strip()


def text_of(element: etree._Element | None) -> str:
    """Return the text of an element, stripped; empty when there is none."""
    return (element.text or "").strip() if element is not None else ""
