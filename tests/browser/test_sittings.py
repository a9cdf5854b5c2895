"""Bodies at work in a browser without scripts: a panel that loses its quorum, the national panel, a committee."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.actions import secretaries, sittings
from service.actions.calendar import tick
from service.front.state import OfficeState
from service.register import queries
from service.register.database import Database
from service.register.register import Register
from service.register.sittings import records
from service.rehearsal.data import organisations
from service.web import create_app
from tests.browser.keyboard import Keyboard
from tests.browser.walking import Demonstration, signs_in
from tests.sittings.conftest import (
    ANNE,
    ANNEN,
    ANNES,
    BEGINS,
    BOB,
    BOBN,
    BOBS,
    CLEO,
    CLEON,
    CLEOS,
    DEV,
    NORTH,
    OFFICE,
    SECRETARY,
    TO_THE_COMMITTEE,
    TO_THE_NATIONAL_PANEL,
    TO_THE_PANEL,
    begun,
    planned,
    prepared,
)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Registers with cases before each body: 3 before the regional and the national panel, 77 before the committee."""
    folder = tmp_path_factory.mktemp("sittings")
    return {
        "regional": prepared(folder / "regional.sqlite", NORTH[:3], TO_THE_PANEL),
        "national": prepared(folder / "national.sqlite", NORTH[:3], (*TO_THE_PANEL, *TO_THE_NATIONAL_PANEL)),
        "committee": prepared(
            folder / "committee.sqlite", organisations()[:77], (*TO_THE_PANEL, *TO_THE_COMMITTEE)
        ),
    }  # fmt: skip


@pytest.fixture(scope="session")
def app():
    """The application, made once."""
    return create_app(None, Demonstration())  # type: ignore[arg-type]


@pytest.fixture
def opens(files, app, tmp_path: Path) -> Iterator[object]:
    """Open a copy of one of the registers behind the application."""
    made: list[Register] = []

    def opened(which: str) -> Register:
        shutil.copy(files[which], tmp_path / "walk.sqlite")
        clock = HandClock(BEGINS + timedelta(days=1))
        register = Register(Database(f"sqlite:///{tmp_path / 'walk.sqlite'}"), clock, shipped_rounds())
        app.extensions["office"] = OfficeState(register, demonstration=True, clock=None)
        made.append(register)
        return register

    yield opened
    for register in made:
        register.database.close()


@pytest.fixture
def address(app, serving) -> str:
    return serving(app)


def plans(page, body: str, scope: str) -> None:
    """Plan a sitting for 20 January at ten."""
    page.get_by_role("link", name="Sittings", exact=True).click()
    page.get_by_role("link", name="Plan a sitting").click()
    page.get_by_label("Which body?").select_option(label=body)
    if scope:
        page.get_by_label("For which region or organisation?").select_option(scope)
    for part, value in (("day", "20"), ("month", "1"), ("year", "2015"), ("time", "10:00")):
        page.locator(f"#held-{part}").fill(value)
    page.get_by_role("button", name="Plan the sitting").click()


def seats(page, people) -> None:
    """Give people seats with a vote, the first one the chair."""
    for place, one in enumerate(people):
        page.get_by_text("Give somebody a seat").click()
        page.locator("#username").select_option(one.username)
        page.get_by_label("Kind of seat").select_option("executive")
        if place == 0:
            page.get_by_label("Takes the chair").check()
        page.get_by_role("button", name="Give the seat").click()


def declares(page, address: str, who, case: int | None = None, nature: str = "") -> None:
    """Declare as a member: an interest in one case, or none."""
    signs_in(page, address, who.username)
    page.goto(f"{address}/sittings/1")
    page.get_by_role("link", name="Declare them now").click()
    if case is not None:
        page.locator(f"#nature-{case}").fill(nature)
    page.get_by_role("button", name="Declare").click()


def all_present(page) -> None:
    """Record everybody as present and begin."""
    group = page.get_by_role("group", name="Who is present now?")
    for box in group.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Record who is present").click()
    page.get_by_role("button", name="Begin the sitting").click()


def test_a_regional_panel_loses_its_quorum_for_one_case_decides_the_others_and_adjourns(
    opens, address, no_script_page
) -> None:
    page, register = no_script_page, opens("regional")
    signs_in(page, address, SECRETARY.username)
    plans(page, "Regional moderation panel", "North")
    seats(page, (ANNE, BOB, CLEO))
    page.get_by_role("button", name="Freeze agenda and papers").click()
    first = records.items_of(register, 1)[0]
    declares(page, address, ANNE)
    declares(page, address, BOB)
    declares(page, address, CLEO, first.case_id, "My husband is a partner in one of its practices")
    page.goto(f"{address}/cases/{first.case_id}/steps/moderate_regionally")
    assert "You have an interest" in page.inner_text("main")
    signs_in(page, address, SECRETARY.username)
    page.goto(f"{address}/sittings/1")
    all_present(page)
    assert "No quorum: 2 voting of 3." in page.inner_text("main")
    signs_in(page, address, ANNE.username)
    page.goto(f"{address}/sittings/1")
    page.get_by_role("link", name="Decide cases").click()
    page.locator("#all-decision").select_option("recommended")
    page.locator("#all-conflicts_judgement").check()
    page.locator("#all-special_measures").check()
    page.get_by_role("button", name="Decide", exact=True).click()
    assert "All 2 lines are recorded." in page.inner_text("main")
    signs_in(page, address, SECRETARY.username)
    page.goto(f"{address}/sittings/1")
    page.get_by_role("link", name="Adjourn to a later day").click()
    for part, value in (("day", "30"), ("month", "3"), ("year", "2015"), ("time", "10:00")):
        page.locator(f"#until-{part}").fill(value)
    page.get_by_label("Reason").fill("No quorum for one case")
    page.get_by_role("button", name="See which deadlines are at risk").click()
    assert first.reference in page.inner_text("main")
    page.get_by_role("button", name="Adjourn", exact=True).click()
    assert [item.outcome for item in records.items_of(register, 1)] == ["", "decided", "decided"]
    assert records.one_sitting(register, 1).day.isoformat() == "2015-03-30"


