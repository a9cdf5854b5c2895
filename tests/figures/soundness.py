"""How well faults of runs are found: `python -m tests.figures.soundness` prints it, tests hold what `score` returns.

Labels are those of the suites' own sources: `sound`, or the kinds of faults; `unsound` is any kind but unsafe alone;
`msgleft` (undelivered messages) is neutral. Properties that a source asserts to hold must hold.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from processes.model import Model, read_model
from processes.tokens.drawing import nets_of
from processes.tokens.net import Net
from processes.tokens.soundness import Flaw, soundness_of
from processes.xml import read_xml
from tests.fixture_files import Label, labels
from tests.tokens.approvals_like import FAULTS, approvals_like, sizes, with_fault

SUITES = ("rust_bpmn_analyzer", "bpmn-analyzer", "fbpmn")
HOLDS = {
    "Safeness": {"unsafe"},
    "OptionToComplete": {"deadlock", "livelock"},
    "ProperCompletion": {"improper"},
    "NoDeadActivities": {"dead"},
}


@dataclass
class Judged:
    """One diagram as judged. seconds: how long that took."""

    nodes: int
    seconds: float
    flaws: list[tuple[Net, Flaw]] = field(default_factory=list)
    undecided: set[str] = field(default_factory=set)

    @property
    def kinds(self) -> set[str]:
        return {flaw.kind for _, flaw in self.flaws}


@dataclass
class Score:
    """One suite. wrong: files whose labels are not reproduced, with what was found."""

    suite: str
    labelled: int = 0
    wrong: list[str] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)


def judge(model: Model) -> Judged:
    """Judge all processes of a file."""
    began = time.perf_counter()
    verdicts = [(net, soundness_of(net)) for net in nets_of(model)]
    seconds = time.perf_counter() - began
    flaws = [(net, flaw) for net, verdict in verdicts for flaw in verdict.flaws]
    return Judged(len(model.nodes), seconds, flaws, {kind for _, verdict in verdicts for kind in verdict.undecided})


def reproduces(label: Label, judged: Judged) -> bool:
    """Whether what was found is what the source says."""
    if label.expect == "sound" and (judged.kinds or judged.undecided):
        return False
    wanted = set(label.expect.split("|")) - {"", "sound", "msgleft", "unsound"}
    unsound = "unsound" not in label.expect or judged.kinds - {"unsafe"}
    holding = next((part for part in label.key.split(";") if part.strip().startswith("holds:")), "")
    kept = all(not judged.kinds & kinds for name, kinds in HOLDS.items() if name in holding)
    return wanted <= judged.kinds and bool(unsound) and kept


def score(suite: str) -> Score:
    """Judge the labelled files of a suite."""
    result = Score(suite)
    for label in labels(suite):
        judged = judge(read_model(read_xml(label.path.read_bytes())))
        result.judged.append(judged)
        result.labelled += bool(label.expect) or "holds:" in label.key
        if not reproduces(label, judged):
            result.wrong.append(f"{label.path.name}: {label.expect}, found {sorted(judged.kinds)}")
    return result


def generated() -> Iterator[tuple[str, Judged]]:
    """Yield the generated approvals, without a fault and with each fault in turn."""
    for seed, elements in sizes():
        yield "", judge(approvals_like(seed, elements).model())
        for fault in FAULTS:
            yield fault, judge(with_fault(seed, elements, fault).model())


def times(judged: list[Judged]) -> str:
    """Return median, 99th percentile and maximum in milliseconds."""
    if not judged:
        return "none"
    ordered = sorted(one.seconds * 1000 for one in judged)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f"median {middle:.0f} ms, p99 {late:.0f}, max {ordered[-1]:.0f}"


def report() -> str:
    """Return what is printed."""
    lines = []
    for suite in SUITES:
        one = score(suite)
        undecided = sum(bool(judged.undecided) for judged in one.judged)
        lines.append(f"{suite}: {one.labelled} labelled, {len(one.wrong)} wrong, {undecided} undecided in part")
        lines.append(f"  all: {times(one.judged)}")
        middle = [judged for judged in one.judged if 50 <= judged.nodes <= 120]
        lines += [f"  50 to 120 elements ({len(middle)}): {times(middle)}"] * bool(middle)
        lines += [f"  {wrong}" for wrong in one.wrong]
    drawn = list(generated())
    for fault in ("", *FAULTS):
        own = [judged for name, judged in drawn if name == fault]
        found = sum(bool(judged.kinds) for judged in own)
        lines.append(f"generated, {fault or 'no fault'}: {found} of {len(own)} refused, {times(own)}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())  # noqa: T201
