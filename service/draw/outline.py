"""A diagram in words: its elements in the order a case meets them, each with who, until when, and where it leads."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from service.draw import reading
from service.draw.wording import kind_words, name_words


class Lead(NamedTuple):
    """Where an element leads: the id and name of what follows, and when this way is taken, if that is said."""

    id: str
    name: str
    when: str


class OutlineItem(NamedTuple):
    """One element of a diagram in words; `depth` counts the groups of steps and hosts around it."""

    id: str
    kind: str
    name: str
    role: str
    deadlines: tuple[str, ...]
    leads_to: tuple[Lead, ...]
    depth: int


def outline(xml: bytes) -> list[OutlineItem]:
    """List a file's elements, depth first in flow order from the start events. Raises UnreadableDiagram, when no XML.

    What no flow reaches comes last in its process, so that nothing drawn is missing from the words.
    """
    root = reading.read(xml)
    plan = _Plan(root)
    processes = [element for element in root.iter() if reading.kind(element) == "process"]
    return [plan.item(element, depth) for process in processes for element, depth in plan.walk(process)]


class _Plan:
    """The flows, hosts and lanes of a file, by element id."""

    def __init__(self, root: etree._Element) -> None:
        self.by_id = {element.get("id", ""): element for element in root.iter() if reading.kind(element)}
        self.flows: dict[str, list[etree._Element]] = {}
        self.attached: dict[str, list[etree._Element]] = {}
        self.lane_of: dict[str, str] = {}
        for element in self.by_id.values():
            self._note(element, reading.kind(element))

    def _note(self, element: etree._Element, kind: str) -> None:
        if kind == "sequenceFlow":
            self.flows.setdefault(element.get("sourceRef", ""), []).append(element)
        elif kind == "boundaryEvent":
            self.attached.setdefault(element.get("attachedToRef", ""), []).append(element)
        elif kind == "lane":
            for reference in element.iterchildren(f"{{{reading.BPMN}}}flowNodeRef"):
                self.lane_of[(reference.text or "").strip()] = reading.name(element)

    def walk(self, process: etree._Element) -> Iterator[tuple[etree._Element, int]]:
        """Yield each element of a process once with its depth. Keeps its own stack: a drawn chain may be long."""
        seen: set[str] = set()
        nodes = [element for element in process.iter() if reading.kind(element) in reading.FLOW_NODES]
        starts = [(node, 0) for node in _starts(process)]
        leftovers = [(node, self._depth(node, process)) for node in nodes]
        stack = [*reversed(leftovers), *reversed(starts)]
        while stack:
            node, depth = stack.pop()
            if node.get("id", "") in seen:
                continue
            events = self.attached.get(node.get("id", ""), [])
            for element, level in [(node, depth), *((event, depth + 1) for event in events)]:
                seen.add(element.get("id", ""))
                yield element, level
            stack.extend(reversed(self._next(node, events, depth)))

    def _next(self, node: etree._Element, events: list[etree._Element], depth: int) -> list[tuple[etree._Element, int]]:
        """What is inside comes first, then what follows, then what follows the events on the border."""
        inside = _starts(node) if reading.kind(node) in reading.CONTAINERS else []
        after = [self._target(flow) for each in [node, *events] for flow in self._ways(each)]
        return [(start, depth + 1) for start in inside] + [(target, depth) for target in after if target is not None]

    def _depth(self, node: etree._Element, process: etree._Element) -> int:
        inside = sum(reading.kind(each) in reading.CONTAINERS for each in node.iterancestors())
        return inside - sum(reading.kind(each) in reading.CONTAINERS for each in process.iterancestors())

    def _ways(self, node: etree._Element) -> list[etree._Element]:
        return self.flows.get(node.get("id", ""), [])

    def _target(self, flow: etree._Element) -> etree._Element | None:
        return self.by_id.get(flow.get("targetRef", ""))

    def item(self, element: etree._Element, depth: int) -> OutlineItem:
        """Say one element in words."""
        id_ = element.get("id", "")
        host = self.by_id.get(element.get("attachedToRef", ""))
        kind = kind_words(element, host="" if host is None else self._named(host), joins=self._joins(element))
        role, deadlines, leads = self._role(element), self._deadlines(element), self._leads(element)
        return OutlineItem(id_, kind, self._named(element), role, deadlines, leads, depth)

    def _joins(self, element: etree._Element) -> bool:
        return len(self._ways(element)) == 1

    def _named(self, element: etree._Element) -> str:
        """Return a name that a reader can follow: the drawn name, the deadline, or the kind in words."""
        return name_words(element) or kind_words(element, joins=self._joins(element)).capitalize()

    def _role(self, element: etree._Element) -> str:
        if role := reading.approvals(element, "role"):
            return role
        holders = [element, *element.iterancestors()]
        return next((self.lane_of[id_] for each in holders if (id_ := each.get("id", "")) in self.lane_of), "")

    def _deadlines(self, element: etree._Element) -> tuple[str, ...]:
        own = [element] if reading.kind(element) in reading.EVENTS else []
        events: Iterable[etree._Element] = [*own, *self.attached.get(element.get("id", ""), [])]
        return tuple(dict.fromkeys(text for event in events if (text := reading.timer_text(event))))

    def _leads(self, element: etree._Element) -> tuple[Lead, ...]:
        default = element.get("default")
        leads = []
        for flow in self._ways(element):
            target = self._target(flow)
            if target is not None:
                when = reading.name(flow) or ("otherwise" if flow.get("id") == default else "")
                leads.append(Lead(target.get("id", ""), self._named(target), when))
        return tuple(leads)


def _starts(holder: etree._Element) -> list[etree._Element]:
    inside = [child for child in holder if reading.kind(child) == "startEvent"]
    return inside or [child for child in holder if reading.kind(child) in reading.FLOW_NODES][:1]
