"""The same actions as JSON: tokens, cases, steps, receipts, and problems in one form."""

import re

import pytest

from service.register import queries
from tests.web.conftest import PASSWORD
from tests.web.filling import good_answers

STEP = "submit_proforma_delegated"


class Program:
    """A program with a token."""

    def __init__(self, app, username):
        self.client = app.test_client()
        given = self.client.post("/api/v1/tokens", json={"username": username, "password": PASSWORD})
        self.headers = {"Authorization": f"Bearer {given.json['token']}"}

    def asks(self, method, address, status=200, headers=None, **more):
        answer = self.client.open(
            f"/api/v1{address}", method=method, headers={**self.headers, **(headers or {})}, **more
        )
        assert answer.status_code == status, answer.text
        if status >= 400:
            assert answer.mimetype == "application/problem+json"
            assert answer.json["status"] == status
            assert answer.json["instance"] == f"/api/v1{address}".partition("?")[0]
            assert answer.json["type"].startswith("/api/problems/")
        return answer.json


def wrong(problem):
    """What is wrong, by pointer, parameter or header."""
    return {one.get("pointer") or one.get("parameter") or one["header"]: one["detail"] for one in problem["errors"]}


@pytest.fixture
def program(app):
    return lambda username: Program(app, username)


def test_a_program_opens_a_case_submits_a_step_and_reads_its_ledger(program, register):
    ccg = program("ccg")
    wanted = {"path": "delegated", "round": "2014-15", "organisation": "03L"}
    case = ccg.asks("POST", "/cases", 201, json=wanted, headers={"Idempotency-Key": "one"})
    step = next(s for s in ccg.asks("GET", f"/cases/{case['id']}/steps")["steps"] if s["mine"] and not s["offer"])
    assert step["element"] == STEP
    assert step["questions"]
    answers = good_answers(register, case["id"], STEP)
    receipt = ccg.asks("POST", f"/cases/{case['id']}/steps/{STEP}", json=answers)
    assert (receipt["outcome"], receipt["received_at"]) == ("accepted", "2014-12-01T09:00:00Z")
    assert ccg.asks("GET", f"/cases/{case['id']}/arrivals/{receipt['arrival']}")["step"] == STEP
    kinds = [entry["kind"] for entry in ccg.asks("GET", f"/cases/{case['id']}/ledger")["entries"]]
    assert "step-completed" in kinds
    assert ccg.asks("GET", f"/cases/{case['id']}")["status"] == "submitted"


def test_the_same_key_again_gives_the_first_receipt(program, register, case_id):
    ccg, answers = program("ccg"), good_answers(register, case_id, STEP)
    key = {"Idempotency-Key": "abc"}
    first = ccg.asks("POST", f"/cases/{case_id}/steps/{STEP}", json=answers, headers=key)
    again = ccg.asks("POST", f"/cases/{case_id}/steps/{STEP}", json=answers, headers=key)
    assert first["arrival"] == again["arrival"]
    assert len(queries.arrivals_of(register, case_id)) == 1
    ccg.asks("POST", f"/cases/{case_id}/steps/{STEP}", 400, json=answers, headers={"Idempotency-Key": "k" * 90})


