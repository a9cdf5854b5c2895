"""The public register over HTTP: anybody reads what was published, nobody reads what was not."""

import pytest

from service.register.opening import open_case
from service.register.receive import receive
from service.register.settle import settle
from service.rehearsal.people import filled

PUBLIC = ("/register", "/register/editions/1", "/register/editions/1/models.csv", "/register/editions/1/approved.csv")
SECRET = "NHS Rotherham CCG"


def goes_live(register, organisation="03L"):
    """Take a CCG into greater involvement, the shortest path to a model."""
    case = open_case(register, "greater-involvement", "2014-15", organisation, by="office", at=register.clock())
    for step in ("acknowledge_by_ccg", "acknowledge_by_area_team"):
        row = register.live._cases
        live = next(one for (number, _), one in row.items() if number == case)
        answers = filled(live.form(step), {}, live.scope())
        receive(register, case, step, answers, by="someone", received_at=register.clock())
        settle(register, case, register.clock())


@pytest.fixture
def anybody(app):
    return app.test_client()


@pytest.fixture
def officer(visitor):
    return visitor("programme-office")


@pytest.fixture
def second(visitor):
    return visitor("office-2")


def publishes(register, officer, second, note="", after=0):
    officer.posts("/register/prepare", note=note, after=after)
    page = second.gets("/register/prepare")
    identity = page.split("/register/waiting/")[1].split("/")[0]
    second.posts(f"/register/waiting/{identity}/publish")
    return identity


def test_nothing_that_is_not_published_is_told_to_anybody(register, anybody, officer, second):
    goes_live(register)
    assert SECRET in officer.gets("/register/prepare")
    officer.posts("/register/prepare", after=0)
    for address in PUBLIC:
        answer = anybody.get(address)
        assert answer.status_code == (200 if address == "/register" else 404)
        assert "Rotherham" not in answer.text, address
    assert anybody.get("/register/prepare").status_code == 302


def test_a_second_officer_publishes_and_anybody_reads(register, anybody, officer, second):
    goes_live(register)
    officer.posts("/register/prepare", after=0)
    own = officer.gets("/register/prepare")
    assert "another officer must publish it" in own
    assert "Publish for everybody" not in own
    assert "An edition of the public register" in second.gets("/office")
    identity = second.gets("/register/prepare").split("/register/waiting/")[1].split("/")[0]
    officer.posts(f"/register/waiting/{identity}/publish", 403)
    second.posts(f"/register/waiting/{identity}/publish")
    text = anybody.get("/register").text
    assert SECRET in text
    assert "Edition 1, published" in text
    csv = anybody.get("/register/editions/1/models.csv").text
    assert csv.splitlines()[1] == "03L,NHS Rotherham CCG,North,Greater involvement,2014-12-01"
    assert anybody.get("/register/editions/1/approved.csv").text.count("\n") == 1
    assert anybody.get("/register/editions/1/other.csv").status_code == 404
    assert anybody.get("/register/editions/0").status_code == 404
    assert "says all of this already" in officer.gets("/register/prepare")


def test_a_correction_needs_a_note_and_the_earlier_edition_stays(register, anybody, officer, second):
    goes_live(register)
    publishes(register, officer, second)
    goes_live(register, "07K")
    assert "Say what changes and why" in officer.posts("/register/prepare", 422, after=1)
    publishes(register, officer, second, "West Suffolk was left out.", 1)
    newest, earlier = anybody.get("/register").text, anybody.get("/register/editions/1").text
    assert "West Suffolk was left out." in newest
    assert "This is an earlier edition" in earlier
    assert "NHS West Suffolk CCG" in newest
    assert "NHS West Suffolk CCG" not in earlier


def test_the_register_is_narrowed_by_region_model_and_name(register, anybody, officer, second):
    goes_live(register)
    goes_live(register, "07K")
    publishes(register, officer, second)
    for query, there in (("region=North", True), ("region=London", False), ("model=Joint", False),
                         ("search=rother", True), ("search=03l", True), ("search=nobody", False)):  # fmt: skip
        assert (SECRET in anybody.get(f"/register?{query}").text) == there, query
    assert "No organisation fits" in anybody.get("/register?search=nobody").text


def test_an_edition_can_be_declined_and_is_never_read(register, anybody, officer, second):
    goes_live(register)
    officer.posts("/register/prepare", after=0)
    identity = officer.gets("/register/prepare").split("/register/waiting/")[1].split("/")[0]
    assert "Withdraw" in officer.page.text
    second.posts(f"/register/waiting/{identity}/decline")
    assert "Nothing is published yet" in anybody.get("/register").text
    second.posts(f"/register/waiting/{identity}/publish", 404)


def test_before_anything_is_published_an_officer_is_told_what_to_do(anybody, officer):
    assert "Prepare the first edition" in officer.gets("/register")
    assert "Prepare" not in anybody.get("/register").text
    assert "There is nothing to publish" in officer.gets("/register/prepare")
    assert "nothing to publish" in officer.posts("/register/prepare", 422, after="x")
