"""Exploring: every crash of every story of some seeds, counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.simulation.checker import Finding
from tests.simulation.recovery import recover, run


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
    """The crashes of one story: how many, and what was wrong after them."""

    seed: int
    points: int
    found: tuple[Found, ...]


def explore(seed: int) -> Explored:
    """Crash the story of a seed at every boundary, recover, and check."""
    told, points, wrong = run(seed)
    found = [Found(seed, -1, finding) for finding in wrong]
    for point in points:
        found += [Found(seed, point.number, finding) for finding in recover(told, point)]
    return Explored(seed, len(points), tuple(found))


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
        for point in points:
            findings = recover(told, point)
            yield Found(seed, point.number, findings[0]) if findings else None
