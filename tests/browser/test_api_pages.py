"""The pages about the API and the webhooks: no fault that axe finds, none too wide, empty, full and with errors."""

from service.actions import hooks as acts
from service.register import hooks
from service.roles import Person
from tests.browser.walking import fits, signs_in

OFFICE = Person("programme-office", "", "programme-office")
PAGES = ("/office/webhooks", "/office/webhooks/1", "/office/webhooks/2")


def faults_of(page, axe, address, one):
    """Look at a page with axe and at 320 pixels."""
    page.goto(address + one)
    found = [f"{one}: {fault}" for fault in axe(page)]
    page.set_viewport_size({"width": 320, "height": 800})
    found += [] if fits(page) else [f"{one}: wider than 320 pixels"]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_axe_finds_no_fault_on_the_page_of_the_api_and_it_is_not_too_wide(office, address, browser, axe):
    page = browser.new_page()
    faults = faults_of(page, axe, address, "/api") + faults_of(page, axe, address, "/api/problems/unusable")
    page.close()
    assert faults == []


def test_axe_finds_no_fault_on_the_pages_of_webhooks_and_none_is_too_wide(office, address, browser, axe):
    register, faults = office.register, []
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    signs_in(page, address, "programme-office")
    page.goto(f"{address}/office/webhooks")
    faults += [f"no webhook: {fault}" for fault in axe(page)]
    page.get_by_label("Address").fill("https://127.0.0.1/")
    page.get_by_role("button", name="Register").click()
    assert page.locator(".nhsuk-error-summary").count() == 1
    faults += [f"refused: {fault}" for fault in axe(page)]
    page.get_by_label("Address").fill("https://hooks.example.org/a-long-address/" + "of-a-program" * 12)
    page.get_by_role("button", name="Register").click()
    assert "whsec_" in page.inner_text("main")
    faults += [f"secret: {fault}" for fault in axe(page)]
    acts.add_hook(register, OFFICE, "https://hooks.example.org/", ["status"], "North")
    told = hooks.Told(7, "status", taken=False, answered=500, note="It answered with 500.")
    hooks.record(register, hooks.one_hook(register, 2), told, register.clock())
    for one in PAGES:
        faults += faults_of(page, axe, address, one)
    context.close()
    assert faults == []
