"""What a drawn diagram shows, and what it must never carry."""

import re

import pytest
from lxml import etree

from service.draw import UnreadableDiagram, diagram_svg
from service.draw.lettering import width, wrap
from tests.draw.diagrams import PROPOSAL, diagram, shape

SVG = "{http://www.w3.org/2000/svg}"


def drawn(xml: bytes = PROPOSAL, **options: object) -> etree._Element:
    return etree.fromstring(diagram_svg(xml, title="Delegated commissioning", **options))


def words(svg: etree._Element) -> str:
    return " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text"))


def element(svg: etree._Element, id_: str) -> etree._Element:
    return next(group for group in svg.iter(f"{SVG}g") if group.get("data-element") == id_)


def test_every_placed_element_is_drawn_once():
    placed = re.findall(rb'BPMNShape id="\w+" bpmnElement="(\w+)"', PROPOSAL)
    assert sorted(
        group.get("data-element") for group in drawn().iter(f"{SVG}g") if group.get("data-element")
    ) == sorted(id_.decode() for id_ in placed)


def test_a_drawing_carries_no_style_no_script_and_no_id():
    text = diagram_svg(PROPOSAL, title="t", marks={"assess": "late"}, links={"assess": "/steps/1"})
    assert not re.search(r'\sstyle=|<script|<style|\sid="|\son\w+=', text)


def test_names_are_escaped():
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;"
    xml = diagram(f'<process id="proposal"><userTask id="a" name="{hostile}"/></process>', shape("a", 0, 0, 400))
    text = diagram_svg(xml, title='"><script>', links={"a": '"><script>'})
    assert "<script" not in text


@pytest.mark.parametrize("mark", ["done", "current", "waiting", "late", "withdrawn"])
def test_a_mark_is_a_sign_and_words_as_well_as_a_colour(mark):
    group = element(drawn(marks={"assess": mark}), "assess")
    assert group.get("class") == f"bpmn-element bpmn-is-{mark}"
    assert f"bpmn-badge--{mark}" in etree.tostring(group).decode()
    assert group.findtext(f"{SVG}title").startswith("Assess the mandatory criteria, decision table, ")


def test_an_unknown_mark_is_no_class():
    assert element(drawn(marks={"assess": 'x" onload="'}), "assess").get("class") == "bpmn-element"


def test_a_plain_drawing_is_one_picture_and_one_with_links_is_a_group():
    assert drawn().get("role") == "img"
    linked = drawn(links={"moderate": "/stages/moderation"})
    assert linked.get("role") == "group"
    assert [link.get("href") for link in linked.iter(f"{SVG}a")] == ["/stages/moderation"]


def test_marks_are_said_in_the_description():
    assert "Assess the mandatory criteria: late" in drawn(marks={"assess": "late"}).findtext(f"{SVG}desc")


def test_a_timer_without_a_name_shows_its_deadline():
    assert "delegated- submission" in words(drawn())


def test_flow_names_and_notes_are_shown():
    assert "Next steps, 7.4.2" in words(drawn())
    assert "Recommended for" in words(drawn())


def test_an_entity_is_not_resolved():
    bomb = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + PROPOSAL.replace(b"Next steps, 7.4.2", b"&a;")
    assert "root:" not in diagram_svg(bomb, title="t")


def test_what_is_no_xml_is_refused_in_words():
    with pytest.raises(UnreadableDiagram, match="not readable XML"):
        diagram_svg(b"not a diagram", title="t")


def test_a_file_without_a_drawing_says_so():
    assert "saved without a drawing" in words(drawn(diagram("<process id='proposal'/>", "")))


def test_hostile_numbers_do_not_make_a_giant_sheet():
    xml = diagram("<process id='proposal'><task id='a'/></process>", shape("a", float("inf"), float("nan"), 1e300, 80))
    assert float(drawn(xml).get("width")) < 1e4


def test_lines_fit_their_room_and_the_last_one_ends_in_an_ellipsis():
    lines = wrap("A very long name for a step that nobody could ever fit into its small box", 88, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(width(line) <= 88 for line in lines)


def test_a_word_too_long_breaks_after_a_hyphen():
    assert wrap("constitution-acknowledgement", 100) == ["constitution-", "acknowledgement"]
