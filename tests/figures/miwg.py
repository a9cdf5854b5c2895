"""How many of the interchange group's reference diagrams can be imported, and that no diagram of any suite breaks it.

`python -m tests.figures.miwg` prints the figures. A diagram is imported when, with the suggestions and the answers in
`tests/repair/answers`, no question is open, `check` accepts the result, it plays to an end or a wait, and every element
of the original is in the result or in the list. `--every` also mends every diagram of every suite, with suggestions
alone.
"""

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from processes.checks.check import check
from processes.play import play_file
from processes.repair import Mended, mend, unaccounted
from processes.xml import UnreadableXml
from tests.fixture_files import FOLDER, every_diagram

ANSWERS = Path(__file__).parents[1] / "repair" / "answers"
AT_ONCE = 0


@dataclass(frozen=True)
class Imported:
    """What came of one diagram. missing: what is in neither the result nor the list; seconds: how long mending took."""

    path: Path
    mended: Mended
    accepted: bool
    ended: str
    missing: tuple[str, ...]
    seconds: float

    @property
    def whole(self) -> bool:
        """Whether it is imported in every respect."""
        ends = self.ended in ("completed", "waiting")
        return self.accepted and not self.mended.questions and ends and not self.missing


def answers_for(path: Path) -> dict[str, object]:
    """Return our answers to the questions of a diagram; none where its suggestions are enough."""
    file = ANSWERS / f"{path.stem}.json"
    found: dict[str, object] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found


def imported(path: Path, answers: dict[str, object]) -> Imported:
    """Mend one diagram, check it and play it: what happens without waiting."""
    source, begun = path.read_bytes(), time.perf_counter()
    mended = mend(source, answers, suggest=True)
    seconds = time.perf_counter() - begun
    played = play_file(mended.xml, {"vars": dict(mended.variables), "seconds": AT_ONCE})
    ended = "refused" if played.refused else played.ended
    accepted = check(path.name, mended.xml).accepted
    return Imported(path, mended, accepted, ended, tuple(unaccounted(source, mended)), seconds)


@cache
def score() -> tuple[Imported, ...]:
    """Return what came of every reference diagram."""
    return tuple(imported(path, answers_for(path)) for path in sorted((FOLDER / "miwg-reference").glob("*.bpmn")))


def lines() -> list[str]:
    """Return the figures of the reference diagrams as lines of text."""
    found = score()
    return [
        f"reference diagrams: {len(found)}, imported: {sum(one.whole for one in found)}",
        *(
            f"  {one.path.name}: {'imported' if one.whole else 'not imported'}, {len(one.mended.repairs)} repairs, "
            f"{len(one.mended.suggested)} suggestions, {len(answers_for(one.path))} answers, {one.ended}"
            for one in found
        ),
    ]


def every_line() -> list[str]:
    """Return the figures of all suites: how many diagrams are accepted as they come and with suggestions alone."""
    counts: dict[str, Counter[str]] = {}
    slowest = 0.0
    for path in every_diagram():
        count = counts.setdefault(path.relative_to(FOLDER).parts[0], Counter())
        try:
            one = imported(path, {})
        except UnreadableXml:
            count["unreadable"] += 1
            continue
        slowest = max(slowest, one.seconds)
        count["diagrams"] += 1
        count["accepted"] += one.accepted and not one.mended.questions
        count["imported"] += one.whole
        count["incomplete lists"] += bool(one.missing)
    told = [f"  {suite}: " + ", ".join(f"{word} {n}" for word, n in count.items()) for suite, count in counts.items()]
    return ["with suggestions alone:", *told, f"slowest: {slowest:.1f} s"]


def main() -> None:
    """Print the figures."""
    told = [*lines(), *(every_line() if "--every" in sys.argv else [])]
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
