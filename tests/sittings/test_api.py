"""Sittings for programs: the same acts, the same people kept out, and a key that makes sending again harmless."""

from datetime import timedelta

import pytest
from flask import Flask

from service.front.doors import limiter, token_for
from service.front.state import OfficeState
from service.register import queries
from service.register.register import Register
from service.register.sittings import records
from service.web import create_app
from tests.sittings.conftest import ANNE, AUDITOR, BOB, CLEO, DEV, EXCEPTIONS, OFFICE, SOUND, begun, planned
from tests.web.conftest import Started

API = "/api/v1/sittings"


@pytest.fixture(scope="session")
def built(panel_file) -> Flask:
    """The application, made once."""
    return create_app(None, Started())  # type: ignore[arg-type]


@pytest.fixture
def asks(built, panel: Register):
    """Ask as somebody: method, address, body."""
    built.extensions["office"] = OfficeState(panel, demonstration=False, clock=None)
    limiter.reset()

    def ask(person, method, address, json=None, status=200, key=None):
        with built.app_context():
            headers = {"Authorization": f"Bearer {token_for(person.username)}"}
        headers |= {"Idempotency-Key": key} if key else {}
        answer = built.test_client().open(address, method=method, json=json, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json

    return ask


@pytest.fixture
def sitting(panel: Register) -> int:
    return planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO, DEV))


def test_a_program_plans_freezes_declares_and_begins_a_sitting(asks, panel: Register) -> None:
    wanted = {"body": "committee", "held_at": "2015-02-16T14:00:00+00:00", "quorum": {"voting": 2}}
    made = asks(OFFICE, "POST", API, wanted, 201, "plan")
    assert (made["title"], made["status"], made["quorum"]["voting"]) == ("Commissioning Committee", "planned", 2)
    far = asks(OFFICE, "POST", API, {**wanted, "held_at": "0001-01-01T00:00:00+00:00"}, 422, "far")
    assert far["errors"] == [{"pointer": "#/held", "detail": "Enter a day between 2000 and 2199"}]
    assert "nothing to freeze" in asks(OFFICE, "POST", f"{API}/{made['id']}/freeze", {}, status=422)["detail"]
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    found = asks(OFFICE, "POST", f"{API}/{sitting}/freeze", {})
    assert [item["number"] for item in found["items"]] == [1, 2, 3, 4]
    member = found["members"][0]["id"]
    case = found["items"][0]["case_id"]
    body = {"member": member, "interests": {str(case): "A share in a practice"}}
    found = asks(ANNE, "POST", f"{API}/{sitting}/declarations", body)
    assert found["items"][0]["aside"] == ["Anne"]
    assert "Nobody with a vote" in asks(OFFICE, "POST", f"{API}/{sitting}/begin", status=409)["detail"]
    assert {one["id"] for one in asks(AUDITOR, "GET", API)["sittings"]} == {made["id"], sitting}


def test_an_act_through_the_api_is_one_act_under_one_key(asks, panel: Register, sitting: int) -> None:
    begun(panel, sitting)
    cases = [item.case_id for item in records.items_of(panel, sitting)]
    body = {"lines": [{"case_id": case, "answers": SOUND} for case in cases]}
    first = asks(ANNE, "POST", f"{API}/{sitting}/decisions", body, key="k")
    assert (first["lines"], first["recorded"]) == (4, 4)
    assert asks(ANNE, "POST", f"{API}/{sitting}/decisions", body, key="k") == first
    assert asks(AUDITOR, "GET", f"{API}/{sitting}/acts/{first['id']}") == first
    asks(ANNE, "POST", f"{API}/{sitting}/decisions", {"lines": body["lines"][:1]}, status=422, key="k")
    for case in cases:
        decisions = [a for a in queries.arrivals_of(panel, case) if a["step"] == "moderate_regionally"]
        assert len(decisions) == 1


def test_a_conflicted_member_records_nothing_through_the_api(asks, panel: Register, sitting: int) -> None:
    case = records.agenda_of(panel, records.one_sitting(panel, sitting))[0].case_id
    begun(panel, sitting, {"dev": case})
    line = {"lines": [{"case_id": case, "answers": SOUND}]}
    assert "You stand aside" in asks(DEV, "POST", f"{API}/{sitting}/decisions", line, 403, "k")["detail"]
    direct = f"/api/v1/cases/{case}/steps/moderate_regionally"
    assert "You have an interest" in asks(DEV, "POST", direct, SOUND, 403)["detail"]
    assert "lies before a sitting" in asks(ANNE, "POST", direct, SOUND, 409)["detail"]


def test_what_is_wrong_with_a_line_is_named_by_case_and_field(asks, panel: Register, sitting: int) -> None:
    begun(panel, sitting)
    case = records.items_of(panel, sitting)[0].case_id
    body = {"lines": [{"case_id": case, "answers": {"regional_recommendation": "recommended"}}]}
    refused = asks(ANNE, "POST", f"{API}/{sitting}/decisions", body, 422, "k")
    assert {"pointer": f"#/{case}/special_measures", "detail": "Choose an answer"} in refused["errors"]
    refused = asks(ANNE, "POST", f"{API}/{sitting}/decisions", body, 400)
    assert refused["errors"][0]["header"] == "Idempotency-Key"


