"""How a round goes on: milestones of each case, packs against those expected, load by body; fixed statements."""

from datetime import date, time

from deadlines.calendar import london
from service.actions import office as acts
from service.register import queries
from service.register.milestones import LIVE, cumulated, progress
from service.register.queries import Filter, Sight
from tests.formats.conftest import OFFICER, SECOND
from tests.formats.many import counted, multiply

ROUND = Filter(round="2014-15", ended="all", size=200)
NINTH = london(date(2015, 1, 9), time(9))


def of(register, wanted=ROUND):
    return progress(register, Sight(), wanted)


def passed(register, case):
    [one] = [one for one in of(register).cases if one.case_id == case]
    return one.passed


def test_a_case_passes_its_milestones_one_by_one(office, register):
    case = office.open()
    assert passed(register, case) == {}
    office.at(NINTH).do(case, "submit_proforma_delegated")
    office.do(case, "acknowledge_receipt")
    office.at(london(date(2015, 1, 12), time(9))).do(case, "confirm_thresholds")
    found = passed(register, case)
    assert set(found) == {"pack", "acknowledged", "thresholds"}
    assert (found["pack"], found["thresholds"]) == (NINTH, london(date(2015, 1, 12), time(9)))


def test_a_milestone_that_a_correction_took_back_is_passed_no_more(office, register):
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    office.do(case, "acknowledge_receipt")
    wrong = next(row for row in queries.standing_acts(register, case) if row["step"] == "acknowledge_receipt")
    request = acts.ask_correction(register, OFFICER, case, int(str(wrong["id"])), "Sent to the wrong CCG")
    acts.confirm(register, SECOND, request)
    assert list(passed(register, case)) == ["pack"]


def test_the_shortest_path_goes_live(office, register):
    case = office.open("greater-involvement")
    office.do(case, "acknowledge_by_ccg")
    office.do(case, "acknowledge_by_area_team")
    assert set(passed(register, case)) == {"pack", "decision", LIVE}


def test_packs_are_expected_from_what_was_opened_and_received_by_london_day(office, register):
    case, _other = office.open(), office.open(organisation="07K")
    office.at(NINTH).do(case, "submit_proforma_delegated")
    found = of(register)
    assert found.expected == {date(2014, 12, 1): 2}
    assert found.received == {date(2015, 1, 9): 1}
    assert {load.role: load.steps for load in found.load} == {"ccg": 1, "programme-office": 1}


def test_a_pack_just_after_midnight_in_summer_belongs_to_the_london_day(office, register, clock):
    clock.move_to(london(date(2015, 6, 1), time(0, 30)))
    office.open(round_="2015-second-wave")
    assert of(register, Filter(round="2015-second-wave", ended="all")).expected == {date(2015, 6, 1): 1}


def test_only_what_somebody_sees_is_counted(office, register):
    office.open()
    office.open(organisation="07K")
    found = progress(register, Sight("organisation", "03L"), ROUND)
    assert (found.count, sum(found.expected.values())) == (1, 1)
    assert progress(register, Sight(nothing=True), ROUND).count == 0


def test_the_number_of_statements_does_not_grow_with_cases(office, register):
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    of(register)
    with counted(register) as few:
        of(register)
    multiply(register, case, 300)
    with counted(register) as many:
        found = of(register)
    assert (found.count, len(found.cases)) == (301, 200)
    assert len(few) == len(many) <= 9


def test_totals_run_on_to_today():
    days = {date(2015, 1, 1): 2, date(2015, 1, 3): 3, date(2015, 2, 1): 9}
    assert cumulated(days, date(2015, 1, 5)) == [(date(2015, 1, 1), 2), (date(2015, 1, 3), 5), (date(2015, 1, 5), 5)]
    assert cumulated(days, date(2015, 1, 3)) == [(date(2015, 1, 1), 2), (date(2015, 1, 3), 5)]
    assert cumulated({}, date(2015, 1, 3)) == []
