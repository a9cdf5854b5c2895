"""What is said about a deadline, and that the documentation names them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from deadlines.explain import explain, policy, table
from deadlines.reading import KEYS
from deadlines.rounds import read_round, shipped_round

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "deadlines.md"
SHIPPED = ("2014-15", "2015-second-wave", "standing", "template")


def said(name: str, round_name: str = "2014-15") -> dict[str, str]:
    return dict(explain(shipped_round(round_name), name))


def test_midday_on_the_ninth_is_accounted_for() -> None:
    texts = said("delegated-submission")
    assert texts["London time"] == "Midday (12 noon) on Friday 9 January 2015"
    assert texts["UTC"] == "2015-01-09T12:00:00Z (inclusive)"
    assert texts["Policy"].startswith("12:00:00.000000 London time is on time; one microsecond later is late.")
    assert texts["Source"] == "Next steps (November 2014), 7.1.2, 7.1.3, 7.4.1"
    assert "12 noon on 9 January 2015" in texts["Wording"]
    assert texts["Recipient"].startswith("england.co-commissioning@nhs.net")
    assert texts["Requirements"] == "R-7.1.2-06, R-7.1.2-08, R-7.1.3-04, R-7.4.1-01"


def test_what_was_superseded_is_told_from_both_sides() -> None:
    new, old = said("delegated-submission"), said("delegated-submission-draft")
    assert new["Supersedes"] == "delegated-submission-draft (the end of Monday 5 January 2015)"
    assert old["Superseded by"] == "delegated-submission (midday (12 noon) on Friday 9 January 2015)"
    assert new["Why"] == old["Why"]
    assert "the slides were a draft" in new["Why"]


def test_what_was_superseded_by_another_round_is_named_with_it() -> None:
    assert said("delegated-2016-draft")["Superseded by"] == "2015-second-wave/delegated-submission"
    assert said("delegated-submission", "2015-second-wave")["Supersedes"] == "2014-15/delegated-2016-draft"


def test_the_reminders_are_told_with_their_days() -> None:
    reminders = said("delegated-submission")["Reminders"]
    assert reminders.startswith("9am on Tuesday 23 December 2014 to applicant; 9am on Friday 2 January 2015")
    assert reminders.endswith("9am on Monday 12 January 2015 to programme office")


def test_a_reminder_that_was_brought_forward_says_so() -> None:
    ladder = '[ladders.applicant]\nrungs = [{ before = "14 days", at = "09:00", audience = "applicant" }]\n'
    chosen = read_round(shipped_round("2014-15").text + ladder)
    reminders = dict(explain(chosen, "delegated-submission"))["Reminders"]
    assert reminders == "9am on Wednesday 24 December 2014 to applicant, moved from 2014-12-26"


def test_a_relative_deadline_is_told_by_its_fact() -> None:
    texts = said("constitution-outcome")
    assert texts["Round"] == "2014-15, from standing"
    assert texts["London time"] == "Eight weeks after the constitution request is received"
    assert texts["UTC"] == "depends on the case: constitution_received_at + P8W"
    assert texts["Policy"].startswith("Counted in London days")
    assert texts["Reminders"].startswith("5 working days before, at 09:00, to programme office")


def test_a_window_is_told_from_its_first_to_its_last_instant() -> None:
    texts = said("delegated-regional-moderation")
    assert texts["UTC"] == "2015-01-12T00:00:00Z to 2015-01-23T23:59:59.999999Z (inclusive)"
    assert texts["Policy"].startswith("A window")


def test_own_policy_has_no_section_and_an_event_no_reminders() -> None:
    assert said("late-ruling")["Source"] == "Own policy (C-06, C-32)"
    assert "Reminders" not in said("next-steps-published")


def test_computed_and_shared_instants_name_their_origin() -> None:
    assert said("constitution-outcome-general")["Computed from"] == "constitution-general, P8W"
    assert said("constitution-general")["Same as"] == "delegated-submission"


@pytest.mark.parametrize(
    ("name", "words"),
    [("go-live", "Takes effect at 2015-03-31T23:00:00"), ("joint-submission", "A day without a time lasts to its end")],
)
def test_each_convention_is_put_in_words(name: str, words: str) -> None:
    assert policy(shipped_round("2014-15").deadline(name)).startswith(words)


def test_the_table_has_a_row_for_every_deadline() -> None:
    rows = {row["name"]: row for row in table(shipped_round("2014-15"))}
    assert tuple(rows) == shipped_round("2014-15").names()
    assert rows["go-live"]["utc"] == "2015-03-31T23:00:00Z"
    assert rows["late-ruling"]["utc"] == ""
    assert all(row["when"] and row["source"] for row in rows.values())


@pytest.mark.parametrize("round_name", SHIPPED)
def test_every_deadline_can_be_explained(round_name: str) -> None:
    for name in shipped_round(round_name).names():
        assert said(name, round_name)["London time"]


@pytest.mark.parametrize("round_name", SHIPPED)
def test_the_documentation_names_every_deadline_with_its_time(round_name: str) -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    for held in shipped_round(round_name).own.values():
        assert f"| `{held.name}` | {held.london_wording()} |" in text


def test_the_documentation_names_every_key() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    assert [key for key in sorted(KEYS) if f"`{key}`" not in text] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("in-year-start", "when the day agreed for the start begins"),
        ("conditions-met", "at the end of the day that the committee named"),
        ("constitution-outcome", "eight weeks after"),
    ],
)
def test_a_period_of_nothing_is_said_as_the_day_itself(name: str, words: str) -> None:
    assert shipped_round("2014-15").deadline(name).london_wording().startswith(words)
