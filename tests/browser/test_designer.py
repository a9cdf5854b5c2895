"""The designer's desk: a diagram is opened, edited in the panel, checked, saved, and kept in step with its text."""

import re

import pytest
from lxml import etree

from service.draw import outline
from tests.browser.pages import BPMN, desk_app

APPROVALS = "{urn:approvals:bpmn:1}"
SHIPPED = sorted(str(file.relative_to(BPMN)) for file in BPMN.glob("*/*.bpmn"))


@pytest.fixture
def app():
    return desk_app()


@pytest.fixture
def desk(app, serving, page):
    page.goto(f"{serving(app)}/designer")
    page.wait_for_selector("#designer-canvas[data-ready]")
    return page


def select(desk, id_):
    # The upper edge of a step is free of boundary events.
    desk.locator(f'[data-element-id="{id_}"] > .djs-visual').first.click(position={"x": 30, "y": 8}, force=True)


def saved(app, desk):
    desk.click("#designer-save")
    desk.get_by_text("Saved as version 2.").wait_for()
    return app.posted[-1]


def element(xml, id_):
    return next(each for each in etree.fromstring(xml.encode()).iter() if each.get("id") == id_)


def test_a_form_and_a_role_chosen_in_the_panel_are_saved_in_the_diagram(app, desk):
    select(desk, "submit_proforma")
    desk.select_option("#bio-properties-panel-approvals-form", "late-ruling")
    desk.select_option("#bio-properties-panel-approvals-role", "ccg")
    posted = saved(app, desk)
    step = element(posted["xml"], "submit_proforma")
    assert (step.get(f"{APPROVALS}form"), step.get(f"{APPROVALS}role")) == ("late-ruling", "ccg")
    assert posted["base"] == "v1"


def test_a_deadline_is_chosen_by_name_and_stands_in_the_timer(app, desk):
    select_by_finding(desk, "too_late")
    desk.select_option("#bio-properties-panel-approvals-deadline", "panels-end")
    event = element(saved(app, desk)["xml"], "too_late")
    assert "".join(event.itertext()).strip() == "panels-end"


def select_by_finding(desk, id_):
    desk.click("#designer-check")
    desk.get_by_role("button", name={"too_late": "No such deadline"}[id_]).click()


def test_a_finding_takes_the_designer_to_its_element(app, desk):
    desk.click("#designer-check")
    desk.get_by_role("button", name="This step has no form.").click()
    assert desk.locator('.djs-element.selected[data-element-id="sign_agreement"]').count() == 1
    assert desk.locator("#designer-status").text_content() == "Checked: 1 to mend before publishing, 1 to consider."
    assert b"submit_proforma" in app.posted[-1]["xml"].encode()


def test_the_text_follows_the_drawing_and_the_drawing_follows_the_text(app, desk):
    desk.get_by_text("The diagram as text").click()
    area = desk.locator("#designer-xml-text")
    area.fill(re.sub("Assess the mandatory criteria", "Assess everything", area.input_value()))
    area.blur()
    desk.get_by_text("The diagram was redrawn from the text.").wait_for()
    assert 'name="Assess everything"' in saved(app, desk)["xml"]


def test_a_text_typed_just_before_save_is_what_is_saved(app, desk):
    desk.get_by_text("The diagram as text").click()
    area = desk.locator("#designer-xml-text")
    area.fill(area.input_value().replace("Assess the mandatory criteria", "Assess at once"))
    assert 'name="Assess at once"' in saved(app, desk)["xml"]


def test_a_text_that_is_no_diagram_leaves_the_drawing_as_it_was(app, desk):
    desk.get_by_text("The diagram as text").click()
    desk.fill("#designer-xml-text", "<nothing")
    desk.locator("#designer-xml-text").blur()
    desk.get_by_text("The text is not a diagram").wait_for()
    assert desk.locator('[data-element-id="assess"]').count() > 0
    assert 'id="assess"' in saved(app, desk)["xml"]


def ours(xml):
    """Everything of our own namespace in a file: attributes by element id, and elements."""
    tree = etree.fromstring(xml.encode())
    marks = sorted((e.get("id"), k, v) for e in tree.iter() for k, v in e.attrib.items() if k.startswith(APPROVALS))
    variables = sorted(sorted(e.attrib.items()) for e in tree.iter(f"{APPROVALS}variable"))
    return marks, variables


@pytest.mark.parametrize("file", SHIPPED)
def test_a_shipped_diagram_comes_out_of_the_designer_as_it_went_in(file, app, serving, page):
    page.goto(f"{serving(app)}/designer?shipped={file}")
    page.wait_for_selector("#designer-canvas[data-ready]")
    before, after = (BPMN / file).read_text(encoding="utf-8"), saved(app, page)["xml"]
    assert ours(after) == ours(before)
    assert outline(after.encode()) == outline(before.encode())


def test_the_mark_of_bpmn_io_is_visible(desk):
    assert desk.locator(".bjs-powered-by").is_visible()


def test_axe_finds_no_fault_at_the_desk(desk, axe):
    assert axe(desk) == []


def test_a_reader_without_the_right_to_change_gets_the_drawing_only(app, serving, page):
    page.goto(f"{serving(app)}/designer?readonly=1")
    page.wait_for_selector("#designer-canvas[data-ready]")
    assert page.locator("#designer-save, .djs-palette, #designer-panel").count() == 0
    assert page.locator('[data-element-id="assess"]').count() > 0
