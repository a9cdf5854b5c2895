"""The migration to roles with dates keeps every role that was held, and knows the successors of the area teams."""

from pathlib import Path

from alembic import command
from sqlalchemy import insert, select, text

from service.register.database import Database
from service.register.schema import _config, upgrade
from service.register.tables import bodies, organisations, successions, tenures
from service.rehearsal.data import organisations as places
from tests.conftest import Office

BEFORE = "0011"
ACCOUNT = (
    "INSERT INTO accounts "
    "(username, name, role, scope, password_hash, active, demonstration, failures, email, mail, feed) "
    "VALUES ('ann', 'Ann', 'ccg', '03L', 'x', 1, 0, 7, '', 'each', 1)"
)


def rows(database: Database, table, *columns: str) -> list[tuple[object, ...]]:
    with database.read() as connection:
        return sorted(tuple(row) for row in connection.execute(select(*(table.c[name] for name in columns))))


def test_roles_are_kept_and_successors_known(tmp_path: Path, office: Office) -> None:
    database, config = Database(f"sqlite:///{tmp_path / 'old.sqlite'}"), _config()
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        connection.execute(insert(organisations), list(places()))
        connection.execute(text(ACCOUNT))
    upgrade(database)
    assert rows(database, tenures, "username", "role", "scope", "until_at") == [("ann", "ccg", "03L", None)]
    for table, columns in (
        (bodies, ("name", "region", "from_at")),
        (successions, ("predecessor", "successor", "source")),
    ):
        assert rows(database, table, *columns) == rows(office.register.database, table, *columns)
    with database.read() as connection:
        open_ = connection.execute(select(bodies.c.name).where(bodies.c.until_at.is_(None))).scalars().all()
    assert [name for name in ("Essex", "Wessex") if name in open_] == ["Wessex"]
    database.close()
