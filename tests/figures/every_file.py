"""Every third-party file through check, play and import: `python -m tests.figures.every_file`.

Counts what is accepted, refused and unreadable, the exceptions that escape (there must be none) and the longest times.
"""

import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from processes.checks.check import check
from processes.play import play_file
from processes.repair import mend
from tests.fixture_files import every_diagram


@dataclass
class Score:
    """What became of all files. crashes: the file and the last line of each exception."""

    files: int = 0
    became: Counter[str] = field(default_factory=Counter)
    longest: dict[str, tuple[float, str]] = field(default_factory=dict)
    crashes: list[str] = field(default_factory=list)


def score() -> Score:
    """Try all files, with a line of progress on standard error."""
    result, paths = Score(), list(every_diagram())
    for number, path in enumerate(paths, 1):
        if number % 25 == 0:
            print(f"\r{number} of {len(paths)} files", end="", file=sys.stderr, flush=True)  # noqa: T201
        _try(result, path)
    return result


def _try(result: Score, path: Path) -> None:
    source = path.read_bytes()
    result.files += 1
    for what, act in _ACTS.items():
        began = time.perf_counter()
        try:
            result.became[f"{what}: {act(path.name, source)}"] += 1
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is what this looks for
            place = traceback.extract_tb(problem.__traceback__)[-1]
            result.crashes.append(f"{path.name} ({what}): {problem!r:.100} at {place.filename}:{place.lineno}")
        taken = time.perf_counter() - began
        result.longest[what] = max(result.longest.get(what, (0.0, "")), (taken, path.name))


def _checked(name: str, source: bytes) -> str:
    return "accepted" if check(name, source).accepted else "refused"


def _played(_: str, source: bytes) -> str:
    played = play_file(source, {})
    return "refused" if played.refused else played.ended


def _mended(name: str, source: bytes) -> str:
    mended = mend(source, {}, suggest=True)
    return "accepted with suggestions" if check(name, mended.xml).accepted else "asks or is refused"


_ACTS = {"check": _checked, "play": _played, "import": _mended}


def lines() -> list[str]:
    """Return the figures."""
    found = score()
    times = [f"longest {what}: {taken:.1f} s ({name})" for what, (taken, name) in found.longest.items()]
    became = [f"{what}: {count}" for what, count in sorted(found.became.items())]
    return [f"files: {found.files}, exceptions: {len(found.crashes)}", *became, *times, *found.crashes]


def main() -> None:
    """Print the figures."""
    print("\n".join(lines()))  # noqa: T201


if __name__ == "__main__":
    main()
