"""The migrations give exactly the tables of the register, and leave alone what they do not know."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import BigInteger, Column, MetaData, inspect, text
from sqlalchemy.types import TypeEngine

from service.register.database import Database, UnusableDatabase
from service.register.schema import upgrade
from service.register.tables import Instant, metadata
from tests.conftest import newest_schema

NOT_OURS = ("alembic_version", "case_words")
"""Tables that no metadata has: the migrations' own, and the index of words that SQLite keeps by itself."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    database = Database(f"sqlite:///{tmp_path / 'register.sqlite'}")
    yield database
    database.close()


def same_type(
    _context: MigrationContext, _there: Column[object], _wanted: Column[object],
    there: TypeEngine[object], wanted: TypeEngine[object],
) -> bool | None:  # fmt: skip
    """An instant is an integer in the database; everything else is compared by Alembic."""
    return not isinstance(there, BigInteger) if isinstance(wanted, Instant) else None


def differences(database: Database, wanted: MetaData = metadata) -> list[object]:
    options = {"compare_type": same_type, "include_object": lambda _o, name, *_: not name.startswith(NOT_OURS)}
    with database.read() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), wanted))


def test_the_migrations_give_exactly_the_tables_of_the_register(database: Database) -> None:
    upgrade(database)
    assert differences(database) == []


def test_the_comparison_sees_a_column_that_no_migration_makes(database: Database) -> None:
    upgrade(database)
    more = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(more)
    more.tables["cases"].append_column(Column("forgotten", Instant))
    assert [one[0] for one in differences(database, more)] == ["add_column"]  # type: ignore[index]


def test_every_instant_is_kept_as_an_exact_integer(database: Database) -> None:
    upgrade(database)
    with database.read() as connection:
        there = inspect(connection)
        for table in metadata.tables.values():
            types = {column["name"]: column["type"] for column in there.get_columns(table.name)}
            instants = [column.name for column in table.columns if isinstance(column.type, Instant)]
            assert [name for name in instants if not isinstance(types[name], BigInteger)] == []


def test_the_indexes_and_constraints_have_the_names_of_the_tables(database: Database) -> None:
    upgrade(database)
    with database.read() as connection:
        there = inspect(connection)
        for table in metadata.tables.values():
            assert {one["name"] for one in there.get_indexes(table.name)} == {one.name for one in table.indexes}


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database)
    with database.write() as connection:
        connection.execute(text("INSERT INTO calendars VALUES ('digest', '2014-15', 'text', '', 1)"))
    upgrade(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT digest FROM calendars")).scalars().all() == ["digest"]
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [newest_schema()]


def test_a_newer_schema_is_refused_by_its_number(database: Database) -> None:
    upgrade(database)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnusableDatabase, match=r"newer release \(schema 9999\); install that release"):
        upgrade(database)


def test_somebody_elses_tables_are_refused_and_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE letters (words TEXT)"))
    with pytest.raises(UnusableDatabase, match="tables of something else; set DATABASE_URL to an empty database"):
        upgrade(database)
    with database.read() as connection:
        assert inspect(connection).get_table_names() == ["letters"]


def test_migrations_and_metadata_index_words_in_the_same_way(database: Database, tmp_path: Path) -> None:
    upgrade(database)
    other = Database(f"sqlite:///{tmp_path / 'made.sqlite'}")
    metadata.create_all(other.engine)
    told = [_of_words(one) for one in (database, other)]
    other.close()
    assert told[0] == told[1]
    assert len(told[0]) >= 4


def _of_words(database: Database) -> list[str]:
    query = text("SELECT sql FROM sqlite_master WHERE name LIKE 'case_words%' AND sql IS NOT NULL ORDER BY name")
    with database.read() as connection:
        return list(connection.execute(query).scalars())