def test_interests_are_entered_and_listed_by_programs(asks, panel: Register) -> None:
    place = str(queries.organisations_of(panel)[0]["code"])
    given = {"username": DEV.username, "kind": "financial", "nature": "Partner in a practice", "parties": [place],
             "from_day": "2014-09-01", "until_day": "2014-12-31"}  # fmt: skip
    asks(ANNE, "POST", "/api/v1/interests", given, 403, "a")
    kept = asks(DEV, "POST", "/api/v1/interests", given, 201, "b")
    assert asks(AUDITOR, "GET", "/api/v1/interests")["interests"] == [kept]
    refused = asks(OFFICE, "POST", "/api/v1/interests", {**given, "kind": "other", "until_day": "2014-01-01"}, 422, "c")
    assert {one["pointer"] for one in refused["errors"]} == {"#/kind", "#/until_day"}


def test_a_program_keeps_the_whole_record_of_a_sitting(asks, panel: Register) -> None:
    at = {"body": "regional-panel", "scope": "North", "held_at": "2015-01-16T10:00:00+00:00", "quorum": {"voting": 2}}
    address = f"{API}/{asks(OFFICE, 'POST', API, at, 201, 'plan')['id']}"
    for person, seat in ((ANNE, "lay"), (BOB, "executive"), (CLEO, "clinical")):
        body = {"username": person.username, "name": person.name, "seat": seat, "voting": True, "chair": seat == "lay"}
        found = asks(OFFICE, "POST", f"{address}/members", body, 201, f"seat {seat}")
    again = {"username": ANNE.username, "name": "Anne", "seat": "lay", "voting": True}
    asks(OFFICE, "POST", f"{address}/members", again, 422, "again")
    members = [one["id"] for one in found["members"]]
    assert len(asks(OFFICE, "POST", f"{address}/members/{members[2]}/remove")["members"]) == 2
    waiting = [one.case_id for one in records.agenda_of(panel, records.one_sitting(panel, found["id"]))]
    found = asks(OFFICE, "POST", f"{address}/freeze", {"leave_out": waiting[:1]})
    assert [one["case_id"] for one in found["items"]] == waiting[1:]
    for member, case in zip(members[:2], (waiting[1], None), strict=True):
        interests = {str(case): "A share"} if case else {}
        asks(OFFICE, "POST", f"{address}/declarations", {"member": member, "interests": interests})
    asks(OFFICE, "POST", f"{address}/attendance", {"present": [10**14]}, 422)
    found = asks(OFFICE, "POST", f"{address}/attendance", {"present": members[:2]})
    assert [one["present"] for one in found["members"]] == [True, True]
    papers = asks(ANNE, "GET", f"{address}/pack")["papers"]
    assert (papers[0]["arrivals"], papers[0]["aside"] != "") == ([], True)
    assert (papers[1]["arrivals"][0]["step"], papers[1]["aside"]) == ("submit_proforma_delegated", "")
    assert asks(OFFICE, "POST", f"{address}/begin")["status"] == "sitting"
    asks(OFFICE, "POST", f"{address}/minutes", {"minutes": " "}, 422)
    assert asks(OFFICE, "POST", f"{address}/minutes", {"minutes": "We met."})["minutes"] == "We met."
    asks(OFFICE, "POST", f"{address}/adjourn", {"until": "2014-01-01T00:00:00Z", "reason": "Inquorate"}, 422)
    later = (panel.clock() + timedelta(days=3)).isoformat()
    assert asks(OFFICE, "POST", f"{address}/adjourn", {"until": later, "reason": "Inquorate"})["status"] == "frozen"


def test_a_rule_is_set_aside_by_the_exceptions_officer_and_a_sitting_is_closed(asks, panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    begun(panel, sitting)
    refused = asks(EXCEPTIONS, "POST", f"{API}/{sitting}/override", {"rule": "lay-chair", "reason": "Ill"}, 422)
    assert refused["errors"][0]["pointer"] == "#/rule"
    asks(OFFICE, "POST", f"{API}/{sitting}/override", {"rule": "lay-chair", "reason": "Ill"}, 403)
    assert asks(OFFICE, "POST", f"{API}/{sitting}/close")["status"] == "closed"
    asks(OFFICE, "POST", f"{API}/{sitting}/close", status=409)


def test_an_interest_is_ended_by_whom_it_concerns(asks, panel: Register) -> None:
    place = str(queries.organisations_of(panel)[0]["code"])
    given = {"username": DEV.username, "kind": "financial", "nature": "A share", "parties": [place],
             "from_day": "2014-09-01"}  # fmt: skip
    kept = asks(DEV, "POST", "/api/v1/interests", given, 201, "k")
    asks(ANNE, "POST", f"/api/v1/interests/{kept['id']}/end", status=403)
    ended = asks(DEV, "POST", f"/api/v1/interests/{kept['id']}/end")["interests"]
    assert ended[0]["until_day"] != ""
