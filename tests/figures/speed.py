"""How long a whole check takes in a warm process: `python -m tests.figures.speed`.

All rules, soundness included, over generated diagrams like approvals of 50 to 120 elements, over the third-party ones
of that size, and over the shipped library as if it were to be published, the law on every run included.
"""

import time
from collections.abc import Iterable, Iterator

from lxml import etree

from deadlines.rounds import shipped_rounds
from processes.checks.check import check
from processes.checks.subject import Surroundings
from processes.model import read_model
from processes.paths import shipped_library
from processes.xml import UnreadableXml, read_xml
from service.roles import ROLES
from tests.fixture_files import FOLDER, every_diagram
from tests.tokens.approvals_like import approvals_like, sizes

SMALLEST, LARGEST = 50, 120


def seconds(sources: Iterable[tuple[str, bytes]], around: Surroundings | None = None) -> list[float]:
    """Return how long each check took, sorted."""
    taken = []
    for name, source in sources:
        began = time.perf_counter()
        check(name, source, around)
        taken.append(time.perf_counter() - began)
    return sorted(taken)


def generated() -> Iterator[tuple[str, bytes]]:
    """Yield diagrams like approvals, of the sizes asked for."""
    for seed, elements in sizes():
        drawn = approvals_like(seed, elements)
        if SMALLEST <= drawn.elements <= LARGEST:
            yield f"generated-{seed}.bpmn", etree.tostring(drawn.model().root)


def third_party() -> Iterator[tuple[str, bytes]]:
    """Yield the diagrams of all suites that have 50 to 120 elements."""
    for path in every_diagram():
        source = path.read_bytes()
        try:
            if SMALLEST <= len(read_model(read_xml(source)).nodes) <= LARGEST:
                yield path.name, source
        except UnreadableXml:
            continue


def told(what: str, taken: list[float]) -> str:
    """Return one line of figures."""
    late = sum(one > 0.5 for one in taken)
    middle, last = taken[len(taken) // 2], taken[-1]
    return (
        f"{what}: {len(taken)} files, median {middle * 1000:.0f} ms, longest {last * 1000:.0f} ms, over 0.5 s: {late}"
    )


def lines() -> list[str]:
    """Return all figures, after one round to warm up."""
    files = shipped_library().files
    shipped = [(name, source) for name, source in files.items() if name.endswith(".bpmn")]
    around = Surroundings(files, tuple(shipped_rounds().values()), tuple(ROLES), publishing=True, lies_in_library=True)
    seconds([next(generated())])
    found = [told("generated like approvals, 50 to 120 elements", seconds(generated()))]
    if FOLDER.is_dir():
        found.append(told("third-party, 50 to 120 elements", seconds(third_party())))
    return [
        *found,
        told("shipped, as if published, with the law on every run", seconds(shipped, around)),
    ]


def main() -> None:
    """Print the figures."""
    print("\n".join(lines()))  # noqa: T201


if __name__ == "__main__":
    main()
