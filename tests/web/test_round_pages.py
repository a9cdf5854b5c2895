"""A round made in the page: drawn, doubted, asked for, opened by a second officer, and a case opened in it."""

import pytest

from deadlines.planning import asked_dates
from deadlines.rounds import shipped_round
from service.actions import rounds
from service.actions.people import open_case
from service.register import queries
from service.register.register import Register
from service.register.rounds import learn_opened
from service.roles import NotAllowed, Person
from tests.web.conftest import HIDDEN, OWN_CCG

OFFICER = Person("programme-office", "", "programme-office")


def days(name: str, iso: str) -> dict[str, str]:
    year, month, day = iso.split("-")
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def wanted(**changed: str) -> dict[str, str]:
    """What the form of a round posts: the template's dates a year later, on the same or the next working day."""
    fields = {"template": "template", "name": "2021-22", "title": "Co-commissioning 2021/22"}
    fields |= {"document": "Letter of 1 June 2020", **days("opens", "2020-09-01"), **days("closes", "2022-03-31")}
    for one in asked_dates(shipped_round("template")):
        for key in ("day", "starts", "ends"):
            day = getattr(one, key)
            if day is not None:
                fields |= days(f"{one.name}-{key}", day.replace(year=day.year + 1).isoformat())
        fields[f"{one.name}-at"] = one.at.isoformat("minutes") if one.at else ""
    return fields | changed


def carried(page: str) -> dict[str, str]:
    return {key: value for key, value in HIDDEN.findall(page) if key != "csrf_token"}


@pytest.fixture
def asked(visitor) -> tuple[object, str]:
    """A round that waits for a second officer, and where its page lies."""
    office = visitor("programme-office")
    page = office.posts("/rounds/new", 200, **wanted(), do="look")
    office.posts("/rounds/new", **carried(page), do="ask")
    return office, office.goes_to


def test_a_round_is_seen_before_anybody_is_asked(visitor, register):
    page = visitor("programme-office").posts("/rounds/new", 200, **wanted(), do="look")
    assert "Nothing has happened yet." in page
    assert "Delegated applications close" in page
    assert "Sunday 1 November 2020 is no working day." in page
    assert "2021-22" not in register.rounds


def test_a_second_officer_opens_it_and_cases_run_in_it(visitor, register, asked):
    office, address = asked
    assert "another officer must open it" in office.gets(address)
    office.posts(f"{address}/open", 403)
    second = visitor("office-2")
    second.posts(f"{address}/open")
    assert "opened by office-2" in second.gets(address)
    assert "Co-commissioning 2021/22" in second.gets("/deadlines?round=2021-22")
    case = open_case(register, OFFICER, "greater-involvement", "2021-22", OWN_CCG)
    assert queries.case_row(register, queries.Sight(), case)["round"] == "2021-22"
    with register.database.read() as connection:
        kinds = connection.exec_driver_sql("SELECT kind, \"by\" FROM ledger WHERE kind LIKE 'round-%'").all()
    assert [tuple(row) for row in kinds] == [("round-asked", "programme-office"), ("round-opened", "office-2")]


def test_another_process_learns_of_an_opened_round(visitor, register, asked):
    _, address = asked
    visitor("office-2").posts(f"{address}/open")
    other = Register(register.database, register.clock, {"2014-15": register.rounds["2014-15"]})
    assert other.round("2021-22").title == "Co-commissioning 2021/22"
    third = Register(register.database, register.clock, {"2014-15": register.rounds["2014-15"]})
    learn_opened(third)
    assert "2021-22" in third.rounds


def test_a_declined_round_leaves_its_name_free(visitor, register, asked):
    office, address = asked
    page = office.posts("/rounds/new", 200, **wanted(), do="look")
    office.posts("/rounds/new", 422, **carried(page), do="ask")
    assert "waits for a second officer already" in office.page.text
    visitor("office-2").posts(f"{address}/decline")
    assert "declined by office-2" in office.gets(address)
    office.posts(f"{address}/open", 403)
    visitor("office-2").posts(f"{address}/open", 404)
    office.posts("/rounds/new", **carried(page), do="ask")
    assert "2021-22" not in register.rounds


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter a name"), ({"title": ""}, "Enter a title"), ({"document": ""}, "Name the document"),
        (days("opens", "2020-02-31"), "Enter a real date"), ({"delegated-submission-at": "noon"}, "Enter a time like"),
        (days("delegated-submission-day", "2020-13-01"), "Enter a real date"),
        ({"name": "2014-15"}, "is there already"), ({"name": "Not A Name"}, "is no name of a round"),
        ({"template": "nothing"}, "There is no round"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(visitor, register, changed, said):
    page = visitor("programme-office").posts("/rounds/new", 422, **wanted(**changed), do="look")
    assert said in page
    if changed.get("template") != "nothing":
        assert 'value="Letter of 1 June 2020"' in page or changed.get("document") == ""
    assert set(register.rounds) == {"2014-15", "2015-second-wave"}


def test_going_back_keeps_every_date(visitor):
    office = visitor("programme-office")
    page = office.posts("/rounds/new", 200, **wanted(), do="look")
    again = office.posts("/rounds/new", 200, **carried(page), do="change")
    assert 'name="delegated-submission-day-year" inputmode="numeric" value="2020"' in again


def test_a_round_begins_with_the_dates_of_the_one_that_is_chosen(visitor):
    page = visitor("programme-office").gets("/rounds/new?template=2014-15")
    assert 'name="delegated-submission-day-day" inputmode="numeric" value="9"' in page
    assert 'value="12:00"' in page


def test_an_auditor_reads_and_does_not_make(visitor, asked):
    _, address = asked
    auditor = visitor("auditor")
    assert "Open the round" not in auditor.gets(address)
    assert "2021-22" in auditor.gets("/rounds")
    assert "Make a round" not in auditor.page.text
    auditor.gets("/rounds/999", 404)


def test_paths_that_a_round_has_no_dates_for_are_named(register):
    names = list(rounds.missing_dates(register, shipped_round("template")))
    assert all("which this round does not have" in said for said in names)
    assert list(rounds.missing_dates(register, register.rounds["2014-15"])) == []


def test_only_another_officer_opens_it(register, asked):
    with pytest.raises(NotAllowed, match="another officer must open it"):
        rounds.open_round(register, OFFICER, 1)
