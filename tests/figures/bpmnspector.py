"""How many constraints of BPMN are told apart, by the labelled files of BPMNspector.

`python -m tests.figures.bpmnspector` prints the figures. A constraint that has both kinds of file is separated,
when the rules of validity refuse every invalid file and no valid one. Rules about what the engine supports and
about soundness (`unsupported.*`, `soundness.*`) are left out of that; a valid file refused for soundness is shown.
"""

import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

from processes.checks.check import check
from processes.checks.finding import ERROR, Finding
from processes.checks.subject import Surroundings
from processes.xml import BPMN
from tests.fixture_files import Label, labels

PAGE = Path(__file__).parents[2] / "docs" / "validity.md"
ACCEPTED = Path(__file__).with_name("bpmnspector_accepted.toml")
UNSUPPORTED = "unsupported."
OTHER = (UNSUPPORTED, "soundness.")


@dataclass
class Constraint:
    """The labelled files of one constraint, and what was found in each: the names of the rules that refuse it."""

    key: str
    valid: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    invalid: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    @property
    def has_both(self) -> bool:
        """Whether there are files of both kinds."""
        return bool(self.valid and self.invalid)

    @property
    def separated(self) -> bool:
        """Whether all invalid files are refused, and no valid one."""
        refused = all(any(_validity(one) for one in found) for found in self.invalid.values())
        return refused and not any(_validity(one) for found in self.valid.values() for one in found)


@dataclass
class Score:
    """The figures of the suite."""

    constraints: tuple[Constraint, ...]

    @property
    def with_both(self) -> list[Constraint]:
        """The constraints that have both kinds of file."""
        return [one for one in self.constraints if one.has_both]

    @property
    def separated(self) -> list[Constraint]:
        """Those told apart."""
        return [one for one in self.with_both if one.separated]

    @property
    def wrongly_refused(self) -> dict[str, list[str]]:
        """Valid files with an error that is no `unsupported.*`, and the rules that gave it."""
        files = {file: found for one in self.constraints for file, found in one.valid.items()}
        rules = {file: {one.rule for one in found} for file, found in files.items()}
        kept = {file: [name for name in names if not name.startswith(UNSUPPORTED)] for file, names in rules.items()}
        return {file: sorted(names) for file, names in kept.items() if names}

    @property
    def unsupported_valid(self) -> list[str]:
        """Valid files that are refused only because something in them is not supported."""
        files = {file: found for one in self.constraints for file, found in one.valid.items()}
        return [file for file, found in files.items() if found and file not in self.wrongly_refused]

    @property
    def accepted_invalid(self) -> list[str]:
        """Invalid files without an error about validity."""
        return sorted(file for one in self.constraints for file, found in one.invalid.items() if not _names(found))


def _validity(finding: Finding) -> bool:
    return not finding.rule.startswith(OTHER)


def _names(found: tuple[Finding, ...]) -> list[str]:
    return sorted({one.rule for one in found if _validity(one)})


def errors_of(path: Path) -> tuple[Finding, ...]:
    """Return the errors in a file, with the files that it imports beside it."""
    source = path.read_bytes()
    files: dict[str, bytes] = {}
    pending = _imports(source)
    while pending:
        beside = path.parent / pending.pop()
        if beside.is_file() and beside.name not in files:
            files[beside.name] = beside.read_bytes()
            pending += _imports(files[beside.name])
    found = check(path.name, source, Surroundings(files)).findings
    return tuple(one for one in found if one.severity == ERROR)


def _imports(source: bytes) -> list[str]:
    return [one.get("location") or "" for one in etree.fromstring(source).iter(f"{{{BPMN}}}import")]


@cache
def score() -> Score:
    """Check every labelled file once."""
    found: dict[str, Constraint] = {}
    for label in labels("bpmnspector"):
        if label.expect in ("valid", "invalid"):
            _enter(found.setdefault(label.key, Constraint(label.key)), label)
    return Score(tuple(found[key] for key in sorted(found)))


def _enter(constraint: Constraint, label: Label) -> None:
    files = constraint.valid if label.expect == "valid" else constraint.invalid
    files[label.path.name] = errors_of(label.path)


def reasons() -> dict[str, str]:
    """Return why invalid files are accepted, by file name."""
    return {
        file: reason["because"]
        for reason in tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))["reason"]
        for file in reason["files"]
    }


def lines() -> list[str]:
    """Return the figures as lines of text."""
    result = score()
    valid = sum(len(one.valid) for one in result.constraints)
    invalid = sum(len(one.invalid) for one in result.constraints)
    separated = {one.key for one in result.separated}
    return [
        f"constraints with both kinds of file: {len(result.with_both)}, separated: {len(separated)}",
        f"valid files: {valid}, refused though supported: {len(result.wrongly_refused)}, "
        f"refused as unsupported only: {len(result.unsupported_valid)}",
        f"invalid files: {invalid}, accepted by every rule of validity: {len(result.accepted_invalid)}",
        *(f"  not separated: {one.key}" for one in result.with_both if one.key not in separated),
        *(f"  valid but refused: {file} ({', '.join(names)})" for file, names in result.wrongly_refused.items()),
        *(f"  invalid but accepted: {file}: {reasons().get(file, '?')}" for file in result.accepted_invalid),
    ]


def page() -> str:
    """Return docs/validity.md: what the rules of validity tell apart, and every exception with its reason."""
    result, why = score(), reasons()
    separated = {one.key for one in result.separated}
    kept = ", ".join(one.key for one in result.with_both if one.key not in separated)
    invalid = sum(len(one.invalid) for one in result.constraints)
    text = f"""# How much invalid BPMN is found

Written by `python -m tests.figures.bpmnspector write` from the labelled files of BPMNspector (Distributed Systems
Group, University of Bamberg), which the project does not carry; a test asserts that it is current.

Constraints with valid and invalid files: {len(result.with_both)}. Separated: {len(separated)}, that is, every invalid
file gets an error of a rule of validity and no valid file does. Not separated: {kept}.

Invalid files accepted: {len(result.accepted_invalid)} of {invalid}:

| file | why it is accepted |
|---|---|
"""
    return text + "".join(f"| {file} | {why[file]} |\n" for file in result.accepted_invalid)


def main() -> None:
    """Print the figures; with the word `write`, write the page."""
    if sys.argv[1:] == ["write"]:
        PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write("\n".join(lines()) + "\n")


if __name__ == "__main__":
    main()