def test_the_national_panel_makes_its_recommendations(opens, address, no_script_page) -> None:
    page, register = no_script_page, opens("national")
    signs_in(page, address, ANNEN.username)
    plans(page, "National moderation panel", "")
    seats(page, (ANNEN, BOBN, CLEON))
    page.get_by_role("button", name="Freeze agenda and papers").click()
    page.get_by_role("link", name="Read the pack").click()
    assert "Recommended" in page.inner_text("main")
    for one in (ANNEN, BOBN, CLEON):
        declares(page, address, one)
    signs_in(page, address, ANNEN.username)
    page.goto(f"{address}/sittings/1")
    all_present(page)
    page.get_by_role("link", name="Decide cases").click()
    page.locator("#all-decision").select_option("ready")
    page.get_by_role("button", name="Decide", exact=True).click()
    assert "All 3 lines are recorded." in page.inner_text("main")
    for item in records.items_of(register, 1):
        assert [row["element"] for row in queries.steps_of(register, item.case_id) if not row["offer"]] == [
            "decide_sign_off"
        ]


def test_a_committee_decides_77_cases_in_one_sitting_with_one_condition(opens, address, no_script_page) -> None:
    page, register = no_script_page, opens("committee")
    sitting = planned(register, "committee", "", (ANNES, BOBS, CLEOS))
    begun(register, sitting)
    signs_in(page, address, ANNES.username)
    page.goto(f"{address}/sittings/{sitting}")
    page.get_by_role("link", name="Decide cases").click()
    page.locator("#all-decision").select_option("approved")
    selects = page.locator("select[name$='-decision']").all()[1:]
    assert len(selects) == 77
    conditional = records.items_of(register, sitting)[11]
    selects[11].select_option("conditional")
    line = page.locator(f"[id='case-{conditional.case_id}']")
    line.get_by_text("Own answers and votes").click()
    line.get_by_label("Conditions").fill("A lay chair is appointed before the agreement is signed")
    line.get_by_label("Who sees that they are met?").fill("CCG chair")
    for part, value in (("Day", "13"), ("Month", "3"), ("Year", "2015")):
        line.get_by_label(part).fill(value)
    page.get_by_role("button", name="Decide", exact=True).click()
    tick(register)
    page.reload()
    assert "All 77 lines are recorded." in page.inner_text("main")
    items = records.items_of(register, sitting)
    assert len({item.arrival_id for item in items}) == 77
    assert [item.number for item in items if item.record["result"] == "Approved with conditions"] == [12]
    arrivals = [
        a for item in items for a in queries.arrivals_of(register, item.case_id) if a["step"] == "decide_sign_off"
    ]
    assert len(arrivals) == 77
    assert len({a["received_at"] for a in arrivals}) == 1


def test_a_conflicted_member_declares_and_the_others_decide_by_keyboard(opens, address, page) -> None:
    register, keys = opens("regional"), Keyboard(page)
    sitting = planned(register, "regional-panel", "North", (ANNE, BOB, CLEO, DEV))
    secretaries.freeze(register, OFFICE, sitting)
    first = records.items_of(register, sitting)[0]
    comes_to_the_sitting(keys, address, CLEO)
    keys.opens("Declare them now")
    keys.reaches(first.organisation_name)
    keys.types("My husband is a partner in one of its practices")
    keys.opens("Declare")
    assert "stand aside" in page.inner_text("main")
    members = sittings.held(register, OFFICE, sitting).members
    for one in (one for one in members if one.name != "Cleo"):
        secretaries.declare(register, OFFICE, sitting, one.id, {})
    secretaries.attend(register, OFFICE, sitting, [one.id for one in members])
    secretaries.begin(register, OFFICE, sitting)
    comes_to_the_sitting(keys, address, ANNE)
    keys.opens("Decide cases")
    keys.reaches("Decision")
    keys.picks("Recommended")
    keys.reaches("Sound")
    keys.chooses("Sound")
    keys.reaches("No")
    keys.chooses("No")
    keys.opens("Decide")
    tick(register)
    page.reload()
    assert "All 3 lines are recorded." in page.inner_text("main")
    voted = {item.case_id: item.record["votes"] for item in records.items_of(register, sitting)}
    assert "Cleo" not in voted[first.case_id]["for"]
    assert all("Cleo" in votes["for"] for case, votes in voted.items() if case != first.case_id)


def comes_to_the_sitting(keys: Keyboard, address: str, who) -> None:
    """Sign in and open the sitting, by keyboard."""
    keys.page.context.clear_cookies()
    keys.page.goto(f"{address}/sign-in")
    keys.opens(f"{who.name} Regional moderation panel")
    keys.opens("Sittings")
    keys.opens("Regional moderation panel")