def test_what_falls_into_a_deadlines_pause_is_received_and_its_ruling_follows(program, register, case_id, clock):
    ccg, answers = program("ccg"), good_answers(register, case_id, STEP)
    clock.move_to(register.round("2014-15").due("delegated-submission"))
    clock.advance(clock().resolution)
    receipt = ccg.asks("POST", f"/cases/{case_id}/steps/{STEP}", 202, json=answers)
    assert receipt["outcome"] == ""


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("POST", "/cases", {"path": "delegated"}, 422),
        ("POST", "/cases", {"path": "nonsense", "round": "2014-15", "organisation": "03L"}, 422),
        ("POST", "/cases", {"path": "joint", "round": "1999", "organisation": "03L"}, 422),
        ("POST", "/cases", {"path": "joint", "round": "2014-15", "organisation": "ZZZ"}, 404),
        ("POST", "/cases", {"path": "joint", "round": "2014-15", "organisation": "03L", "more": 1}, 422),
        ("POST", "/cases", ["a", "list"], 422),
        ("GET", "/cases?limit=0", None, 422),
        ("GET", "/cases?limit=many", None, 422),
        ("GET", "/cases?after=nonsense", None, 422),
        ("GET", "/cases?after=WzFd", None, 422),
        ("GET", "/cases?nonsense=1", None, 422),
        ("GET", "/cases?ended=perhaps", None, 422),
        ("GET", "/cases/99", None, 404),
        ("GET", "/cases/99999999999999999999999", None, 404),
        ("GET", "/cases/1/arrivals/99", None, 404),
        ("POST", "/cases/1/steps/acknowledge_receipt", {}, 409),
        ("POST", "/cases/1/steps/nonsense", {}, 409),
        ("POST", f"/cases/1/steps/{STEP}", {}, 403),
        ("GET", "/deadlines/2014-15/nonsense", None, 404),
        ("GET", "/deadlines/1999/go-live", None, 422),
        ("GET", "/paths/nonsense", None, 422),
        ("GET", "/nonsense", None, 404),
        ("DELETE", "/cases/1", None, 405),
    ],
)
def test_a_wrong_question_gets_a_problem_and_never_an_error(method, address, body, status, program, case_id):
    sent = {"json": body} if body is not None else {}
    program("programme-office").asks(method, address, status, headers={"Idempotency-Key": "k"}, **sent)


def test_a_body_that_is_no_json_is_refused(program, case_id):
    office = program("programme-office")
    for data, status in ((b"", 400), (b"{", 400), (b"\xff\xfe", 400), (b"null", 422)):
        office.asks("POST", "/cases", status, data=data, headers={"Content-Type": "application/json"})
    office.asks("POST", "/cases", 415, data=b"{}", headers={"Content-Type": "text/plain"})
    office.asks("GET", "/cases", 406, headers={"Accept": "text/html"})


def test_answers_that_cannot_be_read_are_named_by_field_and_not_received(program, register, case_id):
    answers = {**good_answers(register, case_id, STEP), "voting_members": "a few", "no_such_question": 1}
    problem = program("ccg").asks("POST", f"/cases/{case_id}/steps/{STEP}", 422, json=answers)
    assert set(wrong(problem)) == {"#/voting_members", "#/no_such_question"}
    assert queries.arrivals_of(register, case_id) == []


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic Y2NnOmNjZw==", "nonsense"])
def test_a_token_that_is_none_is_refused_even_with_a_session(header, visitor):
    answer = visitor("programme-office").client.get("/api/v1/cases", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_session_may_read_but_posts_only_with_the_pages_token(visitor, case_id):
    client = visitor("programme-office").client
    assert client.get("/api/v1/cases").json["count"] == 2
    body = {"path": "joint", "round": "2014-15", "organisation": "03L"}
    assert client.post("/api/v1/cases", json=body).status_code == 400


def test_a_wrong_password_gives_no_token(app):
    answer = app.test_client().post("/api/v1/tokens", json={"username": "ccg", "password": "wrong"})
    assert answer.status_code == 401


def test_every_endpoint_is_described(app):
    document = app.test_client().get("/api/v1/openapi.json").json
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    described = {re.sub(r"\{([a-z]+_id|number)\}", r"<int:\1>", path) for path in document["paths"]}
    described = {path.replace("{", "<").replace("}", ">") for path in described}
    assert described == rules - {"/api/v1/openapi.json"}
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_what_the_office_may_look_up_is_given_as_json(program, case_id):
    office = program("programme-office")
    assert len(office.asks("GET", "/deadlines")["deadlines"]) > 60
    assert office.asks("GET", "/deadlines/2014-15/delegated-submission")["lines"][0]["label"] == "Deadline"
    assert len(office.asks("GET", "/paths")["paths"]) >= 12
    assert "<bpmn" in office.asks("GET", "/paths/delegated")["bpmn"]
    assert office.asks("GET", "/audit")["intact"] is True
    program("ccg").asks("GET", "/audit", 403)
