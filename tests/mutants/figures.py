"""How many mutants of the shipped diagrams are refused, or proved to show the same: `make mutants`.

Prints the figures while it works and writes them, with every survivor and why it lives, into docs/mutants.md. The
explanations stand in survivors.toml, by operator, file and element; what none of them fits is said to be unexplained.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from deadlines.clock import machine_clock
from tests.mutants.equivalence import equivalent
from tests.mutants.judging import Verdict, verdict
from tests.mutants.operators import DATA, OPERATORS, STRUCTURE, Mutant, mutants

PAGE = Path(__file__).parents[2] / "docs" / "mutants.md"
REASONS = Path(__file__).with_name("survivors.toml")
MOST = 32
"""Mutants of each operator; 16 operators make more than 500."""
FLOORS = {STRUCTURE: 95, DATA: 80}
UNEXPLAINED = "not explained yet"
INTRODUCTION = """# Mutants: what a designer's slip would do

Each mutant is one shipped path or stage with one change, made as an editor makes it (`tests/mutants/`). It is judged
as publishing would judge it: the file, the paths that call it, and their other stages. *Refused* means an error;
*same* means that both versions were proved to show the same sequences of what people see (`equivalence.py`); *warned*
counts survivors of which a warning is given that the shipped diagram does not get. Of each operator the mutants are
always the same, spread over all diagrams.

`make mutants` writes this page.
"""


@dataclass(frozen=True)
class Judged:
    """A mutant with what became of it. same: proved to show the same; asked only of what was not refused."""

    mutant: Mutant
    verdict: Verdict
    same: bool

    @property
    def lives(self) -> bool:
        """Whether it was neither refused nor proved to show the same."""
        return not self.verdict.refused and not self.same


def judged(mutant: Mutant) -> Judged:
    """Judge one mutant."""
    said = verdict(mutant)
    return Judged(mutant, said, not said.refused and equivalent(mutant))


def page(found: list[Judged], day: str) -> str:
    """Return the text of the page."""
    parts = [INTRODUCTION, f"Measured on {day}: {len(found)} mutants.", _totals(found), _table(found), _rules(found)]
    return "\n\n".join(part.rstrip() for part in [*parts, _survivors(found)]) + "\n"


def shares(found: list[Judged]) -> dict[str, float]:
    """Return by kind how many of a hundred mutants do not live."""
    kinds = {kind: [one for one in found if one.mutant.kind == kind] for kind in FLOORS}
    return {kind: 100 * sum(not one.lives for one in ones) / len(ones) for kind, ones in kinds.items() if ones}


def _totals(found: list[Judged]) -> str:
    shown = [
        f"- {kind}: {share:.1f}% refused or same (wanted: {FLOORS[kind]}%)" for kind, share in shares(found).items()
    ]
    return "\n".join(shown)


def _table(found: list[Judged]) -> str:
    lines = ["| operator | kind | made | refused | same | warned | survived |", "|---|---|--:|--:|--:|--:|--:|"]
    for operator, (kind, _) in OPERATORS.items():
        ones = [one for one in found if one.mutant.operator == operator]
        refused = sum(bool(one.verdict.refused) for one in ones)
        live = [one for one in ones if one.lives]
        warned = sum(bool(one.verdict.warned) for one in live)
        same = len(ones) - refused - len(live)
        lines.append(f"| {operator} | {kind} | {len(ones)} | {refused} | {same} | {warned} | {len(live)} |")
    return "\n".join(lines)


def _rules(found: list[Judged]) -> str:
    counted = Counter(rule for one in found for rule in one.verdict.refused)
    top = ", ".join(f"`{rule}` {count}" for rule, count in counted.most_common(15))
    return f"The rules that refused most (a mutant may break several): {top}."


def _survivors(found: list[Judged]) -> str:
    live = [one for one in found if one.lives]
    head = ["| operator | file | element | change | why it lives |", "|---|---|---|---|---|"]
    lines = [f"## The survivors ({len(live)})", "", *head]
    for one in live:
        mutant = one.mutant
        what = mutant.what.replace("|", "\\|")
        cells = (mutant.operator, mutant.file, f"`{mutant.element}`", what, reason(mutant))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def reason(mutant: Mutant) -> str:
    """Return why a mutant lives, by the first explanation that fits it."""
    return next(_fitting(mutant), UNEXPLAINED)


def _fitting(mutant: Mutant) -> Iterator[str]:
    for one in _reasons():
        fits = (one.get("operator", mutant.operator), one.get("element", mutant.element))
        named = one.get("file", mutant.file) in mutant.file and one.get("what", "") in mutant.what
        if fits == (mutant.operator, mutant.element) and named:
            yield one["why"]


@cache
def _reasons() -> list[dict[str, str]]:
    reasons: list[dict[str, str]] = tomllib.loads(REASONS.read_text(encoding="utf-8"))["reason"]
    return reasons


def main() -> int:
    """Judge all, print as it goes, write the page; 1 when a floor is not met."""
    found: list[Judged] = []
    asked = mutants(MOST)
    with Pool(2) as pool:
        for one in pool.imap(judged, asked, chunksize=4):
            found.append(one)
            if one.lives or len(found) % 50 == 0:
                what = f"lives: {one.mutant.key} {one.verdict.warned}" if one.lives else "..."
                print(f"{len(found)}/{len(asked)} {what}", flush=True)  # noqa: T201 - a command prints
    PAGE.write_text(page(found, f"{machine_clock():%-d %B %Y}"), encoding="utf-8")
    print(_totals(found))  # noqa: T201 - a command prints
    return 0 if all(share >= FLOORS[kind] for kind, share in shares(found).items()) else 1


if __name__ == "__main__":
    sys.exit(main())
