"""Which diagram, form, table or deadline meets each row of the requirements catalogue.

`python -m tests.paths.coverage` writes docs/coverage.md.
"""

import csv
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deadlines.rounds import shipped_round, shipped_rounds
from processes.decisions import read_decision
from processes.elements import elements_of, processes_of
from processes.form_files import read_form
from processes.paths import shipped_library
from processes.xml import read_xml
from tests.paths.driving import Seen
from tests.paths.scenarios import SCENARIOS

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "tests" / "data" / "requirements.csv"
UNCOVERED = Path(__file__).with_name("uncovered.toml")
PAGE = ROOT / "docs" / "coverage.md"
KINDS = ("step", "deadline", "rule", "role", "document", "exception")
REASONS = {
    "superseded or draft": "a draft of the slides (R-S), superseded by Next steps",
    "number": "a number, which nothing has to carry out",
    "dated event": "an event of its day; the register of dates may hold it, no case waits for it",
    "outside the system": "a duty of a body outside the system",
}


@dataclass(frozen=True)
class Row:
    """One row of the catalogue."""

    id: str
    kind: str
    path: str
    statement: str


@dataclass(frozen=True)
class Carrier:
    """Something that says which rows it meets. `kind` and `name` tell whether a scenario came through it."""

    kind: str
    name: str
    words: str
    requirements: tuple[str, ...]


def catalogue() -> list[Row]:
    """Return every row of the catalogue, in its order."""
    with CATALOGUE.open(newline="", encoding="utf-8") as file:
        return [Row(row["req_id"], row["kind"], row["path"], row["statement"]) for row in csv.DictReader(file)]


def uncovered() -> dict[str, str]:
    """Return the rows that nothing needs to carry, with the name of the reason."""
    reasons = tomllib.loads(UNCOVERED.read_text(encoding="utf-8"))
    return {row: reason for reason, rows in reasons.items() for row in rows}


@cache
def carriers() -> tuple[Carrier, ...]:
    """Return everything in the library and the rounds that carries requirement ids."""
    return tuple(carrier for carrier in (*_diagrams(), *_forms(), *_tables(), *_deadlines()) if carrier.requirements)


def _diagrams() -> Iterator[Carrier]:
    for source in shipped_library().diagrams.values():
        root = read_xml(source)
        marks = processes_of(root)[0]
        start = next(element.id for element in elements_of(root) if element.kind == "startEvent")
        yield Carrier("element", start, f"`{marks.id}`", marks.requirements)
        for element in elements_of(root):
            yield Carrier("element", element.id, f"`{marks.id}`: {element.name or element.id}", element.requirements)


def _forms() -> Iterator[Carrier]:
    for name, source in shipped_library().files.items():
        if not name.startswith("forms/"):
            continue
        form = read_form(source)
        yield Carrier("form", form.id, f"form `{form.id}`", form.requirements)
        for field in form.fields:
            yield Carrier("field", f"{form.id}.{field.key}", f"`{form.id}.{field.key}`", field.requirements)


def _tables() -> Iterator[Carrier]:
    for name, source in shipped_library().files.items():
        if name.startswith("decisions/"):
            table = read_decision(source)
            yield from (Carrier("rule", r.id, f"`{table.id}`, rule {r.id}", r.requirements) for r in table.rules)


def _deadlines() -> Iterator[Carrier]:
    for round_ in (*shipped_rounds().values(), shipped_round("standing")):
        for deadline in round_.own.values():
            words = f"deadline `{deadline.name}` ({round_.name})"
            yield Carrier("deadline", deadline.name, words, tuple(deadline.requirements))


@cache
def seen() -> Seen:
    """Run every scenario and return what they came through together."""
    together = Seen()
    for tell in SCENARIOS.values():
        one = tell().seen
        together.elements |= one.elements
        together.fields |= one.fields
        together.forms |= one.forms
        together.rules |= one.rules
        together.paths |= one.paths
    return together


def exercised(carrier: Carrier) -> bool:
    """Return whether some scenario came through the carrier; deadlines have tests of their own."""
    fields = {f"{form}.{key}" for form, key in seen().fields}
    by_kind = {"element": seen().elements, "form": seen().forms, "field": fields, "rule": seen().rules}
    return carrier.kind == "deadline" or carrier.name in by_kind[carrier.kind]


def coverage() -> dict[str, list[Carrier]]:
    """Return the exercised carriers by row."""
    covered: dict[str, list[Carrier]] = defaultdict(list)
    for carrier in carriers():
        if exercised(carrier):
            for row in carrier.requirements:
                covered[row].append(carrier)
    return covered


def page() -> str:
    """Return docs/coverage.md."""
    covered, excused = coverage(), uncovered()
    rows = [row for row in catalogue() if row.kind in KINDS]
    lines = [
        "# Which part of the product meets which requirement",
        "",
        "Written by `python -m tests.paths.coverage` from the diagrams, forms, tables and rounds; asserted by a test.",
        "A scenario in `tests/paths/scenarios.py` comes through each entry. A row without one has a reason.",
        "",
        f"{len(rows)} rows: {sum(row.id in covered for row in rows)} carried, "
        f"{sum(row.id not in covered for row in rows)} with a reason.",
        "",
        "| row | kind | what it says | where |",
        "|---|---|---|---|",
    ]
    lines += [f"| {row.id} | {row.kind} | {_cell(row.statement)} | {_where(row, covered, excused)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _where(row: Row, covered: dict[str, list[Carrier]], excused: dict[str, str]) -> str:
    words = list(dict.fromkeys(carrier.words for carrier in covered.get(row.id, [])))
    more = f" and {len(words) - 4} more" if len(words) > 4 else ""
    return "; ".join(words[:4]) + more if words else f"none: {REASONS[excused[row.id]]}"


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written.\n")


if __name__ == "__main__":
    main()
