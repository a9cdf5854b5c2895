"""Exploring: every crash of every story of some seeds, counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.simulation.boundaries import Point
from tests.simulation.checker import Finding
from tests.simulation.recovery import recover, run, way_of
from tests.simulation.stories import Story


@dataclass(frozen=True)
class Found:
    """What is wrong after a crash; point -1 is the story that nothing interrupted."""

    seed: int
    point: int
    finding: Finding

    def __str__(self) -> str:
        """Say it with the command that tells how it came about."""
        where = f"--seed {self.seed} --point {self.point}"
        return f"{self.finding.kind}: {self.finding.said[:400]} (python -m tests.simulation {where})"


@dataclass(frozen=True)
class Explored:
    """The crashes of one story: how many, how many recoveries they differ in, and what was wrong after them."""

    seed: int
    points: int
    recoveries: int
    found: tuple[Found, ...]


WAYS = 2
"""In how many ways each thing that a crash can leave behind is recovered from."""


def explore(seed: int, ways: int = WAYS) -> Explored:
    """Crash the story of a seed at every boundary, recover, and check."""
    told, points, wrong = run(seed)
    found = [Found(seed, -1, finding) for finding in wrong]
    recovered: dict[tuple[int, int], list[Finding]] = {}
    for point in points:
        found += [Found(seed, point.number, finding) for finding in _recovered(told, point, ways, recovered)]
    return Explored(seed, len(points), len(recovered), tuple(found))


def _recovered(told: Story, point: Point, ways: int, before: dict[tuple[int, int], list[Finding]]) -> list[Finding]:
    """Return what is wrong after a crash; what recovers to the letter alike is recovered once."""
    way = way_of(point, ways)
    if way not in before:
        before[way] = recover(told, point, ways)
    return before[way]


def points_until_found(seeds: Iterable[int]) -> tuple[int, Found | None]:
    """Return how many crashes it takes until something is wrong, and what that is."""
    number = 0
    for found in _one_by_one(seeds):
        if found is not None:
            return number, found
        number += 1
    return number, None


def _one_by_one(seeds: Iterable[int]) -> Iterator[Found | None]:
    """Yield None for each crash that came out well, and what is wrong after each other one."""
    for seed in seeds:
        told, points, wrong = run(seed)
        yield from (Found(seed, -1, finding) for finding in wrong)
        recovered: dict[tuple[int, int], list[Finding]] = {}
        for point in points:
            findings = _recovered(told, point, WAYS, recovered)
            yield Found(seed, point.number, findings[0]) if findings else None
