"""The shipped cohorts: the published counts by region, nobody twice in one model, names known in public honoured."""

from collections import Counter
from datetime import date, time

import pytest

from deadlines.calendar import london
from service.rehearsal.cohort import Row
from service.rehearsal.data import organisations, published
from service.rehearsal.simulate import CITY_AND_HACKNEY, SOUTH_WEST_LONDON, first_wave, second_wave

REGION = {place["code"]: place["region"] for place in organisations()}
SEEDS = (2015, 1, 99)


def by_region(rows: list[Row], model: str) -> dict[str, int]:
    return dict(Counter(REGION[row.ods_code] for row in rows if row.model == model))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_wave_has_the_applications_that_were_counted(seed: int) -> None:
    rows = first_wave(seed)
    assert Counter(row.model for row in rows) == {"delegated": 77, "joint": 91, "greater_involvement": 58}
    approved = [row for row in rows if row.model == "delegated" and row.ccg_signed_at]
    assert by_region(approved, "delegated") == {"North": 24, "Midlands and East": 25, "London": 6, "South": 8}
    assert {region: published("delegated")[region] for region in ("North", "Midlands and East")} == {
        "North": 24, "Midlands and East": 26,
    }  # fmt: skip
    assert by_region(rows, "greater_involvement") == {"North": 11, "Midlands and East": 19, "London": 6, "South": 22}


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_applies_twice_for_one_model_and_everybody_is_somewhere(seed: int) -> None:
    rows = first_wave(seed)
    assert max(Counter((row.ods_code, row.model) for row in rows).values()) == 1
    assert {row.ods_code for row in rows} == set(REGION) - {"13T", "00G", "00H"}


@pytest.mark.parametrize("seed", SEEDS)
def test_names_known_in_public_are_honoured(seed: int) -> None:
    rows = {(row.ods_code, row.model): row for row in first_wave(seed)}
    assert rows["03L", "delegated"].committee == rows["04R", "delegated"].committee == "approved"
    assert rows[CITY_AND_HACKNEY, "delegated"].committee == "conditional"
    assert (CITY_AND_HACKNEY, "greater_involvement") in rows
    assert {rows[code, "joint"].group for code in SOUTH_WEST_LONDON} == {"south-west-london"}
    assert rows["00F", "joint"].group == "13T"


def test_late_and_missing_packs_are_in_the_cohort() -> None:
    rows = [row for row in first_wave(2015) if row.model != "greater_involvement"]
    assert [row.submitted_at for row in rows if row.late_ruling and row.model == "delegated"] == [
        london(date(2015, 1, 9), time(12, 0, 3))
    ]
    assert len([row for row in rows if row.submitted_at is None]) == 1


def test_the_same_seed_gives_the_same_cohort() -> None:
    assert first_wave(5) == first_wave(5)
    assert first_wave(5) != first_wave(6)
    assert second_wave(5, set()) == second_wave(5, set())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_second_wave_has_fifty_two_new_applicants_of_whom_one_lets_it_lapse(seed: int) -> None:
    live = {row.ods_code for row in first_wave(seed) if row.model == "delegated" and row.ccg_signed_at}
    rows = second_wave(seed, live)
    codes = [row.ods_code for row in rows]
    assert (len(rows), len(set(codes)), set(codes) & live) == (52, 52, set())
    assert live & {"00M", "00W"} == set()
    assert {"00M", "00W"} <= set(codes)
    assert len([row for row in rows if row.ccg_signed_at is None]) == 1
    assert set(codes) & {"00F", "00G", "00H"} == set()


def test_the_successor_applies_where_its_predecessor_would_have() -> None:
    everybody = set(REGION) - {"00F", "00M"}
    assert [row.ods_code for row in second_wave(1, everybody)] == ["00M"]
    nearly = set(REGION) - {"00F", "00G", "00H", "13T", "00M"}
    assert [row.ods_code for row in second_wave(1, nearly)] == ["00M", "13T"]
