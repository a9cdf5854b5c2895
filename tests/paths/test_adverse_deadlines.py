"""Adverse is what the diagrams show: from its timer a way leads to the end of something, with no person on it."""

from collections import defaultdict
from pathlib import Path

import pytest
from lxml import etree

from deadlines.explain import explain
from deadlines.rounds import UnusableRound, read_round, shipped_round

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DIAGRAMS = sorted([*Path("bpmn/paths").glob("*.bpmn"), *Path("bpmn/stages").glob("*.bpmn")])
LOST = {"lapsed", "not-submitted", "terminated"}
A_PERSON_STANDS_THERE = {"userTask", "manualTask", "callActivity", "subProcess", "receiveTask"}


def statuses_without_a_person(root: etree._Element, start: str) -> set[str]:
    """Return the statuses that come of an event before anybody does anything."""
    nodes = {str(node.get("id")): node for node in root.iter() if node.get("id")}
    onwards = defaultdict(list)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        onwards[str(flow.get("sourceRef"))].append(str(flow.get("targetRef")))
    found, seen, ahead = set(), set(), [start]
    while ahead:
        here = ahead.pop()
        if here in seen or etree.QName(nodes[here]).localname in A_PERSON_STANDS_THERE:
            continue
        seen.add(here)
        found |= {value for key, value in nodes[here].attrib.items() if str(key).endswith("}status")}
        ahead += onwards[here]
    return {str(status) for status in found}


def ending_timers() -> set[str]:
    """Return the deadlines whose fall alone ends something in a shipped diagram."""
    found = set()
    for file in DIAGRAMS:
        root = etree.parse(file).getroot()
        for date in root.iter(f"{BPMN}timeDate"):
            event = date.getparent().getparent()  # type: ignore[union-attr]
            if event is not None and statuses_without_a_person(root, str(event.get("id"))) & LOST:
                found.add(str(date.text))
    return found


@pytest.mark.parametrize("name", ["2014-15", "2015-second-wave", "template"])
def test_a_deadline_is_adverse_exactly_when_its_fall_alone_ends_something(name: str) -> None:
    adverse = {deadline.name for deadline in shipped_round(name).deadlines if deadline.adverse}
    assert adverse == ending_timers() == {"agreement-signature", "in-year-start", "go-live", "arrangement-ends"}


def test_the_explanation_says_that_it_is_adverse_and_only_then() -> None:
    round_ = shipped_round("2014-15")
    assert "can end a proposal" in dict(explain(round_, "go-live"))["Adverse"]
    assert "Adverse" not in dict(explain(round_, "decision-notice"))


def test_adverse_is_yes_or_no_and_nothing_else() -> None:
    text = shipped_round("standing").text.replace("adverse = true", 'adverse = "very"')
    with pytest.raises(UnusableRound, match="key 'adverse': 'very' is neither true nor false"):
        read_round(text)
