"""Where third-party diagrams lie that tests and figures use but the project does not carry."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("APPROVALS_FIXTURES", Path(__file__).parents[2] / "shared" / "fixtures"))
needs_fixtures = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the third-party diagrams are not here; set APPROVALS_FIXTURES to their folder"
)


@dataclass(frozen=True)
class Label:
    """One row of a suite's `labels.csv`: the file, and what its source says of it."""

    path: Path
    case: str
    expect: str
    key: str


def labels(suite: str) -> Iterator[Label]:
    """Yield the rows of a suite's labels whose file is there."""
    with (FOLDER / suite / "labels.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            path = FOLDER / suite / row["file"]
            if path.is_file():
                yield Label(path, row["case"], row["expect"], row["key"])


def every_diagram() -> Iterator[Path]:
    """Yield every BPMN file of every suite."""
    yield from sorted(path for path in FOLDER.rglob("*.bpmn*") if path.is_file())
