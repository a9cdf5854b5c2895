"""Diagrams like those of an approvals office, drawn from a seed: phases of parallel reviewers, revise loops, reminders
beside the work, withdrawal out of sub-processes, refusals that end everything; and the same with one fault planted."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from processes.model import Model
from tests.tokens.nets import file_of

FAULTS = ("xor join", "and join", "no way on")


@dataclass
class Page:
    """A diagram while it is drawn: nodes and flows of one room as XML."""

    parts: list[str] = field(default_factory=list)
    flows: list[tuple[str, str]] = field(default_factory=list)

    def node(self, kind: str, identity: str, inside: str = "", **more: str) -> str:
        written = "".join(f' {name}="{value}"' for name, value in more.items())
        self.parts.append(f'<{kind} id="{identity}" name="{identity}"{written}>{inside}</{kind}>')
        return identity

    def lead(self, *nodes: str) -> None:
        self.flows += pairwise(nodes)

    def xml(self) -> str:
        lines = [f'<sequenceFlow id="{a}__{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in self.flows]
        return "".join([*self.parts, *lines])

    def gateways(self, kind: str) -> list[str]:
        return [part.split('"')[1] for part in self.parts if part.startswith(f"<{kind} ")]


@dataclass
class Approvals:
    """One generated process. elements: how many nodes it has."""

    page: Page
    elements: int

    def model(self) -> Model:
        """Return it as read from a file."""
        return file_of(f'<process id="approvals">{self.page.xml()}</process>')


def approvals_like(seed: int, elements: int) -> Approvals:
    """Return a sound process of about so many nodes; the same for the same seed."""
    chance, page = random.Random(seed), Page()
    at, count = page.node("startEvent", "opened"), 2
    phase = 0
    while count < elements:
        phase += 1
        at, more = _phase(page, chance, phase, at)
        count += more
    page.lead(at, page.node("endEvent", "approved"))
    return Approvals(page, count)


def _phase(page: Page, chance: random.Random, number: int, at: str) -> tuple[str, int]:
    if chance.random() < 0.3:
        return _withdrawable(page, chance, number, at)
    return _review(page, chance, f"p{number}", at)


def _review(page: Page, chance: random.Random, name: str, at: str) -> tuple[str, int]:
    """Draw: submit, reviewers in parallel with reminders, a decision that goes on, back, or ends everything."""
    again, submit = page.node("exclusiveGateway", f"{name}_again"), page.node("userTask", f"{name}_submit")
    split, join = page.node("parallelGateway", f"{name}_split"), page.node("parallelGateway", f"{name}_join")
    decide, ruled = page.node("userTask", f"{name}_decide"), page.node("exclusiveGateway", f"{name}_ruled")
    page.lead(at, again, submit, split)
    count = 6
    for number in range(chance.randint(2, 4)):
        review = page.node("userTask", f"{name}_review{number}")
        page.lead(split, review, join)
        count += 1 + _reminder(page, chance, review)
    page.lead(join, decide, ruled, again)
    if chance.random() < 0.5:
        page.lead(ruled, page.node("endEvent", f"{name}_refused", "<terminateEventDefinition/>"))
        count += 1
    on = page.node("userTask", f"{name}_tell")
    page.lead(ruled, on)
    return on, count + 1


def _reminder(page: Page, chance: random.Random, task: str) -> int:
    if chance.random() < 0.5:
        return 0
    timer = "<timerEventDefinition><timeDuration>P7D</timeDuration></timerEventDefinition>"
    event = page.node("boundaryEvent", f"{task}_due", timer, attachedToRef=task, cancelActivity="false")
    page.lead(event, page.node("userTask", f"{task}_remind"), page.node("endEvent", f"{task}_reminded"))
    return 3


def _withdrawable(page: Page, chance: random.Random, number: int, at: str) -> tuple[str, int]:
    name, inner = f"s{number}", Page()
    begin = inner.node("startEvent", f"{name}_begin")
    last, count = _review(inner, chance, f"{name}i", begin)
    inner.lead(last, inner.node("endEvent", f"{name}_done"))
    body = page.node("subProcess", name, inner.xml())
    event = page.node("boundaryEvent", f"{name}_withdraw", "<messageEventDefinition/>", attachedToRef=name)
    page.lead(at, body)
    page.lead(event, page.node("userTask", f"{name}_note"), page.node("endEvent", f"{name}_withdrawn"))
    return body, count + 6


def with_fault(seed: int, elements: int, fault: str) -> Approvals:
    """Return the process with one of FAULTS planted in one of its phases outside sub-processes (in the process of
    another seed, when this one has none there)."""
    drawn = approvals_like(seed, elements)
    reviews = [one.removesuffix("_join") for one in drawn.page.gateways("parallelGateway") if one.endswith("_join")]
    if not reviews:
        return with_fault(seed + 1000, elements, fault)
    name = random.Random(seed).choice(reviews)
    if fault == "xor join":
        _swap(drawn.page, f"{name}_join", "parallelGateway", "exclusiveGateway")
    elif fault == "and join":
        _swap(drawn.page, f"{name}_again", "exclusiveGateway", "parallelGateway")
    else:
        drawn.page.flows.remove((f"{name}_review0", f"{name}_join"))
        drawn.page.flows.append((f"{name}_again", f"{name}_join"))
    return drawn


def _swap(page: Page, identity: str, old: str, new: str) -> None:
    page.parts = [p.replace(old, new) if p.startswith(f'<{old} id="{identity}"') else p for p in page.parts]


def sizes() -> Iterator[tuple[int, int]]:
    """Yield (seed, elements) from 50 to 120."""
    yield from ((seed, 50 + seed * 7 % 71) for seed in range(40))
