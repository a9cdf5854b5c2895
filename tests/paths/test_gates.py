"""The gates of go-live are real: take one fact away and the arrangement does not go live."""

from datetime import timedelta

import pytest

from deadlines.rounds import shipped_round
from processes.case import Case
from processes.paths import Definition, Library, define, shipped_library
from tests.paths.driving import london_instant

JOINT = {
    "path": "joint",
    "in_year": False,
    "regional_agreement": "agreed",
    "constitution_outcome": "approved",
    "ccg_signing": "signed",
    "nhse_signing": "signed",
    "transfer_arranged": False,
    "committee_decision": "",
    "conditions_met": "",
}
DELEGATED = JOINT | {
    "path": "delegated",
    "regional_agreement": "",
    "committee_decision": "approved",
    "transfer_arranged": True,
}
CONDITIONAL = DELEGATED | {"committee_decision": "conditional", "conditions_met": "met"}


def go_live_alone() -> Definition:
    """The stage by itself, as if it were a path."""
    files = dict(shipped_library().files)
    files["paths/go-live.bpmn"] = files.pop("stages/go-live.bpmn")
    return define(Library(files), "go-live")


def status_on_the_day(facts: dict[str, object]) -> str:
    case = Case.opened(go_live_alone(), shipped_round("2014-15"), london_instant("2015-03-30"), facts)
    assert case.status == ""
    case.fall(case.dues()[0])
    assert case.now == london_instant("2015-03-31") + timedelta(hours=14)
    return case.status


@pytest.mark.parametrize("facts", [JOINT, DELEGATED, CONDITIONAL], ids=["joint", "delegated", "conditions met"])
def test_it_goes_live_with_every_fact(facts: dict[str, object]) -> None:
    assert status_on_the_day(facts) == "live"


@pytest.mark.parametrize(
    ("facts", "missing", "value"),
    [
        (JOINT, "regional_agreement", ""),
        (JOINT, "regional_agreement", "develop"),
        (JOINT, "constitution_outcome", ""),
        (JOINT, "constitution_outcome", "refused"),
        (JOINT, "ccg_signing", ""),
        (JOINT, "nhse_signing", ""),
        (DELEGATED, "committee_decision", ""),
        (DELEGATED, "committee_decision", "deferred"),
        (DELEGATED, "constitution_outcome", ""),
        (DELEGATED, "constitution_outcome", "returned"),
        (DELEGATED, "ccg_signing", "refused"),
        (DELEGATED, "nhse_signing", "refused"),
        (DELEGATED, "transfer_arranged", False),
        (CONDITIONAL, "conditions_met", "not-met"),
        (CONDITIONAL, "transfer_arranged", False),
    ],
)
def test_a_missing_fact_blocks_it(facts: dict[str, object], missing: str, value: object) -> None:
    assert status_on_the_day(facts | {missing: value}) == "blocked"


@pytest.mark.parametrize(("answer", "status"), [("check-again", "live"), ("close", "blocked")])
def test_a_person_reviews_a_blocked_one(answer: str, status: str) -> None:
    case = Case.opened(go_live_alone(), shipped_round("2014-15"), london_instant("2015-03-30"), JOINT)
    case.variables["ccg_signing"] = ""
    case.fall(case.dues()[0])
    case.variables["ccg_signing"] = "signed"
    case.complete("review_blocked_go_live", {"go_live_review": answer, "go_live_note": "Signed since."}, case.now)
    assert (case.status, case.ended) == (status, True)
