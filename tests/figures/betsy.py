"""How many of betsy's feature tests are played to the result that they expect.

`python -m tests.figures.betsy` prints the figures. A test is correct when all its cases are. A case is silent wrong
when it was neither correct, nor refused, nor reported an error.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field

from processes.play import Played, play_file
from tests.fixture_files import Label, labels

CORRECT, REFUSED, REPORTED, SILENT = "correct", "refused", "error reported", "SILENT WRONG"


@dataclass
class Score:
    """The verdict on each test, by its name; the rules that refused; what was wrong, with the markers."""

    tests: dict[str, str] = field(default_factory=dict)
    cases: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    refusals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, verdict: str) -> int:
        """How many tests came out so."""
        return sum(one == verdict for one in self.tests.values())


def score() -> Score:
    """Play every case of every test."""
    found = Score()
    for label in labels("betsy"):
        played = play_file(label.path.read_bytes(), json.loads(label.case))
        verdict = judged(label, played)
        found.cases[verdict] += 1
        found.tests[label.key] = _worse(verdict, found.tests.get(label.key, CORRECT))
        if played.refused:
            found.refusals[label.key] = tuple(finding.rule for finding in played.findings)
            found.rules.update({finding.rule for finding in played.findings})
        if verdict in (SILENT, REPORTED):
            found.wrong.append(f"{verdict}: {label.key} {label.case}: {sorted(played.markers)}, not {label.expect}")
    return found


def judged(label: Label, played: Played) -> str:
    """Return the verdict on one case."""
    if label.expect == "ERROR":
        return CORRECT if played.refused or _errors(played) else SILENT
    if played.refused:
        return REFUSED
    if _compared(played.markers, label.expect) == sorted(label.expect.split("|") if label.expect else []):
        return CORRECT
    return REPORTED if _errors(played) else SILENT


def _errors(played: Played) -> list[str]:
    return [marker for marker in played.markers if marker.startswith("ERROR_")]


def _compared(markers: tuple[str, ...], expect: str) -> list[str]:
    """Return the markers as they are compared: `MARKER_exists` counts once, and only where it is expected."""
    kept = [marker for marker in markers if marker != "MARKER_exists"]
    exists = ["MARKER_exists"] if "MARKER_exists" in markers and "MARKER_exists" in expect.split("|") else []
    return sorted(kept + exists)


def _worse(one: str, other: str) -> str:
    order = (CORRECT, REFUSED, REPORTED, SILENT)
    return max(one, other, key=order.index)


def main() -> None:
    """Print the figures."""
    found = score()
    lines = [
        f"{verdict}: {found.count(verdict)} of {len(found.tests)} tests"
        for verdict in (CORRECT, REFUSED, REPORTED, SILENT)
    ]
    lines += [f"  {rule}: {count} cases" for rule, count in found.rules.most_common()]
    sys.stdout.write("\n".join([*lines, *found.wrong]) + "\n")


if __name__ == "__main__":
    main()
