"""Cohorts are read whole or refused with every line at fault."""

from datetime import UTC, datetime

import pytest

from service.rehearsal.cohort import COLUMNS, REGIONAL, VALUES, UnusableCohort, read_cohort

HEAD = ",".join(COLUMNS)
KNOWN = ("03L", "04R")


def line(**values: str) -> str:
    return ",".join({"ods_code": "03L", "model": "delegated", **values}.get(column, "") for column in COLUMNS)


def read(*lines: str) -> list[object]:
    return list(read_cohort("\n".join((HEAD, *lines)), KNOWN))


def refused(*lines: str) -> list[str]:
    with pytest.raises(UnusableCohort) as said:
        read(*lines)
    return str(said.value).splitlines()


def test_what_is_empty_never_came() -> None:
    (row,) = read_cohort(f"{HEAD}\n{line()}", KNOWN)
    assert (row.ods_code, row.model, row.group, row.submitted_at, row.committee) == ("03L", "delegated", "", None, "")


def test_instants_are_london_wall_time_in_winter_and_in_summer() -> None:
    (row,) = read_cohort(
        f"{HEAD}\n{line(submitted_at='2015-01-09 12:00:00.000001', withdrawn_at='2015-04-01T12:00')}", KNOWN
    )
    assert row.submitted_at == datetime(2015, 1, 9, 12, 0, 0, 1, tzinfo=UTC)
    assert row.withdrawn_at == datetime(2015, 4, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize("column", [column for column in VALUES if column not in ("model", "regional")])
def test_every_documented_value_is_taken_and_no_other(column: str) -> None:
    for value in VALUES[column]:
        assert len(read(line(**{column: value}))) == 1
    assert refused(line(**{column: "maybe"}))[0].startswith(f"line 2: {column}: 'maybe' is none of (empty), ")


@pytest.mark.parametrize("model", REGIONAL)
def test_each_model_has_its_own_regional_rulings(model: str) -> None:
    other = "joint" if model == "delegated" else "delegated"
    for value in REGIONAL[model]:
        assert len(read(line(model=model, regional=value))) == 1
    for value in REGIONAL[other][1:]:
        assert len(refused(line(model=model, regional=value))) == 1


def test_one_organisation_may_stand_in_two_models_but_in_one_only_once() -> None:
    assert len(read(line(), line(model="joint"), line(ods_code="04R"))) == 3
    twice = refused(line(), line(model="joint"), line())
    assert twice == ["line 4: 03L applies for delegated twice; the first time in line 2"]


def test_empty_lines_are_passed_over_and_lines_are_counted_as_in_the_file() -> None:
    assert refused("", line(), "", line(ods_code="ZZZ")) == ["line 5: ods_code: 'ZZZ' is no organisation here"]


def test_blanks_around_values_do_not_count() -> None:
    (row,) = read_cohort(f"{HEAD}\n{line(ods_code=' 03L ', late_ruling=' accept')}", KNOWN)
    assert (row.ods_code, row.late_ruling) == ("03L", "accept")
