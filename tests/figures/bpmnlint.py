"""How many pieces of advice are given as bpmnlint's labelled files give them.

`python -m tests.figures.bpmnlint` prints the figures. A rule of bpmnlint that has both kinds of file is separated, when
one of our rules for the same thing speaks of every invalid file and of no valid one. Ours are advice or errors; either
counts.
"""

import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from processes.checks.check import check
from tests.fixture_files import labels

SAME = {
    "conditional-event": ("language.empty", "unsupported.condition-missing"),
    "conditional-flows": ("gateway.choice", "flow.mixed"),
    "end-event-required": ("scope.end", "process.none"),
    "event-based-gateway": ("gateway.events", "flow.condition"),
    "event-sub-process-typed-start-event": ("event.kind",),
    "fake-join": ("flow.join",),
    "global": ("name.shared",),
    "label-required": ("name.missing",),
    "link-event": ("event.link",),
    "no-disconnected": ("node.alone",),
    "no-duplicate-sequence-flows": ("flow.twice",),
    "no-gateway-join-fork": ("gateway.both",),
    "no-implicit-end": ("node.dangling", "scope.end"),
    "no-implicit-split": ("flow.split",),
    "no-implicit-start": ("node.unreachable", "scope.start"),
    "no-inclusive-gateway": (),
    "no-overlapping-elements": ("shape.overlap",),
    "single-blank-start-event": ("scope.several-starts",),
    "start-event-required": ("scope.start", "process.none"),
    "sub-process-blank-start-event": ("event.kind",),
    "superfluous-gateway": ("gateway.superfluous",),
}
"""Rules of bpmnlint to our rules about the same thing; none where we see nothing wrong."""


@cache
def told() -> dict[str, dict[str, tuple[bool, bool]]]:
    """Return by rule of bpmnlint and file: (whether it is labelled invalid, whether ours speak of it)."""
    found: dict[str, dict[str, tuple[bool, bool]]] = defaultdict(dict)
    for label in labels("bpmnlint"):
        word, _, rule = label.expect.partition(" ")
        if rule:
            found[rule][label.path.name] = (word == "invalid", _speaks(label.path, SAME[rule]))
    return dict(found)


def _speaks(path: Path, rules: tuple[str, ...]) -> bool:
    return any(one.rule in rules for one in check(path.name, path.read_bytes()).findings)


def score() -> tuple[list[str], list[str]]:
    """Return the rules of bpmnlint with both kinds of file, and those of them that are separated."""
    both = [rule for rule, files in told().items() if len({invalid for invalid, _ in files.values()}) == 2]
    return both, [rule for rule in both if all(invalid == speaks for invalid, speaks in told()[rule].values())]


def lines() -> list[str]:
    """Return the figures as lines of text."""
    both, separated = score()
    files = [one for rule in told().values() for one in rule.values()]
    return [
        f"rules of bpmnlint with both kinds of file: {len(both)}, separated: {len(separated)}",
        f"labelled files: {len(files)}, told as labelled: {sum(invalid == speaks for invalid, speaks in files)}",
        *(
            f"  {rule}: {file} is {'invalid' if invalid else 'valid'}"
            for rule, found in told().items()
            for file, (invalid, speaks) in found.items()
            if invalid != speaks
        ),
    ]


def main() -> None:
    """Print the figures."""
    sys.stdout.write("\n".join(lines()) + "\n")


if __name__ == "__main__":
    main()
