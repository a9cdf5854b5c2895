"""Charts and the timeline as SVG: well-formed, escaped, labelled in words, and right at their edges."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import etree

from service.draw.charts import step_chart
from service.draw.milestones import Line, Upright, milestones_svg

SVG = {"s": "http://www.w3.org/2000/svg"}
NOON = datetime(2015, 1, 9, 12, tzinfo=UTC)
DAYS = [(date(2015, 1, day), day * 10) for day in (1, 5, 9)]


def texts(svg):
    return ["".join(node.itertext()) for node in etree.fromstring(svg).iterfind(".//s:text", SVG)]


def test_a_chart_labels_each_line_with_its_total_and_each_mark():
    told = texts(
        step_chart("Packs", [("Received & kept", DAYS), ("None", [])], [(date(2015, 1, 9), "Midday <9 January>")])
    )
    assert "Received & kept: 90" in told
    assert "Midday <9 January>" in told
    assert {"0", "20", "100", "1 Jan", "9 Jan"} <= set(told)


def test_lines_that_end_at_one_place_have_labels_apart():
    drawn = etree.fromstring(step_chart("Packs", [("One", DAYS), ("Two", DAYS)], []))
    places = [float(node.get("y")) for node in drawn.iterfind(".//s:text", SVG) if (node.text or "").endswith(": 90")]
    assert abs(places[0] - places[1]) >= 15


def test_marks_of_neighbouring_days_have_labels_apart():
    marks = [(date(2015, 1, 9), "Delegated proformas"), (date(2015, 1, 8), "Joint proformas")]
    drawn = etree.fromstring(step_chart("Packs", [("One", DAYS)], marks))
    places = [float(node.get("y")) for node in drawn.iterfind(".//s:text", SVG) if "proformas" in (node.text or "")]
    assert abs(places[0] - places[1]) >= 12


def test_a_mark_near_the_left_edge_is_labelled_to_its_right():
    drawn = etree.fromstring(step_chart("Packs", [("One", DAYS)], [(date(2015, 1, 1), "At the very beginning")]))
    [label] = [node for node in drawn.iterfind(".//s:text", SVG) if node.text == "At the very beginning"]
    assert label.get("text-anchor") == "start"


@pytest.mark.parametrize("most", [0, 1, 6, 7, 60, 209, 10_000])
def test_the_scale_has_few_round_steps_whatever_the_number(most):
    drawn = texts(step_chart("Packs", [("One", [(date(2015, 1, 1), most)])], []))
    numbers = [int(one) for one in drawn if one.isdigit()]
    assert len(numbers) <= 8
    assert max(numbers) >= most


def test_nothing_to_draw_is_nothing():
    assert step_chart("Packs", [("One", [])], []) == ""


def line(label="Rotherham", **given):
    return Line(label, {1: NOON, 8: NOON + timedelta(days=82)}, **given)


def test_a_timeline_has_a_line_a_case_and_a_numbered_mark_a_milestone():
    uprights = [Upright("Submission", NOON), Upright("Go-live", NOON + timedelta(days=82))]
    svg = milestones_svg("Round", [line(), line("A & B"), line("")], uprights, NOON + timedelta(days=3))
    drawn = etree.fromstring(svg)
    marks = [node.get("href") for node in drawn.iterfind(".//s:use", SVG)]
    assert marks == ["#milestone-1", "#milestone-8"] * 3
    defined = {f"#{node.get('id')}" for node in drawn.iterfind(".//s:defs/s:g", SVG)}
    assert set(marks) <= defined
    assert {"Rotherham", "A & B", "Submission", "Go-live", "Now", "Jan 2015", "Apr 2015"} - set(texts(svg)) == {
        "Jan 2015"
    }


def test_a_missed_deadline_is_a_sign_and_marks_lie_in_order_of_time():
    late = NOON + timedelta(days=10)
    drawn = etree.fromstring(milestones_svg("Round", [line(overdue=late)], [], NOON + timedelta(days=20)))
    places = {node.get("href"): float(node.get("x")) for node in drawn.iterfind(".//s:use", SVG)}
    assert places["#milestone-1"] < places["#milestone-missed"] < places["#milestone-8"]


def test_marks_of_one_instant_stand_side_by_side():
    marks = Line("Rotherham", {1: NOON, 2: NOON, 3: NOON + timedelta(minutes=5)})
    drawn = etree.fromstring(milestones_svg("Round", [marks], [], NOON + timedelta(days=20)))
    places = [float(node.get("x")) for node in drawn.iterfind(".//s:use", SVG)]
    assert [round(after - before) for before, after in itertools.pairwise(places)] == [14, 14]


def test_a_long_name_is_cut_with_dots():
    [label, *_] = [
        one for one in texts(milestones_svg("R", [line("Windsor " * 20)], [], NOON)) if one.startswith("Win")
    ]
    assert label.endswith("…")


def test_no_drawing_styles_itself():
    assert "style=" not in milestones_svg("R", [line()], [], NOON) + step_chart("P", [("One", DAYS)], [])
