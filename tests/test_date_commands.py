"""Changing dates from the command line: looked at, asked, applied by another officer; wrong input says what to do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.actions.accounts import add_account
from service.cli import main
from service.register.opening import open_case
from service.register.queries import dues_of
from service.register.register import Register
from service.startup import open_register
from tests.conftest import BEGINNING, HandClock

WHY = ("--because", "The guidance came late.", "--authority", "National programme director")


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """A register with two officers and a case; far dates, since commands run on the machine's clock."""
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", url)
    register = open_register(url, HandClock(BEGINNING))
    for name in ("anne", "bob"):
        add_account(register, name, name, "programme-office", "", "a password for tests", by="tests")
    add_account(register, "ccg", "ccg", "ccg", "03L", "a password for tests", by="tests")
    yield register
    register.database.close()


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["deadlines", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    return result.output


@pytest.fixture
def far(register: Register) -> str:
    """A deadline that nobody is reminded of: commands run on the machine's clock, so its new date lies far ahead."""
    fixed = [one for one in register.round("2014-15").deadlines if one.kind == "deadline" and not one.is_superseded]
    return next(one.name for one in fixed if not one.ladder)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(register: Register, far: str) -> None:
    result = run("move", far, "--to", "2099-01-29T12:00", *WHY, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "midday (12 noon) on Thursday 29 January 2099" in result.output
    assert "Dates of cases that move: 0" in result.output
    assert run("changes").output == "No date of this round was changed.\n"


def test_a_move_is_asked_for_applied_and_taken_back(register: Register, far: str) -> None:
    asked = json.loads(run("move", far, "--to", "2099-01-29", *WHY, "--by", "anne", "--json").output)
    assert asked["change"] == 1
    assert "another officer" in refused("apply", "1", "--by", "anne")
    assert "0 of 0 dates moved" in run("apply", "1", "--by", "bob").output
    assert "applied" in run("changes").output
    assert "has passed" in refused("take-back", "1", *WHY, "--by", "anne")
    later = run("move", far, "--to", "2099-02-26", *WHY, "--by", "anne")
    assert "approvals deadlines apply 2 --by NAME" in later.output
    assert "declined" in run("decline", "2", "--by", "bob").output
    run("move", far, "--to", "2099-03-26", *WHY, "--by", "anne")
    run("apply", "3", "--by", "bob")
    assert (
        "Thursday 26 March 2099 becomes midday (12 noon) on Thursday 29 January 2099"
        in run("take-back", "3", *WHY, "--by", "anne").output
    )
    run("apply", "4", "--by", "bob")
    rows = json.loads(run("changes", "--json").output)
    assert [(row["kind"], row["reverted_by"]) for row in rows] == [
        ("revert", None), ("move", 4), ("move", None), ("move", None),
    ]  # fmt: skip
    assert "taken back by 4" in run("changes").output


def test_a_clock_that_has_run_out_is_neither_stopped_nor_let_go_on(register: Register) -> None:
    case = open_case(register, "delegated", "2014-15", "03L", by="office", at=BEGINNING)
    assert dues_of(register, case)
    stop = ("stop", "delegated-submission", "--case", str(case), "--category", "legal advice", *WHY)
    assert "a change does not bring that back" in refused(*stop, "--dry-run")
    assert "a change does not bring that back" in refused(
        "resume", "delegated-submission", "--case", str(case), *WHY, "--dry-run"
    )


def test_a_holiday_is_looked_at(register: Register) -> None:
    assert (
        "On a day off: Delegated proformas" in run("holiday", "2015-01-09", "Day of thanks", *WHY, "--dry-run").output
    )
    assert "no working day already" in refused("holiday", "2026-12-25", "Christmas", *WHY, "--dry-run")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("move", "nothing", "--to", "2099-01-29", *WHY, "--dry-run"), "No deadline called 'nothing'"),
        (("move", "go-live", "--to", "someday", *WHY, "--dry-run"), "no London day or time"),
        (("move", "go-live", "--to", "2099-01-29T12:00Z", *WHY, "--dry-run"), "without an offset"),
        (("move", "go-live", "--to", "2099-01-29", "--dry-run"), "give both"),
        (("move", "go-live", "--to", "2099-01-29", *WHY), "Name the officer"),
        (("move", "go-live", "--to", "2099-01-29", *WHY, "--by", "nobody"), "nobody"),
        (("move", "go-live", "--to", "2099-01-29", *WHY, "--by", "ccg"), "This is for"),
        (("move", "go-live", "--to", "2099-01-29", "--round", "1999", *WHY, "--dry-run"), "There is no round '1999'"),
        (("move", "go-live", "--to", "2099-01-29", "--case", "99", *WHY, "--dry-run"), "There is no case 99"),
        (("apply", "9", "--by", "bob"), "no change 9"),
        (("decline", "9", "--by", "bob"), "no change 9"),
        (("take-back", "9", *WHY, "--dry-run"), "no change 9"),
    ],
)
def test_wrong_input_gets_one_clear_message(register: Register, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(*arguments)


def test_without_a_register_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert "There is no register" in refused("changes")
    assert list(tmp_path.iterdir()) == []
