"""Procurement decisions: entered by a CCG, corrected by a new version, published by two officers without names."""

import pytest

from service.actions import duties, procurement, publication
from service.actions.interests import record_interest
from service.register import editions, procurements
from service.register.procurements import CorrectedMeanwhile, NoSuchProcurement, Procurement
from service.register.sittings.interests import Interest
from service.roles import NotAllowed, Person
from tests.web.asking import Asks
from tests.web.conftest import OWN_CCG

OFFICER, SECOND = (Person(name, "", "programme-office") for name in ("programme-office", "office-2"))
CCG = Person("ccg", "", "ccg", OWN_CCG)
SAID = {
    "decision": "Awarded to the first of three", "contract": "Minor surgery", "decided_by": "Committee",
    "conflicts": "", "managed": "None was declared",
}  # fmt: skip
DAY = {"decided_on-day": "20", "decided_on-month": "11", "decided_on-year": "2014"}


def said(**changed: str) -> Procurement:
    return Procurement(**{**SAID, "decided_on": "2014-11-20", **changed})


def published(register) -> None:
    after = publication.next_edition(register, OFFICER).after
    publication.publish(register, SECOND, publication.ask(register, OFFICER, after, "Newly said"))


def test_a_ccg_enters_a_decision_and_corrects_it_by_a_new_version(visitor, register):
    ccg = visitor("ccg")
    ccg.posts("/procurement", **SAID, **DAY)
    place = ccg.goes_to
    assert "Thursday 20 November 2014" in ccg.gets(place)
    ccg.posts(
        f"{place}/correct", **{**SAID, "contract": "Minor surgery, 2015/16"}, **DAY, after="1", reason="Year left out"
    )
    page = ccg.gets(place)
    assert "Version 2, which stands" in page
    assert "Corrected because: Year left out" in page
    assert page.index("Minor surgery, 2015/16") < page.index("Version 1")
    assert "Version 2" in ccg.gets("/procurement")
    with register.database.read() as connection:
        kinds = connection.exec_driver_sql("SELECT kind FROM ledger WHERE kind LIKE 'procurement-%'").scalars().all()
    assert kinds == ["procurement-recorded", "procurement-corrected"]


