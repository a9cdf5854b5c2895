"""Looking at a page as axe and a narrow screen see it, once somebody has filled in and pressed what a look says."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page

from service.register.register import Register
from service.register.sessions import NewSession, begin_session
from tests.browser.pages_of import ERROR, Look
from tests.browser.walking import fits

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
Axe = Callable[[Page], list[str]]
Looker = Callable[[str, str], list[str]]


def becomes(page: Page, register: Register, address: str, username: str) -> None:
    """Let the browser be somebody's, as after signing in; nobody's, without a name."""
    page.context.clear_cookies()
    if username:
        token = begin_session(register, NewSession(username, "password"))
        page.context.add_cookies([{"name": "approvals", "value": token, "url": address}])


def faults_of(page: Page, axe: Axe, address: str, look: Look, facts: Mapping[str, object]) -> list[str]:
    """Return what is wrong with a page in a state: by axe, by its width, and where an error is not told first."""
    path = look.address.format_map(facts)
    page.set_viewport_size(WIDE)
    answer = page.goto(address + path)
    assert answer is not None
    found = [] if (answer.status >= 400) == look.refused else [f"answered with {answer.status}"]
    if look.presses and not found:
        _presses(page, look)
    if path.endswith("/edit"):
        page.wait_for_selector("#designer-canvas[data-ready]")
    found += [*_untold(page, look), *axe(page)]
    page.set_viewport_size(NARROW)
    found += [] if fits(page) else ["wider than 320 pixels"]
    return [f"{look.state}, {look.who or 'nobody'}, {path}: {fault}" for fault in found]


def _presses(page: Page, look: Look) -> None:
    for where, what in look.fills.items():
        field = page.locator(where).first
        if isinstance(what, bool):
            field.set_checked(what)
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(what)
        else:
            field.fill(what)
    with page.expect_navigation():
        page.get_by_role("button", name=look.presses, exact=True).first.click()


def _untold(page: Page, look: Look) -> list[str]:
    """Say how a page fails to tell an error: at its top, in its title, with the focus on it."""
    if look.state != ERROR:
        return []
    if page.locator(".nhsuk-error-summary").count() != 1:
        return ["no summary of errors"]
    told = page.evaluate("document.activeElement.classList.contains('nhsuk-error-summary')")
    titled = page.title().startswith("Error: ")
    return [*([] if told else ["the summary of errors has no focus"]), *([] if titled else ["no Error: in the title"])]
