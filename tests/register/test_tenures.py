"""Roles count from their first instant to their last, and area teams end as their successors begin."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.calendar import london
from service.actions import access, successions
from service.actions.access import NewRole
from service.actions.accounts import add_account, person
from service.actions.people import sight_of
from service.actions.successions import UnusableSuccession
from service.register.accounts import who_asks
from service.register.bodies import ENDED, NoSuchSuccession, shipped_successors, taken_over
from service.register.queries import Filter, list_cases
from service.register.recipients import recipients_of
from service.register.sessions import NewSession, begin_session
from service.rehearsal.data import FOLDER, organisations
from service.roles import NotAllowed, Person
from tests.conftest import Office

TICK = timedelta(microseconds=1)
TEAM, HEIR = "South Yorkshire and Bassetlaw", "Yorkshire and Humber"
OFFICER, SECOND = Person("office", "", "programme-office"), Person("second", "", "programme-office")
PASSWORD = "a long password"


@pytest.fixture
def team(office: Office) -> Office:
    """Area team, the sub-region that follows it, and a case of a CCG of theirs with its constitution request."""
    add_account(office.register, "team", "Team", "area-team", TEAM, PASSWORD, by="test", email="team@example.org")
    add_account(office.register, "heir", "Heir", "area-team", HEIR, PASSWORD, by="test", email="heir@example.org")
    add_account(office.register, "one", "One", "auditor", "", PASSWORD, by="test")
    office.open()
    return office


def seen_by(office: Office, username: str) -> int:
    found = person(office.register, username)
    return 0 if found is None else list_cases(office.register, sight_of(found), Filter(ended=""))[0]


@pytest.mark.parametrize(("at", "sees"), [(ENDED - TICK, (2, 0)), (ENDED, (0, 2)), (ENDED + TICK, (0, 2))])
def test_the_successor_sees_the_cases_of_an_area_team_from_the_instant_on(at, sees, team: Office) -> None:
    team.at(at)
    assert (seen_by(team, "team"), seen_by(team, "heir")) == sees


@pytest.mark.parametrize(("at", "told"), [(ENDED - TICK, ["team@example.org"]), (ENDED, ["heir@example.org"])])
def test_the_successor_is_told_instead_of_the_area_team_from_the_instant_on(at, told, team: Office) -> None:
    case = {"organisation": "03L", "area_team": TEAM, "region": "North"}
    with team.register.database.read() as connection:
        assert [one.address for one in recipients_of(connection, "area-team", case, at)] == told


def test_a_case_keeps_the_area_team_under_which_it_was_opened(team: Office) -> None:
    team.at(ENDED + timedelta(days=1))
    found = person(team.register, "heir")
    assert found is not None
    assert list_cases(team.register, sight_of(found), Filter(ended=""))[1][0]["area_team"] == TEAM
    assert found.may_see({"area_team": TEAM})
    assert not found.may_see({"area_team": "Wessex"})


SUMMER, WINTER = london(date(2015, 6, 1)), london(date(2015, 2, 1))


@pytest.mark.parametrize("first", [WINTER, SUMMER])
@pytest.mark.parametrize(("after", "held"), [(-TICK, False), (timedelta(0), True), (TICK, True)])
def test_a_role_counts_from_the_first_instant_of_its_first_day_in_london(first, after, held, team: Office) -> None:
    day = first.astimezone(UTC) + timedelta(hours=2)
    access.give_role(team.register, OFFICER, "one", NewRole("finance", first_day=day.date().isoformat()))
    team.at(first + after)
    assert ("finance" in roles(team)) == held


@pytest.mark.parametrize("last", [WINTER, SUMMER])
@pytest.mark.parametrize(("after", "held"), [(-TICK, True), (timedelta(0), False), (TICK, False)])
def test_a_role_counts_to_the_last_instant_of_its_last_day_in_london(last, after, held, team: Office) -> None:
    day = last - timedelta(hours=12)
    access.give_role(team.register, OFFICER, "one", NewRole("finance", last_day=day.date().isoformat()))
    team.at(last + after)
    assert ("finance" in roles(team)) == held


def roles(office: Office) -> list[str]:
    asking = who_asks(office.register, begin_session(office.register, NewSession("one", "password")))
    return [] if asking is None else [one.role for one in asking.tenures]


def test_a_role_that_is_ended_gives_nothing_at_once(team: Office) -> None:
    asking = who_asks(team.register, begin_session(team.register, NewSession("one", "password")))
    assert asking is not None
    access.end_role(team.register, OFFICER, "one", asking.tenures[0].id)
    assert person(team.register, "one") is None
    assert roles(team) == []


def test_the_successors_are_those_of_the_organisation_data_service() -> None:
    text = (FOLDER / "ccgs_2013_2015.csv").read_text(encoding="utf-8")
    teams = {place["area_team"] for place in organisations()}
    assert {one.predecessor for one in shipped_successors()} == teams - {"Wessex"}
    assert all(one.successor in text and one.from_at == ENDED for one in shipped_successors())
    assert datetime(2015, 3, 31, 23, tzinfo=UTC) == ENDED


def test_a_succession_is_entered_by_one_officer_and_confirmed_by_another(team: Office) -> None:
    number = successions.ask(team.register, OFFICER, HEIR, "North East and Yorkshire", "2016-04-01", "A letter")
    with pytest.raises(NotAllowed, match="another officer"):
        successions.answer(team.register, OFFICER, number, confirmed=True)
    later = london(date(2016, 4, 1))
    assert "North East and Yorkshire" not in heirs(team, later)
    successions.answer(team.register, SECOND, number, confirmed=True)
    assert TEAM in heirs(team, later)["North East and Yorkshire"]
    assert "North East and Yorkshire" not in heirs(team, later - TICK)
    with pytest.raises(NoSuchSuccession):
        successions.answer(team.register, SECOND, number, confirmed=True)


def test_a_succession_into_a_body_that_is_there_makes_no_other(team: Office) -> None:
    number = successions.ask(team.register, OFFICER, "Wessex", "South East", "2016-04-01", "A letter")
    successions.answer(team.register, SECOND, number, confirmed=True)
    assert "Wessex" in heirs(team, london(date(2016, 4, 1)))["South East"]
    bodies, _ = successions.listed(team.register)
    assert [row["until_at"] for row in bodies if row["name"] == "Wessex"] == [london(date(2016, 4, 1))]


def test_a_declined_succession_counts_for_nothing(team: Office) -> None:
    number = successions.ask(team.register, OFFICER, HEIR, "Another", "2016-04-01", "A letter")
    successions.answer(team.register, OFFICER, number, confirmed=False)
    assert "Another" not in heirs(team, london(date(2017, 1, 1)))


def test_bodies_that_follow_each_other_in_a_ring_are_followed_once(team: Office) -> None:
    for first, second in ((HEIR, "Another"), ("Another", HEIR)):
        number = successions.ask(team.register, OFFICER, first, second, "2016-04-01", "A letter")
        successions.answer(team.register, SECOND, number, confirmed=True)
    assert TEAM in heirs(team, london(date(2017, 1, 1)))["Another"]


def heirs(office: Office, at: datetime) -> dict[str, tuple[str, ...]]:
    with office.register.database.read() as connection:
        return taken_over(connection, at)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("Nowhere", "Another", "2016-04-01", "A letter"), "predecessor"),
        ((HEIR, " ", "2016-04-01", "A letter"), "successor"),
        ((HEIR, HEIR, "2016-04-01", "A letter"), "successor"),
        ((HEIR, "x" * 81, "2016-04-01", "A letter"), "successor"),
        ((HEIR, "Another", "2016-4-31", "A letter"), "first_day"),
        ((HEIR, "Another", "2016-04-01", " "), "source"),
    ],
)
def test_a_succession_that_cannot_be_is_said_by_field(given, field, team: Office) -> None:
    with pytest.raises(UnusableSuccession) as refused:
        successions.ask(team.register, OFFICER, *given)
    assert list(refused.value.errors) == [field]
