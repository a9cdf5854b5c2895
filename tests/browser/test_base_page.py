"""The frame of every page, as people meet it: at any width, by keyboard, without scripts."""

import pytest

from tests.browser.pages import desk_app


@pytest.fixture
def address(serving):
    return serving(desk_app())


def test_axe_finds_no_fault_in_the_frame_and_its_pieces(page, address, axe):
    page.goto(f"{address}/?links=1&errors=1")
    assert axe(page) == []


def test_nothing_is_wider_than_a_320_pixel_screen(page, address):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_by_role("cell", name="NHS Windsor, Ascot and Maidenhead CCG").first.is_visible()


def test_the_countdown_follows_the_servers_clock(page, address):
    page.goto(address)
    countdown = page.locator("time[data-due]")
    assert countdown.text_content() in {"1 hour 30 minutes left", "1 hour 29 minutes left"}


def test_without_scripts_the_page_says_the_instant(no_script_page, address):
    no_script_page.goto(address)
    assert no_script_page.locator("time[data-due]").text_content() == "9 Jan 2015, 12:00"
    assert no_script_page.get_by_role("link", name="Deadlines").is_visible()
    assert "midday (12 noon) on Friday 9 January 2015" in no_script_page.inner_text("main")


def test_the_demonstration_says_that_it_is_one_and_the_data_are_attributed(page, address):
    page.goto(address)
    banner = page.get_by_role("complementary", name="Demonstration").inner_text()
    assert "The clock reads 10:30am on Friday 9 January 2015" in banner
    assert "Which CCG got which outcome is simulated." in banner
    assert "Open Government Licence v3.0" in page.get_by_role("contentinfo").inner_text()


def test_the_skip_link_is_reached_first(page, address):
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"


def test_no_logo_and_no_licensed_font_is_shipped(page, address, built_assets):
    page.goto(address)
    assert page.locator(".nhsuk-header__logo").count() == 0
    for file in [*built_assets.glob("*.css"), *built_assets.glob("*.js")]:
        text = file.read_text(encoding="utf-8").lower()
        assert "frutiger" not in text
        assert "assets.nhs.uk" not in text


def test_an_error_summary_is_read_first_and_leads_to_its_field(page, address):
    page.goto(f"{address}/?errors=1")
    assert page.evaluate("document.activeElement.innerText").startswith("There is a problem")
    page.get_by_role("link", name="Choose a model").click()
    assert page.evaluate("document.activeElement.id") == "model"


def test_a_long_diagram_opens_where_the_case_stands(page, address):
    page.set_viewport_size({"width": 500, "height": 800})
    page.goto(address)
    box = page.locator(".app-scroll").bounding_box()
    step = page.locator(".bpmn-is-current").bounding_box()
    assert box["x"] <= step["x"]
    assert step["x"] + step["width"] <= box["x"] + box["width"]
