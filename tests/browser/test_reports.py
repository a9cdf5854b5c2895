"""Reports, timeline and public register in a browser, walked without scripts."""

import io

import pytest
from openpyxl import load_workbook

from service.actions import exports, publication
from service.register.outcomes import outcomes
from service.register.queries import Sight
from service.register.receive import receive
from service.register.settle import settle
from service.rehearsal.people import filled
from service.roles import Person
from tests.browser.walking import signs_in

OFFICER = Person("programme-office", "", "programme-office")
SECOND = Person("office-2", "", "programme-office")


def does(office, case, step):
    """Answer a step of a case."""
    live = next(one for (number, _), one in office.register.live._cases.items() if number == case)
    receive(office.register, case, step, filled(live.form(step), {}, live.scope()), by="x", received_at=office.clock())
    settle(office.register, case, office.clock())


@pytest.fixture
def busy(office):
    """An office with a case that waits, one that is live, and a published register."""
    office.opens()
    case = office.opens("greater-involvement")
    does(office, case, "acknowledge_by_ccg")
    does(office, case, "acknowledge_by_area_team")
    publication.publish(office.register, SECOND, publication.ask(office.register, OFFICER, 0, ""))
    other = office.opens("greater-involvement", "07K")
    does(office, other, "acknowledge_by_ccg")
    does(office, other, "acknowledge_by_area_team")
    return office


def test_an_officer_sends_a_tracker_back_without_scripts(busy, address, no_script_page, tmp_path):
    page, file = no_script_page, tmp_path / "tracker.xlsx"
    book = load_workbook(io.BytesIO(exports.tracker(busy.register, OFFICER, "xlsx")))
    book["Tracker"]["P2"], book["Tracker"]["I3"] = "Rang them", "Approved"
    book.save(file)
    signs_in(page, address, "programme-office")
    page.get_by_role("link", name="Reports").click()
    page.get_by_role("link", name="Import a changed tracker").click()
    page.get_by_label("The changed tracker").set_input_files(file)
    page.get_by_role("button", name="See what would change").click()
    assert "Row 3, column I (Status): this cannot be changed here" in page.inner_text("main")
    book["Tracker"]["I3"] = exported(busy)["I3"].value
    book.save(file)
    page.get_by_label("The changed tracker").set_input_files(file)
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("button", name="Change 1 cell").click()
    assert "changed for 1 case" in page.inner_text("main")


def exported(office):
    return load_workbook(io.BytesIO(exports.tracker(office.register, OFFICER, "xlsx")))["Tracker"]


def test_a_second_officer_publishes_and_the_public_reads_without_scripts(busy, address, no_script_page):
    page = no_script_page
    assert len(outcomes(busy.register, Sight())) == 3
    signs_in(page, address, "programme-office")
    page.goto(f"{address}/register")
    page.get_by_role("link", name="Prepare the next edition").click()
    page.get_by_label("Change note").fill("West Suffolk was left out.")
    page.get_by_role("button", name="Ask a second officer to publish").click()
    assert "another officer must publish it" in page.inner_text("main")
    signs_in(page, address, "office-2")
    page.goto(f"{address}/register/prepare")
    page.get_by_role("button", name="Publish for everybody").click()
    page.context.clear_cookies()
    page.goto(f"{address}/register")
    assert "West Suffolk was left out." in page.inner_text("main")
