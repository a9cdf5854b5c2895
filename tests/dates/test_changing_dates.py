"""Moving, extending, stopping and restoring dates: previewed, applied by two, exactly as counted, never backwards."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import event, select

from deadlines.calendar import LONDON, MICROSECOND, london, london_day_end
from deadlines.changes import BeyondBound
from deadlines.rounds import UnknownDeadline, UnusableRound
from service.actions import dates
from service.actions.calendar import tick
from service.actions.dates import apply, ask, decline, preview, rule
from service.register.accounts import add_account
from service.register.dates.changes import NoSuchChange, SomethingElseNow
from service.register.dates.records import change as change_of
from service.register.dates.records import changes_of, changes_of_case, rulings_open, waiting_changes
from service.register.dates.wish import NotPossible, Preview, Wish
from service.register.queries import Sight, case_row, dues_of, linked, live_case, verify_ledger
from service.register.receive import NoSuchCase, receive
from service.register.register import Register
from service.register.tables import dues, outbox, reminders
from service.roles import NotAllowed, Person
from tests.conftest import Office

ANNE = Person("anne", "Anne", "programme-office")
BOB = Person("bob", "Bob", "exceptions-officer")
CCG = Person("rotherham", "Rotherham", "ccg", "03L")
MIDDAY = time(12)
NEW_DAY = date(2015, 1, 30)


def wish(**given: object) -> Wish:
    wanted: dict[str, object] = {
        "kind": "move", "round": "2014-15", "deadline": "constitution-general", "day": NEW_DAY,
        "because": "The guidance came late.", "authority": "National programme director",
    }  # fmt: skip
    return Wish(**{**wanted, **given})  # type: ignore[arg-type]


def done(register: Register, wanted: Wish) -> int:
    """Ask for a change and apply it, and check that what was counted is what was done."""
    shown = preview(register, ANNE, wanted)
    number = ask(register, ANNE, wanted, shown)
    applied = apply(register, BOB, number)
    assert (applied.previewed, applied.landed) == (len(shown.cases), len(shown.cases))
    return number


def due(office: Office, case: int, deadline: str) -> datetime | None:
    return next((row["at"] for row in dues_of(office.register, case) if row["deadline"] == deadline), None)  # type: ignore[misc]


def constitution_of(office: Office, case: int) -> int:
    row = case_row(office.register, Sight(), case)
    return int(str(linked(office.register, row, Sight())[0]["id"]))


@pytest.fixture
def requests(office: Office) -> list[int]:
    """Three proposals whose constitution requests wait for midday on 9 January; the cases of the requests."""
    return [constitution_of(office, office.open("delegated", code)) for code in ("03L", "04R", "00C")]


def planned(register: Register, case: int, deadline: str) -> list[datetime]:
    with register.database.read() as connection:
        query = select(reminders.c.at).where(reminders.c.case_id == case, reminders.c.deadline == deadline)
        found = connection.execute(query.where(reminders.c.state == "planned").order_by(reminders.c.at))
        return [row.at for row in found]


def test_one_class_of_requests_moves_and_nothing_else(office: Office, requests: list[int]) -> None:
    done(office.register, wish())
    new = london(NEW_DAY, MIDDAY)
    assert [due(office, case, "constitution-general") for case in requests] == [new] * 3
    proposal = case_row(office.register, Sight(), requests[0] - 1)
    assert proposal["next_due"] == london(date(2015, 1, 9), MIDDAY)
    assert office.register.round("2014-15").due("constitution-general") == new
    assert office.register.round("2014-15").due("delegated-submission") == london(date(2015, 1, 9), MIDDAY)


def test_a_preview_names_every_date_case_reminder_and_reader(office: Office, requests: list[int]) -> None:
    shown = preview(office.register, ANNE, wish())
    assert {one["name"]: one["follows"] for one in shown.dates} == {
        "constitution-general": False,
        "constitution-acknowledgement-general": True,
        "constitution-outcome-general": True,
    }  # fmt: skip
    assert [one.case_id for one in shown.cases] == requests
    assert shown.cancelled == 12
    assert shown.planned == {"2015-01-16": 3, "2015-01-23": 3, "2015-01-27": 3, "2015-01-29": 3}
    assert shown.roles == ["ccg", "programme-office"]
    assert shown.others == 3
    assert changes_of(office.register, "2014-15") == []


def test_reminders_are_planned_anew_and_the_old_ones_say_why_they_were_not_sent(
    office: Office, requests: list[int]
) -> None:
    done(office.register, wish())
    days = [at.astimezone(LONDON).date() for at in planned(office.register, requests[0], "constitution-general")]
    assert days == [date(2015, 1, 16), date(2015, 1, 23), date(2015, 1, 27), date(2015, 1, 29), date(2015, 2, 2)]
    with office.register.database.read() as connection:
        query = select(reminders.c.note).where(reminders.c.case_id == requests[0], reminders.c.state == "cancelled")
        assert {row.note for row in connection.execute(query)} == {
            "The date was moved to midday (12 noon) on Friday 30 January 2015."
        }


def test_a_move_taken_back_restores_dates_reminders_and_calendar(office: Office, requests: list[int]) -> None:
    before = office.register.round("2014-15").digest, planned(office.register, requests[0], "constitution-general")
    number = done(office.register, wish())
    done(office.register, wish(kind="revert", reverts=number, day=None))
    after = office.register.round("2014-15").digest, planned(office.register, requests[0], "constitution-general")
    assert after == before
    assert due(office, requests[0], "constitution-general") == london(date(2015, 1, 9), MIDDAY)
    kept = change_of(office.register, number)
    assert kept["reverted_by"] == number + 1
    with pytest.raises(NotPossible, match="does not hold now"):
        preview(office.register, ANNE, wish(kind="revert", reverts=number, day=None))
    assert verify_ledger(office.register)[1] is None


def test_the_event_in_peoples_calendars_counts_every_move(office: Office, requests: list[int]) -> None:
    def sequence() -> int:
        with office.register.database.read() as connection:
            mine = (dues.c.case_id == requests[0], dues.c.deadline == "constitution-general")
            return int(connection.execute(select(dues.c.sequence).where(*mine)).scalar_one())

    counted = [sequence()]
    number = done(office.register, wish())
    counted.append(sequence())
    done(office.register, wish(kind="revert", reverts=number, day=None))
    assert [*counted, sequence()] == [0, 1, 2]


def test_whoever_must_know_gets_a_letter_with_a_calendar_file(office: Office, requests: list[int]) -> None:
    row = {
        "username": "rotherham", "name": "Rotherham", "role": "ccg", "scope": "03L", "password_hash": "",
        "email": "rotherham@example.org", "mail": "each",
    }  # fmt: skip
    add_account(office.register, row, by="tests")
    done(office.register, wish())
    with office.register.database.read() as connection:
        [letter] = connection.execute(select(outbox).where(outbox.c.kind == "notice")).all()
    text = letter.body.decode()
    assert letter.address == "rotherham@example.org"
    assert "New date" in letter.subject
    assert "text/calendar" in text
    assert "guidance came late" in text


def test_whoever_sees_all_cases_gets_one_letter_about_the_whole_change(office: Office, requests: list[int]) -> None:
    row = {
        "username": "office", "name": "Office", "role": "programme-office", "scope": "", "password_hash": "",
        "email": "office@example.org", "mail": "each",
    }  # fmt: skip
    add_account(office.register, row, by="tests")
    done(office.register, wish())
    with office.register.database.read() as connection:
        [letter] = connection.execute(select(outbox).where(outbox.c.kind == "notice")).all()
    assert (letter.address, letter.subject.rpartition(", ")[2]) == ("office@example.org", "3 cases")
    text = letter.body.decode()
    assert [f"{case:05d}-" in text for case in requests] == [True] * 3


def test_the_second_officer_must_be_somebody_else(office: Office, requests: list[int]) -> None:
    wanted = wish()
    number = ask(office.register, ANNE, wanted, preview(office.register, ANNE, wanted))
    with pytest.raises(NotPossible, match="another officer"):
        apply(office.register, ANNE, number)
    assert due(office, requests[0], "constitution-general") == london(date(2015, 1, 9), MIDDAY)
    decline(office.register, BOB, number)
    assert waiting_changes(office.register) == []
    with pytest.raises(NoSuchChange):
        apply(office.register, BOB, number)


@pytest.mark.parametrize("act", ["preview", "ask", "apply", "decline", "renew"])
def test_only_officers_change_dates(office: Office, requests: list[int], act: str) -> None:
    shown = Preview()
    calls = {
        "preview": lambda: preview(office.register, CCG, wish()),
        "ask": lambda: ask(office.register, CCG, wish(), shown),
        "apply": lambda: apply(office.register, CCG, 1), "decline": lambda: decline(office.register, CCG, 1),
        "renew": lambda: dates.renew(office.register, CCG, 1),
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        calls[act]()


def test_what_is_applied_is_what_was_shown_or_nothing_is(office: Office, requests: list[int]) -> None:
    wanted = wish()
    number = ask(office.register, ANNE, wanted, preview(office.register, ANNE, wanted))
    office.do(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    with pytest.raises(SomethingElseNow) as found:
        apply(office.register, BOB, number)
    assert [one.case_id for one in found.value.preview.cases] == requests[1:]
    assert due(office, requests[1], "constitution-general") == london(date(2015, 1, 9), MIDDAY)
    assert len(dates.renew(office.register, ANNE, number).cases) == 2
    assert apply(office.register, BOB, number).landed == 2


def test_a_pack_stamped_before_the_move_is_judged_under_the_old_date(office: Office, requests: list[int]) -> None:
    """Class of bug: a change of dates that reaches what arrived before it."""
    office.at(london(date(2015, 1, 9), time(11, 59)))
    office.receive(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    done(office.register, wish())
    tick(office.register)
    assert due(office, requests[0], "constitution-general") is None
    kinds = [entry["kind"] for entry in office.told(requests[0])]
    assert kinds.index("step-completed") < kinds.index("calendar-changed")


@pytest.mark.parametrize(
    ("offset", "on_time"),
    [(-MICROSECOND, True), (timedelta(0), True), (MICROSECOND, False)],
    ids=["before", "at", "after"],
)
def test_the_new_date_is_exact_to_the_microsecond(
    office: Office, requests: list[int], offset: timedelta, on_time: bool
) -> None:
    done(office.register, wish())
    at = london(NEW_DAY, MIDDAY) + offset
    office.at(at)
    office.do(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    office.at(at + timedelta(minutes=1))
    tick(office.register)
    late = "rule_on_late_constitution" in office.steps(requests[0])
    assert late is not on_time


def test_a_move_never_reopens_what_fell_due(office: Office, requests: list[int]) -> None:
    office.at(london(date(2015, 1, 9), MIDDAY) + timedelta(seconds=10))
    tick(office.register)
    shown = preview(office.register, ANNE, wish())
    assert (shown.cases, [one.case_id for one in shown.fallen]) == ([], requests)
    done(office.register, wish())
    office.at(london(date(2015, 1, 20)))
    office.do(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    assert "rule_on_late_constitution" in office.steps(requests[0])


def test_in_the_pause_after_a_deadline_it_has_fallen_due_already(office: Office, requests: list[int]) -> None:
    office.at(london(date(2015, 1, 9), MIDDAY) + MICROSECOND)
    shown = preview(office.register, ANNE, wish())
    assert (shown.cases, len(shown.fallen)) == ([], 3)


def test_what_had_fallen_is_ruled_on_one_by_one_by_a_named_officer(office: Office, requests: list[int]) -> None:
    office.at(london(date(2015, 1, 9), MIDDAY) + timedelta(seconds=10))
    tick(office.register)
    number = done(office.register, wish())
    waiting = rulings_open(office.register, Sight())
    assert [row["case_id"] for row in waiting] == requests
    with pytest.raises(NotPossible, match="why"):
        rule(office.register, BOB, number, requests[0], waiting[0]["element"], ruling="new-date", reason=" ")
    rule(office.register, BOB, number, requests[0], waiting[0]["element"], ruling="new-date", reason="It was promised.")
    rule(office.register, BOB, number, requests[1], waiting[1]["element"], ruling="stands", reason="Nobody asked.")
    with pytest.raises(NoSuchChange):
        rule(office.register, BOB, number, requests[1], waiting[1]["element"], ruling="stands", reason="Again.")
    office.at(london(date(2015, 1, 20)))
    for case in requests[:2]:
        office.do(case, "submit_constitution_request", constitution_content="other", members_consulted="yes")
    assert ["rule_on_late_constitution" in office.steps(case) for case in requests[:2]] == [False, True]
    assert [row["case_id"] for row in rulings_open(office.register, Sight())] == requests[2:]
    [entry] = office.told(requests[0], "fallen-ruled")
    assert entry["by"] == "bob"


def test_a_date_cannot_be_moved_into_the_past(office: Office, requests: list[int]) -> None:
    with pytest.raises(NotPossible, match="has passed"):
        preview(office.register, ANNE, wish(day=date(2014, 11, 28)))


def test_a_change_that_would_have_to_go_back_into_the_past_cannot_be_taken_back(
    office: Office, requests: list[int]
) -> None:
    number = done(office.register, wish())
    office.at(london(date(2015, 1, 12)))
    with pytest.raises(NotPossible, match="has passed"):
        preview(office.register, ANNE, wish(kind="revert", reverts=number, day=None))


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"because": " "}, "give both"), ({"authority": ""}, "give both"), ({"day": None}, "where the date goes"),
        ({"day": date(2015, 1, 9)}, "lies there already"), ({"kind": "suspend"}, "name the case"),
        ({"kind": "holiday", "title": ""}, "its title"), ({"deadline": "constitution-original"}, "superseded"),
    ],
)  # fmt: skip
def test_a_wish_that_makes_no_sense_says_why(
    office: Office, requests: list[int], given: dict[str, object], problem: str
) -> None:
    with pytest.raises(NotPossible, match=problem):
        preview(office.register, ANNE, wish(**given))


def test_an_unknown_deadline_names_the_known_ones(office: Office) -> None:
    with pytest.raises(UnknownDeadline, match="Did you mean 'constitution-general'"):
        preview(office.register, ANNE, wish(deadline="constitution-generel"))


def test_the_bound_that_the_round_sets_is_kept(office: Office) -> None:
    with pytest.raises(BeyondBound, match=r"Next steps, 7\.4\.3"):
        preview(office.register, ANNE, wish(deadline="agreement-signature", day=date(2015, 4, 1)))
    with pytest.raises(BeyondBound, match="within eight weeks"):
        preview(office.register, ANNE, wish(deadline="constitution-outcome", day=None, period="P9W"))
    shown = preview(office.register, ANNE, wish(deadline="agreement-signature", day=date(2015, 3, 27)))
    assert [one["name"] for one in shown.dates] == ["agreement-signature"]


def test_a_relative_deadline_is_counted_anew_from_each_case_s_own_fact(office: Office, requests: list[int]) -> None:
    for days, case in enumerate(requests, 1):
        office.at(london(date(2014, 12, days + 1), time(15)))
        office.do(case, "submit_constitution_request", constitution_content="other", members_consulted="yes")
    done(office.register, wish(deadline="constitution-outcome", day=None, period="P6W"))
    ends = [london_day_end(date(2015, 1, 13 + days)) - MICROSECOND for days in range(3)]
    assert [due(office, case, "constitution-outcome") for case in requests] == ends


def test_one_case_is_extended_alone(office: Office, requests: list[int]) -> None:
    done(office.register, wish(case_id=requests[0], day=date(2015, 1, 12)))
    found = [due(office, case, "constitution-general") for case in requests]
    assert found == [london(date(2015, 1, 12), MIDDAY), *[london(date(2015, 1, 9), MIDDAY)] * 2]
    office.at(london(date(2015, 1, 12), time(11)))
    tick(office.register)
    for case in requests[:2]:
        office.do(case, "submit_constitution_request", constitution_content="other", members_consulted="yes")
    assert ["rule_on_late_constitution" in office.steps(case) for case in requests[:2]] == [False, True]
    assert len(changes_of_case(office.register, requests[0])) == 1


def test_a_case_with_a_date_of_its_own_keeps_it_when_the_round_moves(office: Office, requests: list[int]) -> None:
    done(office.register, wish(case_id=requests[0], day=date(2015, 2, 6)))
    shown = preview(office.register, ANNE, wish())
    assert ([one.case_id for one in shown.cases], shown.own) == (requests[1:], 1)
    done(office.register, wish())
    assert due(office, requests[0], "constitution-general") == london(date(2015, 2, 6), MIDDAY)


def test_an_extension_taken_back_lets_the_calendar_hold_again(office: Office, requests: list[int]) -> None:
    number = done(office.register, wish(case_id=requests[0], day=date(2015, 1, 12)))
    done(office.register, wish(kind="revert", reverts=number, case_id=requests[0], day=None))
    done(office.register, wish())
    assert due(office, requests[0], "constitution-general") == london(NEW_DAY, MIDDAY)


def test_a_stopped_clock_neither_falls_nor_reminds_and_goes_on_by_the_days_it_stood(
    office: Office, requests: list[int]
) -> None:
    stop = wish(kind="suspend", case_id=requests[0], day=None, category="waiting for another body")
    office.at(london(date(2015, 1, 5), time(10)))
    done(office.register, stop)
    assert planned(office.register, requests[0], "constitution-general") == []
    office.at(london(date(2015, 1, 14), time(9)))
    tick(office.register)
    fell = [e for e in office.told(requests[0], "deadline-passed") if "constitution-general" in str(e["detail"])]
    assert fell == []
    done(office.register, wish(kind="resume", case_id=requests[0], day=None))
    assert due(office, requests[0], "constitution-general") == london(date(2015, 1, 19), MIDDAY)  # the 18th is a Sunday


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"kind": "suspend", "category": "bored"}, "one of: waiting for the applicant"),
        ({"kind": "resume"}, "does not stand"),
        ({"deadline": "late-ruling"}, "does not wait for 'late-ruling'"),
        ({}, "where the date goes"),
        ({"day": date(2015, 1, 9)}, "lies there already"),
        ({"day": date(2014, 11, 28)}, "has passed already"),
    ],
)
def test_a_wish_for_one_case_that_makes_no_sense_says_why(
    office: Office, requests: list[int], given: dict[str, object], problem: str
) -> None:
    with pytest.raises(NotPossible, match=problem):
        preview(office.register, ANNE, wish(**{"case_id": requests[0], "day": None, **given}))


def test_a_stopped_clock_is_neither_stopped_again_nor_moved(office: Office, requests: list[int]) -> None:
    stop = wish(kind="suspend", case_id=requests[0], day=None, category="legal advice")
    number = done(office.register, stop)
    with pytest.raises(NotPossible, match="stands already"):
        preview(office.register, ANNE, stop)
    with pytest.raises(NotPossible, match="go on first"):
        preview(office.register, ANNE, wish(case_id=requests[0]))
    done(office.register, wish(kind="revert", reverts=number, case_id=requests[0], day=None))
    assert due(office, requests[0], "constitution-general") == london(date(2015, 1, 9), MIDDAY)


def test_a_clock_of_which_the_source_foresees_no_stop_never_stops(office: Office, requests: list[int]) -> None:
    office.do(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    stop = wish(kind="suspend", case_id=requests[0], deadline="constitution-outcome", day=None, category="other")
    with pytest.raises(NotPossible, match="never stops: the source foresees"):
        preview(office.register, ANNE, stop)


def test_a_case_that_has_gone_or_is_of_another_round_is_not_changed(office: Office, requests: list[int]) -> None:
    with pytest.raises(NoSuchCase):
        preview(office.register, ANNE, wish(case_id=999))
    with pytest.raises(NoSuchCase):
        preview(office.register, ANNE, wish(case_id=requests[0], round="2015-second-wave"))


def test_an_extension_of_a_date_that_counts_from_a_fact_holds_for_this_count_only(
    office: Office, requests: list[int]
) -> None:
    """Class of bug: a date given once that is found again, in the past, at the next visit of the step."""
    office.do(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    done(office.register, wish(case_id=requests[0], deadline="constitution-target", day=date(2015, 1, 20)))
    row = case_row(office.register, Sight(), requests[0])
    assert live_case(office.register, row).dates.of("constitution-target") is not None
    with pytest.raises(NotPossible, match="does not wait for 'late-ruling'"):
        preview(office.register, ANNE, wish(case_id=requests[0], deadline="late-ruling"))
    office.do(requests[0], "decide_constitution_request", constitution_outcome="approved")
    row = case_row(office.register, Sight(), requests[0])
    assert live_case(office.register, row).dates.of("constitution-target") is None


def test_the_bound_holds_for_one_case_too(office: Office, requests: list[int]) -> None:
    office.do(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    with pytest.raises(BeyondBound, match="within eight weeks"):
        preview(office.register, ANNE, wish(case_id=requests[0], deadline="constitution-outcome"))


def test_a_case_that_has_ended_keeps_its_dates(office: Office) -> None:
    case = office.open("delegated", "03L")
    office.at(london(date(2015, 5, 1)))
    tick(office.register)
    assert case_row(office.register, Sight(), case)["ended"]
    with pytest.raises(NotPossible, match="has ended"):
        preview(office.register, ANNE, wish(case_id=case, deadline="go-live", day=date(2015, 6, 1)))


def test_nothing_is_applied_while_something_that_arrived_is_being_judged(office: Office, requests: list[int]) -> None:
    wanted = wish()
    number = ask(office.register, ANNE, wanted, preview(office.register, ANNE, wanted))
    office.receive(requests[0], "submit_constitution_request", constitution_content="other")
    with pytest.raises(NotPossible, match="being judged"):
        dates.changes.apply(office.register, number, "bob")


def test_a_stop_that_finds_its_step_done_is_refused_and_says_so(office: Office, requests: list[int]) -> None:
    office.do(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    content = {"change": 1, "act": "give", "deadline": "late-ruling", "due": None}
    receive(office.register, requests[0], "own-date", content, by="anne", received_at=office.clock(), kind="own-date")
    office.settle(requests[0])
    [entry] = office.told(requests[0], "arrival-refused")
    assert "does not wait for 'late-ruling'" in str(entry["detail"])


def test_one_change_is_taken_back_and_another_stands(office: Office, requests: list[int]) -> None:
    first = done(office.register, wish())
    done(office.register, wish(deadline="joint-submission", day=date(2015, 2, 6)))
    done(office.register, wish(kind="revert", reverts=first, day=None))
    assert due(office, requests[0], "constitution-general") == london(date(2015, 1, 9), MIDDAY)
    assert office.register.round("2014-15").due("constitution-joint-only").date() == date(2015, 2, 6)
    assert len(changes_of(office.register, "2014-15", "joint-submission")) == 1


def test_a_date_that_is_not_waited_for_yet_can_be_given_to_one_case(office: Office) -> None:
    case = office.open("delegated", "03L")
    done(office.register, wish(case_id=case, deadline="agreement-signature", day=date(2015, 3, 20)))
    [change] = changes_of_case(office.register, case)
    assert change["preview"].cases[0].element == ""


def test_a_holiday_proclaimed_late_moves_reminders_and_reports_the_dates_on_it(
    office: Office, requests: list[int]
) -> None:
    earlier = office.register.round("2014-15").digest
    holiday = wish(kind="holiday", deadline="", day=date(2015, 1, 6), title="A day of thanks")
    shown = preview(office.register, ANNE, holiday)
    assert shown.cases == []
    assert shown.cancelled > 0
    done(office.register, holiday)
    tick(office.register)
    days = [at.astimezone(LONDON).date() for at in planned(office.register, requests[0], "constitution-general")]
    assert date(2015, 1, 6) not in days
    assert date(2015, 1, 5) in days
    assert case_row(office.register, Sight(), requests[0])["calendar"] != earlier
    with pytest.raises(UnusableRound, match="no working day already"):
        preview(office.register, ANNE, holiday)


def test_a_deadline_that_falls_on_a_new_holiday_is_reported(office: Office) -> None:
    holiday = wish(kind="holiday", deadline="", day=date(2015, 1, 9), title="A day of thanks")
    shown = preview(office.register, ANNE, holiday)
    assert any("Friday 9 January 2015" in one for one in shown.days_off)


def test_past_rulings_keep_the_calendar_they_were_made_under(office: Office, requests: list[int]) -> None:
    office.at(london(date(2015, 1, 9), MIDDAY) + timedelta(seconds=10))
    tick(office.register)
    before = office.register.calendars
    [entry] = [e for e in office.told(requests[0], "deadline-passed") if "constitution-general" in str(e["detail"])]
    done(office.register, wish())
    assert entry in office.told(requests[0])
    with office.register.database.read() as connection:
        digest = str(entry["detail"]).partition('"calendar":"')[2][:64]
        assert before.load(connection, digest).due("constitution-general") == london(date(2015, 1, 9), MIDDAY)


def test_a_new_case_begins_under_the_moved_date(office: Office, requests: list[int]) -> None:
    done(office.register, wish())
    later = constitution_of(office, office.open("delegated", "00D"))
    assert due(office, later, "constitution-general") == london(NEW_DAY, MIDDAY)


def test_a_second_process_sees_the_moved_date(office: Office, requests: list[int]) -> None:
    done(office.register, wish())
    other = Register(office.register.database, office.clock, office.register.rounds)
    assert other.round("2014-15").due("constitution-general") == london(NEW_DAY, MIDDAY)
    assert other.round("2014-15").digest == office.register.round("2014-15").digest


def test_a_correction_after_a_move_returns_to_the_step_with_the_moved_date(office: Office, requests: list[int]) -> None:
    """Class of bug: a state from before a move brings the old date back."""
    office.do(requests[0], "submit_constitution_request", constitution_content="other", members_consulted="yes")
    done(office.register, wish())
    act = next(e for e in office.told(requests[0], "step-completed"))
    arrival = int(str(act["detail"]).partition('"arrival":')[2].partition(",")[0])
    content = {"arrival": arrival, "reason": "Wrong pack.", "second": "bob"}
    receive(
        office.register, requests[0], "correction", content, by="anne", received_at=office.clock(), kind="correction"
    )
    office.settle(requests[0])
    assert due(office, requests[0], "constitution-general") == london(NEW_DAY, MIDDAY)


@pytest.fixture
def statements(office: Office) -> Iterator[list[str]]:
    """The statements that are executed from now on."""
    seen: list[str] = []
    event.listen(office.register.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen


def test_the_transaction_that_applies_costs_the_same_however_many_cases_move(
    office: Office, statements: list[str]
) -> None:
    counts = []
    for codes in (("03L", "04R"), ("00C", "00D", "07K", "00J", "00K")):
        for code in codes:
            office.open("delegated", code)
        wanted = wish(day=NEW_DAY + timedelta(days=len(codes)))
        number = ask(office.register, ANNE, wanted, preview(office.register, ANNE, wanted))
        tick(office.register)
        statements.clear()
        dates.changes.apply(office.register, number, "bob")
        counts.append(len(statements))
        tick(office.register)
    assert counts[1] <= counts[0]  # the first keeps the calendar that it starts from, too
