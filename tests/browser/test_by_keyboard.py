"""An applicant who has a keyboard only, from signing in to the receipt, one question at a time."""

import pytest

from service.register import queries
from tests.browser.keyboard import Keyboard

MANY = "How many CCGs would hold this delegation?"
HIDDEN = "*, *::before { outline: none !important; box-shadow: none !important }"


def test_an_applicant_sends_a_pack_by_keyboard_and_gets_a_receipt(office, address, page):
    case, keys = office.opens(), Keyboard(page)
    page.goto(f"{address}/sign-in")
    keys.opens("ccg")
    keys.opens("Do this step")
    keys.opens("The CCGs")
    keys.reaches(MANY)
    keys.types("many")
    keys.opens("Save and continue")
    assert keys.focus.summary, "what went wrong is not read first"
    keys.reaches("Enter a number, like 12")
    page.keyboard.press("Enter")
    assert keys.focus.name.startswith(MANY)
    keys.types("1")
    keys.opens("Save and continue")
    keys.opens("Save and come back later")
    keys.opens("Check your answers and send")
    assert "questions are not answered. You can send without them" in page.inner_text("main")
    keys.opens("Change Would the CCG delegate these functions onward")
    keys.reaches("Yes")
    keys.chooses("No")
    keys.reaches("Save and come back later")
    keys.goes_back_to("Save and continue")
    keys.opens("Save and come back later")
    keys.opens("Check your answers and send")
    keys.opens("Send")
    assert "Receipt number" in page.inner_text("main")
    sent = queries.arrivals_of(office.register, case)
    assert len(sent) == 1
    assert '"ccgs_in_delegation":"1"' in str(sent[0]["content"])
    assert '"onward_delegation":"no"' in str(sent[0]["content"])


def test_the_first_press_of_tab_offers_to_skip_the_menu(office, address, page):
    keys = Keyboard(page)
    page.goto(f"{address}/sign-in")
    keys.reaches("Skip to main content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_page_that_hides_where_the_focus_is_is_noticed(office, address, page):
    page.goto(f"{address}/sign-in")
    page.evaluate(f"document.styleSheets[0].insertRule('{HIDDEN}', document.styleSheets[0].cssRules.length)")
    with pytest.raises(AssertionError, match="nothing shows that the focus is on"):
        Keyboard(page).reaches("ccg")
