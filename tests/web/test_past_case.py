"""A case as at a past instant: only what was recorded by then, and what was recorded later told apart."""

from datetime import UTC, datetime, timedelta

import pytest

from processes.instants import from_micros, to_micros
from service.actions.calendar import tick
from service.actions.office import ask_correction, confirm
from service.register import queries
from service.register.as_was import as_it_was, folded
from service.roles import Person
from tests.web.filling import posted_pack
from tests.web.test_homes import SUBMIT, does
from tests.web.test_office_pages import CLAIM, message

SENT = datetime(2015, 1, 9, 11, 0, tzinfo=UTC)
NOON = datetime(2015, 1, 9, 12, 0, tzinfo=UTC)
OFFICER = Person("programme-office", "", "programme-office")
SECOND = Person("office-2", "", "programme-office")


def test_the_case_at_midday_knows_nothing_of_the_afternoon(visitor, register, case_id, clock):
    clock.move_to(SENT)
    does(register, case_id, SUBMIT)
    clock.move_to(NOON + timedelta(hours=3))
    does(register, case_id, "acknowledge_receipt")
    page = visitor("auditor").gets(f"/cases/{case_id}?at=2015-01-09T12:00")
    assert "midday (12 noon) on Friday 9 January 2015" in page
    assert "Acknowledge receipt</strong>" in page
    assert "Confirm the four thresholds</strong>" not in page
    before = visitor("auditor").gets(f"/cases/{case_id}?on=2015-01-09&time=10:59:59")
    assert "Submit annex B, delegated</strong>" in before
    assert "Delegated proformas (annex B)" in before


def test_what_was_sent_at_the_very_instant_is_known_and_a_microsecond_before_it_is_not(register, case_id, clock):
    clock.move_to(SENT)
    does(register, case_id, SUBMIT)
    assert list(was(register, case_id, SENT).standing.open) == ["acknowledge_receipt"]
    assert list(was(register, case_id, SENT - timedelta(microseconds=1)).standing.open) == [SUBMIT]


def test_a_deadline_is_known_only_once_it_was_applied_and_told_apart_before(visitor, register, case_id, clock):
    clock.move_to(NOON + timedelta(minutes=1))
    tick(register)
    page = visitor("auditor").gets(f"/cases/{case_id}?at=2015-01-09T12:00:30")
    assert "Deadline passed" in page.partition("Recorded later, effective from before")[2].partition("Ledger up to")[0]
    found = was(register, case_id, NOON)
    assert [one.deadline for one in found.deadlines] == ["delegated-submission"]
    assert list(found.standing.open) == [SUBMIT]


def test_what_reached_the_mailbox_first_is_known_only_once_it_was_confirmed(visitor, register, case_id, clock):
    pack = posted_pack(register, case_id, SUBMIT)
    clock.move_to(NOON + timedelta(hours=3))
    tick(register)
    page = f"/cases/{case_id}/received-elsewhere/{SUBMIT}"
    visitor("programme-office").posts(page, **{**pack, **CLAIM}, evidence=message())
    request = queries.requests_open(register, queries.Sight())[0]["id"]
    visitor("office-2").posts(f"/office/requests/{request}/confirm")
    assert was(register, case_id, NOON + timedelta(minutes=1)).arrivals == []
    assert len(was(register, case_id, NOON + timedelta(hours=3)).arrivals) == 1


def test_a_correction_is_undone_in_the_past_and_done_in_the_present(register, case_id, clock):
    does(register, case_id, SUBMIT)
    clock.move_to(SENT)
    does(register, case_id, "acknowledge_receipt")
    wrong = int(str(queries.arrivals_of(register, case_id)[-1]["id"]))
    clock.move_to(NOON)
    confirm(register, SECOND, ask_correction(register, OFFICER, case_id, wrong, "The wrong CCG"))
    assert list(was(register, case_id, SENT).standing.open) == ["confirm_thresholds"]
    assert was(register, case_id, SENT).arrivals[-1]["withdrawn_by"] is None
    now = was(register, case_id, NOON)
    assert list(now.standing.open) == ["acknowledge_receipt"]
    assert next(one for one in now.arrivals if one["id"] == wrong)["withdrawn_by"] is not None


