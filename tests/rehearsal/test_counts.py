"""Stories made by hand count as the documentation says."""

import pytest

from service.rehearsal.counts import Story

PACK = {"received_at": 0, "step": "submit_proforma_delegated"}
COUNTED: dict[str, tuple[list[str], bool, set[str]]] = {
    "nothing came": (["open", "missed"], False, set()),
    "a pack came": (["submitted"], True, {"applied"}),
    "it went live": (["approved", "signed", "live"], True, {"applied", "approved", "live"}),
    "it lapsed": (["approved", "lapsed"], True, {"applied", "approved", "lapsed"}),
    "it was conditional and then withdrawn": (["conditional", "withdrawn"], True, {"applied", "conditional"}),
    "its conditions were met": (["conditional", "approved", "live"], True, {"applied", "approved", "live"}),
    "it was declined": (["declined"], True, {"applied", "declined"}),
    "it was withdrawn before a decision": (["submitted", "withdrawn"], True, {"applied", "withdrawn"}),
    "it was withdrawn before anything came": (["withdrawn"], False, set()),
}


@pytest.mark.parametrize("story", COUNTED)
def test_the_decision_that_stood_is_counted_once(story: str) -> None:
    statuses, came, measures = COUNTED[story]
    told = Story(1, "03L", "North", "delegated", "2014-15", statuses, PACK if came else None)
    assert sorted(told.measures()) == sorted(measures)
