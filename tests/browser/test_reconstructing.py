"""An auditor reconstructs cases as at midday on 9 January 2015, weeks later, in a browser without scripts."""

from datetime import timedelta

import orjson
import pytest

from service import audit
from service.actions import documents
from service.roles import Person
from tests.browser.walking import CCG, Office, signs_in
from tests.browser.walks import Walk
from tests.web.test_homes import SUBMIT

APPLICANT = Person("ccg", "", "ccg", CCG)


@pytest.fixture
def weeks_later(office: Office) -> tuple[int, int]:
    """One case that sent its pack at 11:30 and was dealt with afterwards, and one that sent nothing."""
    sent, silent = office.opens(), office.opens(organisation="07K")
    walk, noon = Walk(office), office.register.round("2014-15").due("delegated-submission")
    office.clock.move_to(noon - timedelta(minutes=30))
    documents.add_document(office.register, APPLICANT, sent, "structure.pdf", b"%PDF-1.4 a structure")
    walk.by_the_register(sent, SUBMIT)
    office.clock.move_to(noon + office.register.pause)
    office.tick()
    for hours, step in ((3, "acknowledge_receipt"), (26, "confirm_thresholds")):
        office.clock.move_to(noon + timedelta(hours=hours))
        walk.by_the_register(sent, step)
    documents.add_document(office.register, APPLICANT, sent, "afterthought.pdf", b"%PDF-1.4 more")
    office.clock.move_to(noon + timedelta(days=30))
    office.tick()
    return sent, silent


def section(page, title: str) -> str:
    """What a section of the page says, by its heading."""
    return page.get_by_role("region", name=title, exact=True).inner_text()


def looks_back(page, address: str, organisation: str) -> None:
    """Find a case from the home and show it as at midday on 9 January."""
    page.goto(address)
    page.get_by_label("Find any case").fill(organisation)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=organisation).first.click()
    page.get_by_label("Day").fill("2015-01-09")
    page.get_by_label("London time").fill("12:00:00")
    page.get_by_role("button", name="Show the case as it was").click()
    assert "at midday (12 noon) on Friday 9 January 2015" in page.inner_text("main")


def test_an_auditor_sees_what_was_open_received_due_and_done_by_midday_and_nothing_later(
    weeks_later, address, no_script_page
):
    page = no_script_page
    signs_in(page, address, "auditor")
    looks_back(page, address, "NHS Rotherham CCG")
    assert "Acknowledge receipt" in section(page, "Whose turn it was")
    assert "thresholds" not in section(page, "Whose turn it was")
    received = section(page, "What had been received")
    assert "by before the walk" in received
    assert "11:30am on Friday 9 January 2015" in received
    assert "Confirm the four thresholds" not in received
    assert "structure.pdf" in section(page, "Documents")
    assert "afterthought.pdf" not in section(page, "Documents")
    page.get_by_text("entries, oldest first").click()
    done = section(page, "Ledger up to then")
    assert "Submit annex B, delegated" in done
    assert "Step completed: Acknowledge receipt" not in done
    page.get_by_role("link", name="The case as it is now").click()
    assert "Confirm the four thresholds" in section(page, "What was received")
    assert "afterthought.pdf" in section(page, "Documents")
    page.get_by_text("entries, oldest first").click()
    assert "Step completed: Acknowledge receipt" in section(page, "Ledger")


def test_a_deadline_that_was_applied_seconds_after_midday_stands_apart(weeks_later, address, no_script_page):
    page = no_script_page
    signs_in(page, address, "auditor")
    looks_back(page, address, "NHS West Suffolk CCG")
    assert "Submit annex B, delegated" in section(page, "Whose turn it was")
    assert "midday (12 noon) on Friday 9 January 2015" in section(page, "Deadlines that waited")
    assert section(page, "What had been received").endswith("Nothing.")
    later = section(page, "Recorded later, effective from before")
    assert "Deadline passed" in later
    assert "written 9 Jan 2015, 12:00:05" in later
    page.get_by_role("link", name="The case as it is now").click()
    assert "Submit annex B, delegated" not in section(page, "Whose turn it is")


def test_an_auditor_checks_the_ledger_and_takes_a_case_along(weeks_later, office, address, no_script_page):
    page, (sent, _) = no_script_page, weeks_later
    signs_in(page, address, "auditor")
    page.get_by_role("button", name="Check the ledger").click()
    assert "The chain holds." in page.inner_text("main")
    assert audit.digest(office.register) in page.inner_text("main")
    page.goto(f"{address}/cases/{sent}")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Everything about this case as one file").click()
    told = orjson.loads(taken.value.path().read_bytes())
    assert taken.value.suggested_filename == f"0000{sent}-{CCG}-delegated.json"
    assert [one["step"] for one in told["arrivals"]] == [SUBMIT, "acknowledge_receipt", "confirm_thresholds"]
    assert told["arrivals"][0]["received_at"].startswith("2015-01-09T11:30:00")
    assert {one["name"] for one in told["documents"]} == {"structure.pdf", "afterthought.pdf"}
    entries = {entry["hash"] for entry in audit.entries(office.register) if entry["case_id"] == sent}
    assert {entry["hash"] for entry in told["ledger"]} == entries
