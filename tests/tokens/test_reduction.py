"""The search that leaves orders out finds what the full search finds, on random small diagrams."""

import random

import pytest

from processes.model import Model
from processes.tokens.drawing import nets_of
from processes.tokens.explore import Exploration, explore
from processes.tokens.graph import reaching
from processes.tokens.soundness import soundness_of
from tests.processes.drawing import boundary, end, node, start, step, timer
from tests.tokens.nets import file_of

GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
TIMER = timer("PT1H", "timeDuration")


def random_model(seed: int) -> Model:
    """Return a process of random elements and flows, sound or not."""
    chance = random.Random(seed)
    names = [f"n{number}" for number in range(chance.randint(3, 7))]
    kinds = {name: chance.choice((*GATEWAYS, "task", "task")) for name in names}
    parts = [start(), end("z"), end("stop", chance.choice(("", "<terminateEventDefinition/>")))]
    parts += [step(name) if kind == "task" else node(kind, name) for name, kind in kinds.items()]
    pairs = {("begin", names[0]), (names[-1], "z")}
    pairs |= {(chance.choice(names), chance.choice([*names, "z", "stop"])) for _ in range(len(names) + 3)}
    tasks = [name for name, kind in kinds.items() if kind == "task"]
    if tasks and chance.random() < 0.5:
        parts.append(boundary("due", chance.choice(tasks), TIMER, chance.random() < 0.5))
        pairs.add(("due", chance.choice([*names, "z"])))
    flows = "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in sorted(pairs))
    return file_of(f'<process id="p">{"".join(parts)}{flows}</process>')


def faults(seen: Exploration) -> tuple[set[int], bool, set[int]]:
    """Return the markings where nothing can move, whether a run can be lost in a round, and the moves that happen."""
    stuck = {seen.states[state].marking for state in seen.stuck}
    return stuck, len(reaching(seen.after, seen.stuck)) < len(seen.after), seen.happened


@pytest.mark.parametrize("first", range(0, 200, 40))
def test_the_reduced_search_agrees_with_the_full_one(first: int) -> None:
    compared = 0
    for seed in range(first, first + 40):
        (net,) = nets_of(random_model(seed))
        full = explore(net, reduced=False, limit=800)
        if full.complete:
            compared += 1
            assert faults(explore(net)) == faults(full), seed
    assert compared > 10


@pytest.mark.parametrize("first", [300, 330])
def test_every_way_shown_can_be_replayed(first: int) -> None:
    for seed in range(first, first + 30):
        (net,) = nets_of(random_model(seed))
        assert all(net.run(flaw.moves) is not None for flaw in soundness_of(net).flaws), seed
