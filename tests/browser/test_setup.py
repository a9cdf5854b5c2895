"""Setting up and the registers that must be published, in a browser: axe in each state, 320 pixels, no scripts."""

import pytest

from service.actions import procurement, publication, setting_up
from service.actions.interests import record_interest
from service.register import seconded
from service.register.procurements import Procurement
from service.register.sittings.interests import Interest
from service.roles import Person
from tests.browser.walking import CCG, fits, signs_in
from tests.web.workbooks import NEW_CCG, whole, written

OFFICER, SECOND = (Person(name, "", "programme-office") for name in ("programme-office", "office-2"))
APPLICANT = Person("ccg", "", "ccg", CCG)
LINKS = ("http://localhost/link/", "invitation")
SAID = Procurement("Awarded to the first of three", "Minor surgery", "Committee", "2014-11-20", "", "None")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMPTY = (
    ("programme-office", "/setup"), ("auditor", "/setup"), ("programme-office", "/setup/import"),
    ("programme-office", "/setup/takeover"), ("ccg", "/procurement"), ("", "/register/procurement"),
    ("", "/register/interests"), ("", "/privacy"),
)  # fmt: skip
FULL = (
    ("programme-office", "/setup/import"), ("programme-office", "/setup/import/1"), ("office-2", "/setup/import/1"),
    ("ccg", "/procurement"), ("ccg", "/procurement/1"), ("auditor", "/procurement/1"),
    ("", "/register/procurement"), ("", "/register/procurement?search=nobody"), ("", "/register/interests"),
)  # fmt: skip


@pytest.fixture
def busy(office):
    """An office with a workbook that waits, a corrected decision, and both registers published."""
    register = office.register
    setting_up.ask(register, OFFICER, "set-up.xlsx", whole(), LINKS)
    procurement.record(register, APPLICANT, SAID)
    corrected = Procurement(**{**vars(SAID), "contract": "A-very-long-name-of-a-contract" * 6})
    procurement.correct(register, APPLICANT, 1, 1, corrected, "Named wrongly")
    interest = Interest("programme-office", "financial", "A share in a practice", (CCG,), "2014-09-01")
    record_interest(register, OFFICER, interest)
    publication.publish(register, SECOND, publication.ask(register, OFFICER, 0, ""))
    return office


def looked_at(page, address, axe, kinds):
    """Return what axe and a narrow screen find on pages, each as the person it is for."""
    faults = []
    for username, kind in kinds:
        page.context.clear_cookies()
        if username:
            signs_in(page, address, username)
        page.goto(address + kind)
        faults += [f"{kind}: {fault}" for fault in axe(page)]
        page.set_viewport_size({"width": 320, "height": 800})
        faults += [] if fits(page) else [f"{kind}: wider than 320 pixels"]
        page.set_viewport_size({"width": 1280, "height": 900})
    return faults


@pytest.mark.timeout(60)
def test_axe_finds_no_fault_where_nothing_is_there_yet(page, office, address, axe):
    assert looked_at(page, address, axe, EMPTY) == []


@pytest.mark.timeout(60)
def test_axe_finds_no_fault_where_everything_is_there(page, busy, address, axe):
    assert looked_at(page, address, axe, FULL) == []


@pytest.mark.timeout(60)
def test_axe_finds_no_fault_where_something_is_wrong(browser, office, address, axe):
    page = browser.new_page()  # a refused form is an error on the console, so this page is one of its own
    signs_in(page, address, "programme-office")
    faults = []
    for place in ("/setup/import", "/setup/takeover"):
        page.goto(address + place)
        page.get_by_role("button").last.click()
        assert page.locator(".nhsuk-error-summary").count() == 1
        faults += [f"{place}: {fault}" for fault in axe(page)]
    page.context.clear_cookies()
    signs_in(page, address, "ccg")
    page.goto(f"{address}/procurement")
    page.get_by_role("button", name="Enter it").click()
    assert page.locator(".nhsuk-error-summary li").count() == 5
    faults += [f"/procurement: {fault}" for fault in axe(page)]
    page.close()
    assert faults == []


@pytest.mark.timeout(60)
def test_two_officers_set_up_an_organisation_without_scripts(no_script_page, office, address):
    page = no_script_page
    signs_in(page, address, "programme-office")
    page.goto(f"{address}/setup")
    page.get_by_role("link", name="Set up from a workbook").click()
    wrong = written([{**NEW_CCG, "code": "x"}])
    page.get_by_label("The filled workbook").set_input_files({"name": "a.xlsx", "mimeType": XLSX, "buffer": wrong})
    page.get_by_role("button", name="See what would change").click()
    assert "Sheet Organisations, row 2, column A (Code)" in page.inner_text("main")
    page.get_by_label("The filled workbook").set_input_files({"name": "a.xlsx", "mimeType": XLSX, "buffer": whole()})
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("button", name="Ask a second officer to apply it").click()
    assert "another officer must apply it" in page.inner_text("main")
    place = page.url
    page.context.clear_cookies()
    signs_in(page, address, "office-2")
    page.goto(place)
    page.get_by_role("button", name="Apply all of it").click()
    assert "applied by office-2" in page.inner_text("main")
    assert seconded.waiting(office.register) == []
