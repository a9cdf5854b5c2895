"""How much lies with whom, and the burn-up of the round: counted, drawn, and the same as a table."""

from datetime import UTC, datetime

from service.draw.bars import bars_svg
from service.register import queries
from service.register.desk.load import bodies_load, burn_up
from tests.formats.many import counted, multiply
from tests.web.test_homes import SUBMIT, does

SENT = datetime(2015, 1, 9, 11, tzinfo=UTC)
NOON = datetime(2015, 1, 9, 12, tzinfo=UTC)


def test_each_body_is_told_with_its_oldest_step_and_what_is_due(register, case_id):
    does(register, case_id, SUBMIT)
    does(register, case_id, "acknowledge_receipt")
    found = {(one.role, one.scope): one for one in bodies_load(register, queries.Sight(), NOON)}
    assert found["area-team", "South Yorkshire and Bassetlaw"].steps == 1
    assert found["ccg", ""].due == 1
    assert bodies_load(register, queries.Sight("region", "London"), NOON) == []


def test_the_burn_up_counts_each_proposal_once_on_its_london_day(register, case_id, clock):
    clock.move_to(datetime(2015, 1, 8, 23, 59, 59, tzinfo=UTC))
    does(register, case_id, SUBMIT)
    clock.move_to(SENT)
    does(register, case_id, SUBMIT)
    for step in ("acknowledge_receipt", "confirm_thresholds", "moderate_regionally"):
        does(register, case_id, step)
    found = burn_up(register, queries.Sight(), "2014-15")
    assert found.expected == 1
    assert found.received == [(SENT.date(), 1)], "the pack that stands; the one it replaced is withdrawn"
    assert found.judged == [(SENT.date(), 1)]
    assert found.approved == []


def test_the_page_says_what_to_see_when_there_is_nothing(visitor):
    page = visitor("area-team").gets("/load")
    assert "Nothing waits for anybody" in page
    assert "No pack of this round has come yet" in page


def test_the_page_shows_charts_with_their_tables_at_one_cost(visitor, register, case_id, clock):
    does(register, case_id, SUBMIT)
    office = visitor("programme-office")
    office.gets("/load")
    with counted(register) as told:
        page = office.gets("/load")
    assert "Open steps by body, and those due within seven days" in page
    assert "Programme office" in page
    assert "1 by then" in page
    clock.move_to(SENT)
    multiply(register, case_id, 200)
    with counted(register) as again:
        office.gets("/load")
    assert len(again) == len(told) <= 9


def test_a_bar_without_a_dark_part_says_only_its_number():
    drawn = bars_svg("Load", [("Committee", 4, 0), ("Finance directorate, a name that is very long " * 3, 2, 1)])
    assert ">4<" in drawn
    assert ">2, 1 due<" in drawn
    assert "…" in drawn
    assert bars_svg("Load", []).startswith("<svg")
