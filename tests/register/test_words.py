"""The words by which cases are found: kept with the case, found as the beginnings of words, rebuilt from the cases."""

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, select, text

from service.cli import main
from service.register.listing import Filter, list_cases
from service.register.queries import Sight
from service.register.register import Register
from service.register.searching import fits_words, keep_words, rebuild, words_of
from service.register.tables import case_search
from tests.conftest import SERVER, Office, newest_schema


def found(register: Register, search: str) -> list[object]:
    return [row["id"] for row in list_cases(register, Sight(), Filter(search=search))[1]]


def test_a_new_case_is_found_by_its_organisation_reference_and_place(office: Office, register: Register) -> None:
    case = office.open("joint")
    for search in ("rotherham", "ROTH", f"{case:05d}-03L-joint", "yorkshire bassetlaw", "2014-15"):
        assert case in found(register, search), search
    assert found(register, "sheffield") == []


@pytest.mark.parametrize("search", ['"', "' OR 1=1", "*", "NEAR(", "a* OR", "-", "\\", "&|!():*<>", "_"])
def test_whatever_is_typed_is_words_and_never_a_query(search: str, register: Register) -> None:
    assert isinstance(found(register, search), list)


def test_nothing_but_signs_is_no_condition() -> None:
    assert fits_words(" - * ") is None


def test_what_is_corrected_is_found_no_more_and_the_new_words_are(office: Office, register: Register) -> None:
    case = office.open()
    with register.database.write() as connection:
        keep_words(connection, [{"case_id": case, "words": "before"}])
    assert found(register, "before") == [case]
    with register.database.write() as connection:
        keep_words(connection, [{"case_id": case, "words": "after"}])
        keep_words(connection, [])
    assert found(register, "before") == []
    assert found(register, "after") == [case]


def test_lists_of_answers_are_words_too_and_numbers_are_not() -> None:
    row = {"reference": "1", "region": "North", "area_team": "A", "round": "R"}
    words = words_of(row, "CCG", "Joint", {"a": ["lay", ["chair"]], "b": 12, "c": None, "d": "lay"})
    assert words == "1 CCG Joint North A R lay chair"


def test_a_rollback_leaves_the_words_as_they_were(office: Office, register: Register) -> None:
    case = office.open()
    with pytest.raises(ZeroDivisionError):
        _fails(register, case)
    assert found(register, "never") == []


def _fails(register: Register, case: int) -> None:
    with register.database.write() as connection:
        keep_words(connection, [{"case_id": case, "words": "never"}])
        raise ZeroDivisionError


def test_rebuilding_gives_what_was_kept_while_the_cases_went_on(office: Office, register: Register) -> None:
    office.do(office.open(), "submit_proforma_delegated", benefits_for_patients="Longer opening hours")
    with register.database.read() as connection:
        before = connection.execute(select(case_search).order_by(case_search.c.case_id)).all()
    with register.database.write() as connection:
        connection.execute(delete(case_search))
    assert found(register, "opening") == []
    assert rebuild(register) == len(before)
    with register.database.read() as connection:
        assert connection.execute(select(case_search).order_by(case_search.c.case_id)).all() == before
    assert found(register, "opening hours") == [1]


@pytest.mark.skipif(bool(SERVER), reason="the check is SQLite's own")
def test_the_index_holds_exactly_the_words_that_are_kept(office: Office, register: Register) -> None:
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    with register.database.write() as connection:
        connection.execute(text("INSERT INTO case_words (case_words, rank) VALUES ('integrity-check', 1)"))
        assert connection.execute(select(func.count()).select_from(case_search)).scalar_one() == 2


@pytest.mark.skipif(bool(SERVER), reason="the command is given the SQLite file")
def test_the_command_writes_the_words_of_all_cases(office: Office, register: Register) -> None:
    office.open()
    with register.database.write() as connection:
        connection.execute(delete(case_search))
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text(f"INSERT INTO alembic_version VALUES ('{newest_schema()}')"))  # noqa: S608
    ran = CliRunner().invoke(main, ["reindex"], env={"DATABASE_URL": str(register.database.engine.url)})
    assert ran.output == "The words of 2 cases are written.\n"
    assert found(register, "rotherham") != []
