"""The page Holds, the line about deadlines on every page, and what /healthz and /metrics say."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from deadlines.steady import SteadyClock
from service.actions.calendar import tick
from service.register.holding import hold, holds_of
from service.register.holds import Hold

SUMMER = datetime(2015, 6, 1, tzinfo=UTC)


@pytest.fixture
def held(register, case_id, clock):
    """A hold of everything, and a summer in which it keeps deadlines from falling."""
    with register.database.write() as connection:
        number = hold(connection, Hold("downtime", "Away.", all_falls=True, from_at=clock()), clock())
    clock.move_to(SUMMER)
    tick(register)
    return number


def test_the_page_says_what_would_happen_and_a_reason_releases_it(visitor, register, held, case_id):
    office = visitor("programme-office")
    page = office.gets("/office/holds")
    assert "After a long downtime" in page
    assert "go-live falls" in page
    assert "It would then be: not submitted, and over" in page
    assert "Say why it can be released" in office.posts(f"/office/holds/{held}/release", 422, because=" ")
    office.gets("/office/holds")
    office.posts(f"/office/holds/{held}/release", 302, because="Looked at.")
    assert holds_of(register) == []
    assert "Nothing is held." in office.gets("/office/holds")
    office.posts(f"/office/holds/{held}/release", 409, because="Again.")


def test_a_doubted_clock_is_shown_and_an_officer_may_believe_it(visitor, register, clock):
    off = [timedelta()]
    register.clock = SteadyClock(lambda: clock() + off[0], lambda: clock().timestamp())
    off[0] = timedelta(hours=3)
    register.clock()
    office = visitor("programme-office")
    assert "The clock is doubted" in office.gets("/office/holds")
    assert office.client.get("/healthz").json["clock_alarm"].startswith("The machine&#39;s clock jumped"[:4])
    assert office.client.get("/healthz").status_code == 503
    assert "The machine&#39;s clock jumped" in visitor("ccg").gets("/cases")
    office.gets("/office/holds")
    office.posts("/office/clock/believe", 302)
    assert register.clock.alarm is None
    assert register.clock() == clock() + timedelta(hours=3)


def test_believing_changes_nothing_on_a_clock_that_cannot_be_doubted(visitor):
    office = visitor("programme-office")
    office.gets("/office/holds")
    office.posts("/office/clock/believe", 302)


@pytest.mark.parametrize("who", ["programme-office", "exceptions-officer", "auditor"])
def test_the_office_and_the_auditor_always_see_when_the_deadlines_were_looked_at(visitor, register, case_id, who):
    assert "Nothing looks at the deadlines in this process." in visitor(who).gets("/cases")
    tick(register)
    page = visitor(who).gets("/cases")
    assert "Deadlines were looked at" in page
    assert "Next: " in page
    assert "Nothing is overdue." in page


def test_a_process_that_only_serves_pages_says_so(visitor, register):
    register.bell.rings = False
    page = visitor("auditor").gets("/audit")
    assert "Another process of the service looks at the deadlines" in page
    assert "overdue" not in page


def test_others_see_it_in_trouble_only(visitor, register, case_id, clock):
    tick(register)
    assert 'role="status"' not in visitor("ccg").gets("/cases")
    register.bell.looked = time.monotonic() - 11
    page = visitor("ccg").gets("/cases")
    assert "Nobody has looked at the deadlines for 11 seconds." in page
    assert 'role="status"' in page
    assert 'role="status"' not in visitor("nobody").client.get("/about").text


def test_a_hold_is_told_to_everybody_and_the_way_to_it_to_the_office(visitor, held):
    assert "Deadlines are held." in visitor("ccg").gets("/cases")
    assert "/office/holds" not in visitor("ccg").gets("/cases")
    assert "/office/holds" in visitor("programme-office").gets("/cases")


def test_what_is_overdue_for_more_than_a_minute_is_an_illness(app, register, clock, case_id):
    client = app.test_client()
    register.bell.saw(clock() - timedelta(seconds=30), None, [])
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz").json["overdue_seconds"] == 25
    register.bell.saw(clock() - timedelta(seconds=66), None, [])
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["status"]) == (503, "ill")
    assert "was not applied for 61 seconds" in answer.json["ills"][0]


def test_the_strip_says_how_long_something_is_overdue(visitor, register, clock):
    register.bell.saw(clock() - timedelta(seconds=30), None, [])
    page = visitor("auditor").gets("/cases")
    assert "The oldest has been overdue for 25 seconds." in page
    assert "Nothing waits to fall due." in page


def test_a_machine_reads_the_same_as_metrics(app, register, case_id):
    tick(register)
    told = app.test_client().get("/metrics")
    assert told.mimetype == "text/plain"
    values = dict(line.split(" ") for line in told.text.splitlines() if not line.startswith("#"))
    assert values["approvals_overdue_seconds"] == "0.0"
    assert float(values["approvals_tick_age_seconds"]) < 10
    assert values["approvals_holds"] == "0"
