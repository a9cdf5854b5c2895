"""Calendars: a secret feed for each person and a file for each case, as RFC 5545 wants them, moving when dates move."""

import re

import icalendar
import pytest

from deadlines.calendar import london_date
from service.actions import dates
from service.mail.calendars import uid_of
from service.register import queries
from service.register.dates.wish import Wish
from service.roles import Person
from tests.web.filling import posted_pack

ANNE, BOB = Person("anne", "", "programme-office"), Person("bob", "", "exceptions-officer")
FEED = re.compile(r'id="feed" readonly value="http://localhost(/calendar/[^"]+\.ics)"')


def read(visitor, address) -> dict[str, icalendar.Event]:
    """Read a calendar as a program would, checked against the rules that the standard sets."""
    text = visitor.gets(address)
    assert visitor.page.mimetype == "text/calendar"
    follows_the_standard(visitor.page.data)
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["METHOD"] == "PUBLISH"
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def follows_the_standard(content: bytes) -> None:
    """RFC 5545: 3.1 CRLF, at most 75 octets a line; 3.6 PRODID and VERSION; 3.6.1 UID and DTSTAMP once an event."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    unfolded = content.replace(b"\r\n ", b"").decode().replace("\r\n", "\n")
    assert unfolded.startswith("BEGIN:VCALENDAR")
    assert len(re.findall(r"^(PRODID|VERSION):", unfolded, re.M)) == 2
    events = unfolded.split("BEGIN:VEVENT")[1:]
    uids = []
    for event in events:
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS"):
            assert len(re.findall(rf"^{name}[:;]", event, re.M)) == 1, name
        assert re.search(r"^DTSTAMP:\d{8}T\d{6}Z$", event, re.M)
        assert re.search(r"^DTEND:\d{8}T\d{6}Z$", event, re.M)
        uids += re.findall(r"^UID:(.+)$", event, re.M)
    assert len(set(uids)) == len(uids)


def moved(register, **more) -> int:
    given = {"kind": "move", "day": london_date(register.round("2014-15").due("joint-submission")), **more}
    wish = Wish(round="2014-15", because="Late.", authority="Director", deadline="delegated-submission", **given)
    number = dates.ask(register, ANNE, wish, dates.preview(register, ANNE, wish))
    dates.apply(register, BOB, number)
    return number


@pytest.fixture
def uid(register, case_id) -> str:
    [row] = [row for row in queries.dues_of(register, case_id) if row["deadline"] == "delegated-submission"]
    return uid_of(case_id, row["element"], register.mail_from)


def test_a_person_s_feed_shows_the_dates_of_the_cases_that_the_person_sees(visitor, register, case_id, uid):
    ccg = visitor("ccg")
    address = FEED.search(ccg.gets("/account"))[1]
    event = read(visitor("nobody"), address)[uid]
    assert event["DTEND"].dt.isoformat() == "2015-01-09T12:00:00+00:00"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert "midday (12 noon) on Friday 9 January 2015" in event["DESCRIPTION"]
    other = FEED.search(visitor("other-ccg").gets("/account"))[1]
    assert read(visitor("nobody"), other) == {}


def test_a_moved_date_keeps_its_uid_and_raises_its_sequence(visitor, register, case_id, uid):
    address = f"/cases/{case_id}/deadlines.ics"
    number = moved(register)
    event = read(visitor("ccg"), address)[uid]
    assert (event["SEQUENCE"], event["DTEND"].dt.isoformat()) == (1, "2015-01-30T12:00:00+00:00")
    moved(register, kind="revert", reverts=number, day=None)
    event = read(visitor("ccg"), address)[uid]
    assert (event["SEQUENCE"], event["DTEND"].dt.isoformat()) == (2, "2015-01-09T12:00:00+00:00")


def test_what_is_done_is_cancelled_with_a_higher_sequence(visitor, register, case_id, uid, clock):
    visitor("ccg").sends(f"/cases/{case_id}/steps/submit_proforma_delegated", 302,
                         **posted_pack(register, case_id, "submit_proforma_delegated"))  # fmt: skip
    event = read(visitor("ccg"), f"/cases/{case_id}/deadlines.ics")[uid]
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CANCELLED")


def test_whoever_sees_all_cases_has_the_dates_of_the_rounds(visitor, register, case_id):
    address = FEED.search(visitor("programme-office").gets("/account"))[1]
    wanted = uid_of(0, "2014-15-delegated-submission", register.mail_from)
    assert read(visitor("nobody"), address)[wanted]["SEQUENCE"] == 0
    moved(register)
    event = read(visitor("nobody"), address)[wanted]
    assert (event["SEQUENCE"], event["DTEND"].dt.isoformat()) == (1, "2015-01-30T12:00:00+00:00")


def test_a_renewed_address_ends_the_old_one_and_a_guess_finds_nothing(visitor, case_id):
    ccg = visitor("ccg")
    old = FEED.search(ccg.gets("/account"))[1]
    ccg.posts("/account/feed")
    visitor("nobody").gets(old, 404)
    visitor("nobody").gets(FEED.search(ccg.gets("/account"))[1])
    visitor("nobody").gets("/calendar/ccg/0000.ics", 404)
    visitor("nobody").gets("/calendar/nobody/0000.ics", 404)


def test_the_same_dates_give_the_same_bytes(visitor, register, case_id):
    ccg = visitor("ccg")
    ccg.gets(f"/cases/{case_id}/deadlines.ics")
    first = ccg.page.data
    ccg.gets(f"/cases/{case_id}/deadlines.ics")
    assert ccg.page.data == first


def test_a_case_of_somebody_else_has_no_calendar(visitor, case_id):
    visitor("other-ccg").gets(f"/cases/{case_id}/deadlines.ics", 404)
