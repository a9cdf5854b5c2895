"""The Board report says what a rehearsal counts from the ledger, and what stands after a correction."""

import io
from datetime import date, time

import pytest
from openpyxl import load_workbook

from deadlines.calendar import london
from deadlines.clock import HandClock
from service.actions import board
from service.actions import office as acts
from service.actions.board import ALL_REGIONS, board_report
from service.formats.sheets import written_xlsx
from service.register.register import Register
from service.rehearsal import counts
from service.rehearsal.rehearse import Settings, play, throw_away
from service.rehearsal.simulate import CITY_AND_HACKNEY, first_wave
from service.roles import NotAllowed, Person
from tests.formats.conftest import AUDITOR, CCG, OFFICER, SECOND

EVERY = 9


def some_of_the_round() -> list:
    """Return a small cohort with everything in it that the Board asks after."""
    rows = first_wave(2015)
    odd = {row.ods_code for row in rows if row.late_ruling or row.submitted_at is None}
    return [row for n, row in enumerate(rows) if n % EVERY == 0 or row.ods_code in (*odd, CITY_AND_HACKNEY)]


@pytest.fixture(scope="module")
def rehearsed():
    """A register in which a part of the round was rehearsed."""
    settings = Settings(rows=some_of_the_round())
    register, clock = throw_away(settings)
    play(register, clock, "2014-15", settings, lambda _: None)
    yield register
    register.database.close()


@pytest.mark.timeout(60)
def test_every_figure_is_what_the_rehearsal_counts(rehearsed: Register) -> None:
    told = counts.report(rehearsed, "2014-15", 2015)["models"]
    report = board_report(rehearsed, AUDITOR, "2014-15")
    assert len(report.lines) == 15
    for line in report.lines:
        model = told[line.model]
        expected = model if line.region == ALL_REGIONS else model["by_region"][line.region]
        assert dict(line.counts) == {measure: expected[measure] for measure in counts.MEASURES}, line
    assert sum(line.counts["applied"] for line in report.lines) > 40


def test_the_trend_ends_at_the_totals(rehearsed: Register) -> None:
    report = board_report(rehearsed, AUDITOR, "2014-15")
    totals = [line for line in report.lines if line.region == ALL_REGIONS]
    last = report.trend[-1][1]
    assert last["applied"] == sum(line.counts["applied"] for line in totals)
    assert last["live"] == sum(line.counts["live"] for line in totals)
    days = [day for day, _ in report.trend]
    assert days == sorted(set(days))


def test_late_packs_and_what_lapsed_are_exceptions(rehearsed: Register) -> None:
    report = board_report(rehearsed, AUDITOR, "2014-15")
    late = counts.report(rehearsed, "2014-15", 2015)["late"]
    told = [(one.case_id, one.note) for one in report.exceptions if one.kind == "late"]
    assert sorted(told) == sorted((one["case"], one["ruling"]) for one in late)
    assert told
    lapsed = [one for one in report.exceptions if one.kind == "lapsed"]
    assert len(lapsed) == sum(line.counts["lapsed"] for line in report.lines if line.region == ALL_REGIONS)


def test_the_workbook_has_figures_trend_and_exceptions(rehearsed: Register) -> None:
    report = board_report(rehearsed, AUDITOR, "2014-15")
    book = load_workbook(io.BytesIO(written_xlsx(board.board_sheets(report), report.made_at)))
    assert book.sheetnames == ["Figures", "Trend", "Exceptions"]
    assert [book["Figures"][cell].value for cell in ("A2", "B2")] == ["Delegated", ALL_REGIONS]
    assert book["Trend"].max_row == len(report.trend) + 1


def test_a_round_without_cases_counts_nought(rehearsed: Register) -> None:
    report = board_report(rehearsed, AUDITOR, "2015-second-wave")
    assert {value for line in report.lines for value in line.counts.values()} == {0}
    assert (report.trend, report.exceptions) == ([], [])
    assert {line.share("approved") for line in report.lines} == {None}


def test_shares_are_of_those_that_applied_or_of_the_places_there_are(rehearsed: Register) -> None:
    [line, *_] = board_report(rehearsed, AUDITOR, "2014-15").of("delegated")
    assert line.share("approved") == line.counts["approved"] / line.counts["applied"]
    assert line.places == 209
    assert line.share("live") == line.counts["live"] / 209


def test_a_successor_counts_only_once_those_before_it_are_closed(register: Register, clock: HandClock) -> None:
    counted = []
    for day in (date(2015, 2, 20), date(2015, 3, 31), date(2015, 4, 1)):
        clock.move_to(london(day, time(12)))
        counted.append(board_report(register, AUDITOR, "2014-15").lines[0].places)
    assert counted == [211, 211, 209]


def test_only_office_and_auditor_read_it(rehearsed: Register) -> None:
    for person in (CCG, Person("p", "", "finance")):
        with pytest.raises(NotAllowed):
            board_report(rehearsed, person, "2014-15")


def decided(office, decision: str) -> int:
    """Take a delegated case to its decision."""
    case = office.open()
    for step in ("submit_proforma_delegated", "acknowledge_receipt", "confirm_thresholds", "moderate_regionally",
                 "moderate_nationally"):  # fmt: skip
        office.do(case, step)
    answers = {"committee_decision": decision, "condition_due": "2015-03-20"}
    office.at(london(date(2015, 2, 10), time(10))).do(case, "decide_sign_off", **answers)
    return case


def test_a_decision_that_a_correction_took_back_counts_no_more(office, clock: HandClock) -> None:
    case = decided(office, "approved")
    before = board_report(office.register, OFFICER, "2014-15").of("delegated")[0].counts
    wrong = next(row for row in acts.queries.standing_acts(office.register, case) if row["step"] == "decide_sign_off")
    request = acts.ask_correction(office.register, OFFICER, case, int(str(wrong["id"])), "Wrong case")
    clock.advance(london(date(2015, 2, 11)) - london(date(2015, 2, 10)))
    acts.confirm(office.register, SECOND, request)
    after = board_report(office.register, OFFICER, "2014-15").of("delegated")[0].counts
    assert (before["approved"], after["approved"], after["applied"]) == (1, 0, 1)


def test_conditions_that_are_open_are_an_exception(office) -> None:
    decided(office, "conditional")
    report = board_report(office.register, OFFICER, "2014-15")
    assert [one.kind for one in report.exceptions] == ["conditional"]
    assert report.lines[0].counts["conditional"] == 1