def test_a_later_pack_takes_the_place_of_the_earlier_one_only_from_then_on(register, case_id, clock):
    clock.move_to(SENT)
    does(register, case_id, SUBMIT)
    clock.move_to(SENT + timedelta(minutes=5))
    does(register, case_id, SUBMIT)
    clock.move_to(NOON)
    for at, count in ((SENT, 1), (NOON, 2)):
        assert list(was(register, case_id, at).standing.open) == ["acknowledge_receipt"]
        assert len([one for one in was(register, case_id, at).arrivals if one["kind"] == "answer"]) == count


def test_an_arrival_that_waited_for_a_pause_is_shown_as_being_judged(register, case_id, clock):
    clock.move_to(SENT)
    does(register, case_id, SUBMIT)
    arrival = queries.arrivals_of(register, case_id)[0]
    found = as_it_was(
        register, queries.case_row(register, queries.Sight(), case_id), SENT, entries=[], documents=[],
        arrivals=[{**arrival, "judged_at": SENT + timedelta(seconds=5)}],
    )  # fmt: skip
    assert found.arrivals[0]["outcome"] == ""


def test_folding_the_whole_ledger_gives_the_case_as_it_stands(register, case_id, clock):
    for step in (SUBMIT, "acknowledge_receipt", "confirm_thresholds"):
        does(register, case_id, step)
    clock.move_to(datetime(2015, 1, 24, 9, tzinfo=UTC))
    tick(register)
    for row in (queries.case_row(register, queries.Sight(), one) for one in (1, 2)):
        standing = folded(queries.ledger_of(register, int(str(row["id"]))))
        steps = queries.steps_of(register, int(str(row["id"])))
        assert standing.status == row["status"]
        assert standing.open == {s["element"]: s["opened_at"] for s in steps if not s["offer"]}


def test_a_moved_deadline_stands_where_it_stood(register, case_id, clock):
    clock.move_to(SENT)
    row = queries.case_row(register, queries.Sight(), case_id)
    element = queries.dues_of(register, case_id)[0]["element"]
    moved = {"at": SENT, "recorded_at": SENT, "kind": "deadline-moved", "element": element}
    for was_, expected in ((to_micros(NOON - timedelta(days=2)), NOON - timedelta(days=2)), (None, None)):
        detail = f'{{"was": {was_ if was_ is not None else "null"}}}'
        entries = [{**moved, "detail": detail}, {**moved, "detail": '{"was": 1}'}]
        found = as_it_was(register, row, SENT - timedelta(hours=1), entries=entries, arrivals=[], documents=[])
        assert [one.at for one in found.deadlines] == [expected]
    assert from_micros(to_micros(NOON)) == NOON


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2015-03-29T01:30", "never came: the clocks went forward"), ("2014-10-26T01:30", "came twice"),
        ("2015-01-09T12:00Z", "without an offset"), ("yesterday", "Enter a real date"), ("2099-01-01T00:00", "future"),
        ("2014-01-01T00:00", "opened later"),
    ],
)  # fmt: skip
def test_an_instant_that_cannot_be_shown_is_refused_with_its_reason(at, said, visitor, case_id):
    assert said in visitor("auditor").gets(f"/cases/{case_id}?at={at}", 422)


def test_a_case_of_the_past_is_hidden_from_strangers(visitor, case_id, clock):
    clock.move_to(NOON)
    visitor("other-ccg").gets(f"/cases/{case_id}?at=2015-01-09T11:00", 404)


def was(register, case_id, at):
    return as_it_was(
        register, queries.case_row(register, queries.Sight(), case_id), at,
        entries=queries.ledger_of(register, case_id), arrivals=queries.arrivals_of(register, case_id),
        documents=queries.documents_of(register, case_id),
    )  # fmt: skip
