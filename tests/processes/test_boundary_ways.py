"""Where the way of a boundary event leads: work is not dropped without a word, and a case does not go on twice."""

import pytest

from deadlines.rounds import shipped_round
from processes.checks.check import check
from processes.checks.subject import Surroundings
from tests.processes.drawing import boundary, draw, end, library, milestone, start, step, timer

ROUND = shipped_round("2014-15")
FLOWS = "begin > do > then > done\nlate > "


def rules(boundary_event: str, *parts: str, flows: str, statutory: bool = True) -> set[str]:
    drawn = (start(), step("do"), step("then"), end(), boundary_event, *parts)
    marks = {"approvals_statutory": "true"} if statutory else {}
    files = library(draw("path", *drawn, flows=FLOWS + flows, **marks)).files
    found = check("paths/path.bpmn", files["paths/path.bpmn"], Surroundings(files, (ROUND,), lies_in_library=True))
    return {one.rule for one in found.findings} & {"event.drops-work", "event.goes-on-twice"}


INTERRUPTS = boundary("late", "do", timer("go-live"))
BESIDE = boundary("late", "do", timer("go-live"), interrupting=False)
LAPSED = end("over", approvals_status="lapsed")


def test_a_deadline_that_interrupts_and_leads_nowhere_drops_work() -> None:
    assert rules(INTERRUPTS, end("over"), flows="over") == {"event.drops-work"}
    assert rules(INTERRUPTS, end("over"), flows="over", statutory=False) == set()


@pytest.mark.parametrize("parts", [(LAPSED,), (milestone("over", "lapsed"),), (step("over"),)])
def test_a_deadline_that_interrupts_may_lead_to_a_status_or_a_step(parts: tuple[str, ...]) -> None:
    assert rules(INTERRUPTS, *parts, end("ended"), flows="over" if parts == (LAPSED,) else "over > ended") == set()


def test_a_deadline_that_is_only_noted_is_accepted() -> None:
    assert rules(BESIDE, end("over"), flows="over") == set()


def test_a_deadline_that_gives_a_status_while_the_step_goes_on_is_refused() -> None:
    assert rules(BESIDE, LAPSED, flows="over") == {"event.goes-on-twice"}
    assert rules(BESIDE, LAPSED, flows="over", statutory=False) == set()


def test_a_deadline_that_leads_on_while_the_step_goes_on_is_refused() -> None:
    assert rules(BESIDE, flows="then") == {"event.goes-on-twice"}
