"""The simulation by hand: many seeds, or one crash told step by step.

`python -m tests.simulation --seed 7 --point 31` tells one crash (without `--point`, the story that nothing interrupts).
`python -m tests.simulation --points 1000000 --first 0` crashes story after story on all cores (`make soak`); it says
every few seconds how far it is, and `--first` goes on from the seed that it names.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from deadlines.calendar import london_date
from deadlines.clock import machine_clock
from tests.simulation.exploring import WAYS, Explored, explore
from tests.simulation.recovery import replay, run
from tests.simulation.scenes import root
from tests.simulation.stories import story

SAY_EVERY_SECONDS = 5
NAMED = {"lost": "lost", "twice": "twice", "misjudged": "misjudged", "order": "out of order"}


@dataclass
class Tally:
    """What was explored so far."""

    first: int = -1
    last: int = -1
    began: float = field(default_factory=time.monotonic)
    stories: int = 0
    points: int = 0
    recoveries: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, explored: Explored) -> None:
        """Add the crashes of one story; what is wrong is said at once."""
        self.stories += 1
        self.last = explored.seed
        if self.first < 0:
            self.first = explored.seed
        self.points += explored.points
        self.recoveries += explored.recoveries
        for found in explored.found:
            self.kinds[found.finding.kind] += 1
            say(str(found))

    def line(self) -> str:
        """Return how far it is."""
        seconds = time.monotonic() - self.began
        rate = self.points / max(seconds, 0.001)
        return f"{self.points:,} crashes, {rate:.0f} a second; go on with --first {self.last + 1}"


def say(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def soak(seeds: Iterator[int], points: int, processes: int, ways: int) -> Tally:
    """Crash the stories of these seeds until there were so many crashes, or no story is left."""
    tally, said = Tally(), time.monotonic()
    with closing(_explored(seeds, processes, ways)) as stories:
        for explored in stories:
            tally.add(explored)
            if tally.points >= points:
                break
            if time.monotonic() - said >= SAY_EVERY_SECONDS:
                said = time.monotonic()
                sys.stderr.write(tally.line() + "\n")
    return tally


def seeds(first: int, last: int | None, act: str) -> Iterator[int]:
    """Yield the seeds whose stories hold an act of a kind (its class, like `Move`); of every kind, when it is empty."""
    for seed in count(first) if last is None else range(first, last + 1):
        if not act or any(type(one).__name__ == act for one in story(seed).acts):
            yield seed


def _explored(seeds: Iterator[int], processes: int, ways: int) -> Iterator[Explored]:
    root()  # made before the fork, so that it is removed by this process
    with get_context("fork").Pool(processes) as pool:
        yield from pool.imap(partial(explore, ways=ways), seeds)


def figures(tally: Tally) -> list[str]:
    """Return what came out, in lines."""
    seconds = time.monotonic() - tally.began
    wrong = ", ".join(f"{tally.kinds[kind]} {said}" for kind, said in NAMED.items())
    others = sum(number for kind, number in tally.kinds.items() if kind not in NAMED)
    return [
        f"{tally.points:,} crashes in {tally.stories:,} stories, seeds {tally.first} to {tally.last}",
        f"{tally.recoveries:,} recoveries: crashes that leave the same behind and go on alike are recovered once",
        f"{wrong}, {others} otherwise wrong",
        f"{seconds:,.0f} s, {tally.points / seconds:.0f} crashes a second",
    ]


def tell(seed: int, point: int, ways: int) -> int:
    """Tell one crash; return how many things are wrong after it."""
    found = run(seed, say)[2] if point < 0 else replay(seed, point, ways, say)
    for finding in found:
        say(f"{finding.kind}: {finding.said}")
    say(f"{len(found)} findings")
    return len(found)


def main(arguments: list[str]) -> int:
    """Tell one crash or crash many times. Returns 1, when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="tell the story of this seed")
    parser.add_argument("--point", type=int, default=-1, help="crash at this point; none: the story itself")
    parser.add_argument("--first", type=int, default=0, help="the first seed of many")
    parser.add_argument("--last", type=int, help="the last seed; none: until there were enough crashes")
    parser.add_argument("--act", default="", help="only stories in which this happens: Move, Correct, Publish, Open")
    parser.add_argument("--points", type=int, default=10_000, help="how many crashes at least")
    parser.add_argument("--ways", type=int, default=WAYS, help="how many recoveries of each thing a crash can leave")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="also write what came out into this file, with the day")
    given = parser.parse_args(arguments)
    if given.seed is not None:
        return 1 if tell(given.seed, given.point, given.ways) else 0
    tally = soak(seeds(given.first, given.last, given.act), given.points, given.processes, given.ways)
    lines = figures(tally)
    say("\n".join(lines))
    if given.keep is not None:
        given.keep.write_text("\n".join([london_date(machine_clock()).isoformat(), *lines]) + "\n", encoding="utf-8")
    return 1 if tally.kinds else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