def test_each_ccg_sees_its_own_and_the_office_all(visitor, register):
    procurement.record(register, CCG, said())
    assert "NHS Rotherham CCG" in visitor("programme-office").gets("/procurement")
    assert "Enter a decision" not in visitor("auditor").gets("/procurement")
    assert "Correct it" not in visitor("auditor").gets("/procurement/1")
    assert "NHS Rotherham CCG" not in visitor("other-ccg").gets("/procurement")
    visitor("other-ccg").gets("/procurement/1", 404)
    visitor("other-ccg").posts("/procurement/1/correct", 404, **SAID, **DAY, after="1", reason="x")
    with pytest.raises(NotAllowed):
        procurement.record(register, OFFICER, said())


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"decision": " "}, "Say what was decided"),
        ({"contract": ""}, "Say which contract"),
        ({"decided_by": ""}, "Say which body"),
        ({"managed": ""}, "Say how conflicts were managed"),
        ({"decided_by": "x" * 201}, "Write at most 200 letters"),
        ({"conflicts": "x" * 2001}, "Write at most 2,000"),
        ({"decided_on-year": "2015"}, "Enter a real date that has come"),
        ({"decided_on-day": "31"}, "Enter a real date that has come"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(visitor, changed, text):
    ccg = visitor("ccg")
    page = ccg.posts("/procurement", 422, **{**SAID, **DAY, **changed})
    assert text in page
    assert "Error: Procurement decisions" in page
    assert "None is entered yet" in page


def test_a_decision_of_today_is_one_that_has_come(register):
    assert procurement.record(register, CCG, said(decided_on="2014-12-01")) == 1


def test_a_correction_needs_a_reason_a_difference_and_the_newest_version(visitor, register):
    procurement.record(register, CCG, said())
    ccg = visitor("ccg")
    page = ccg.posts("/procurement/1/correct", 422, **SAID, **DAY, after="1")
    assert "Give the reason" in page
    assert "Nothing differs" in page
    procurement.correct(register, CCG, 1, 1, said(decision="Awarded to the second"), "Mixed up")
    page = ccg.posts("/procurement/1/correct", 409, **SAID, **DAY, after="1", reason="x")
    assert "Somebody else has corrected" in page
    with pytest.raises(CorrectedMeanwhile):
        procurement.correct(register, CCG, 1, 1, said(), "x")
    with pytest.raises(NoSuchProcurement):
        procurement.correct(register, CCG, 2, 1, said(), "x")
    with pytest.raises(NoSuchProcurement):
        procurements.correct(register, 2, 1, said(), "x", "ccg")


def test_it_is_public_only_after_two_officers_published_it(visitor, register, app):
    procurement.record(register, CCG, said())
    anybody = app.test_client()
    assert "Nothing is published here yet" in anybody.get("/register/procurement").text
    published(register)
    page = anybody.get("/register/procurement").text
    for words in (duties.PROCUREMENT_DUTY, "Awarded to the first of three", "None declared", "NHS Rotherham CCG (03L)"):
        assert words in page
    assert "No organisation fits" in anybody.get("/register/procurement?search=07K").text
    csv = anybody.get("/register/editions/1/procurement.csv").text
    assert csv.startswith("\ufeffCode,Organisation,Region,Decision,Day,Contract,Decided by,Conflicts of interest")
    assert "Nothing is published here yet" in anybody.get("/register/interests").text
    procurement.correct(register, CCG, 1, 1, said(decision="=1+1"), "Mixed up")
    assert "Awarded to the first of three" in anybody.get("/register/procurement").text
    published(register)
    assert "Version 2: Mixed up" in anybody.get("/register/procurement").text
    assert "'=1+1" in anybody.get("/register/editions/2/procurement.csv").text
    assert "Awarded to the first of three" in anybody.get("/register/editions/1/procurement.csv").text


def test_interests_are_published_by_role_and_never_by_name(register, app):
    interest = Interest("committee", "financial", "A share in a practice", (OWN_CCG,), "2014-09-01", "2014-10-01")
    record_interest(register, OFFICER, interest)
    with register.database.write() as connection:
        connection.exec_driver_sql("UPDATE accounts SET name = 'Ms Unmistakable', email = 'u@x.example' "
                                   "WHERE username = 'committee'")  # fmt: skip
    published(register)
    page = app.test_client().get("/register/interests").text
    assert "Commissioning Committee" in page
    assert "Wednesday 1 October 2014" in page
    said_of = editions.published(register)["content"]["interests"]
    assert said_of == [{
        "code": OWN_CCG, "name": "NHS Rotherham CCG", "region": "North", "day": "2014-09-01", "kind": "Financial",
        "nature": "A share in a practice", "role": "Commissioning Committee", "until": "2014-10-01",
    }]  # fmt: skip
    with register.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM tenures WHERE username = 'committee'")
    assert duties.interests(register)[0]["role"] == duties.FORMER


def test_an_edition_from_before_has_no_such_parts(register, app):
    """Class of bug: a new part makes what was published before unreadable."""
    number = editions.ask(register, {"models": [], "approved": []}, "First", "a", 0)
    editions.answer(register, number, editions.PUBLISHED, "b")
    client = app.test_client()
    assert client.get("/register").status_code == 200
    assert "Nothing is published here yet" in client.get("/register/procurement").text
    assert client.get("/register/editions/1/interests.csv").text.count("\n") == 1


def test_programs_enter_list_and_correct(app):
    ccg, other = Asks(app, "ccg"), Asks(app, "other-ccg")
    body = {**SAID, "decided_on": "2014-11-20"}
    made = ccg.answer("POST", "/procurements", 201, json=body)
    assert made.headers["Location"] == "/api/v1/procurements/1"
    found = ccg.posts("/procurements/1/correct", {**body, "contract": "Other", "after": 1, "reason": "Named wrongly"})
    assert [one["version"] for one in found["procurements"]] == [2, 1]
    ccg.posts("/procurements/1/correct", {**body, "after": 1, "reason": "Named wrongly"}, 409)
    ccg.posts("/procurements", {**body, "decided_on": "2015-01-01"}, 422)
    assert [one["contract"] for one in ccg.gets("/procurements")["procurements"]] == ["Other"]
    assert len(ccg.gets("/procurements/1")["procurements"]) == 2
    assert other.gets("/procurements")["procurements"] == []
    other.gets("/procurements/1", 404)
