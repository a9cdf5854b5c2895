"""The tracker from the command line: written, looked at, applied by an officer; wrong input says what to do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from service.actions.accounts import add_account
from service.cli import main
from service.register.opening import open_case
from service.register.register import Register
from service.startup import open_register
from tests.conftest import BEGINNING, HandClock


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """A register with an officer, a CCG and a case."""
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", url)
    register = open_register(url, HandClock(BEGINNING))
    add_account(register, "anne", "anne", "programme-office", "", "a password for tests", by="tests")
    add_account(register, "cat", "cat", "ccg", "03L", "a password for tests", by="tests")
    open_case(register, "delegated", "2014-15", "03L", by="anne", at=BEGINNING)
    open_case(register, "delegated", "2014-15", "07K", by="anne", at=BEGINNING)
    yield register
    register.database.close()


def run(*arguments: str, status: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == status, result.output
    return result


def sheet(tmp_path: Path, note: str) -> str:
    """Write the tracker with a note on its first case and return the file's name."""
    file = str(tmp_path / "tracker.xlsx")
    assert "Wrote" in run("export", "xlsx", "--out", file).output
    book = load_workbook(file)
    book["Tracker"]["P2"] = note
    book.save(file)
    return file


def test_everything_is_written_unless_an_account_is_named(register: Register) -> None:
    assert {case["organisation"] for case in json.loads(run("export", "json").stdout)["tracker"]} == {"03L", "07K"}
    own = json.loads(run("export", "json", "--for", "cat").stdout)["tracker"]
    assert {case["organisation"] for case in own} == {"03L"}
    assert run("export", "csv").stdout_bytes.startswith(b"\xef\xbb\xbfReference,")


def test_the_dates_of_the_rounds_are_a_calendar(register: Register) -> None:
    assert run("export", "ics").stdout.startswith("BEGIN:VCALENDAR")


def test_a_tracker_is_looked_at_and_then_applied(register: Register, tmp_path: Path) -> None:
    file = sheet(tmp_path, "Rang them")
    assert "Cells that would change: 1;" in run("import-tracker", file).output
    assert "Officer note: '' becomes 'Rang them'" in run("import-tracker", file, "--by", "anne").output
    assert json.loads(run("import-tracker", file, "--json").output)["changes"] == []


def test_faults_are_told_by_row_and_column_and_nothing_is_changed(register: Register, tmp_path: Path) -> None:
    file = sheet(tmp_path, "=1+1")
    told = run("import-tracker", file, "--by", "anne", status=2).output
    assert "Row 2, column P (Officer note): this is a formula" in told
    assert "Nothing was changed." in told
    assert json.loads(run("import-tracker", file, "--json", status=2).output)["cases_changed"] == 0


def test_wrong_input_says_what_to_do(register: Register, tmp_path: Path) -> None:
    assert "no account 'nobody'" in run("export", "csv", "--for", "nobody", status=2).output
    assert "cannot be written" in run("export", "csv", "--out", str(tmp_path / "no" / "x.csv"), status=2).output
    assert "cannot be read" in run("import-tracker", str(tmp_path / "none.xlsx"), status=2).output
    (tmp_path / "text.xlsx").write_text("a text")
    assert "no Excel workbook" in run("import-tracker", str(tmp_path / "text.xlsx"), status=2).output
    assert "This is for the" in run("import-tracker", sheet(tmp_path, "x"), "--by", "cat", status=2).output
