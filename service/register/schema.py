"""Bringing the schema of a database up to date, or saying clearly why that cannot be."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from service.register.database import Database, UnusableDatabase


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def upgrade(database: Database) -> None:
    """Bring the schema up to date. Raises UnusableDatabase for one that a newer release has written."""
    config = _config()
    with database.write() as connection:
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        there = MigrationContext.configure(connection).get_current_heads()
        if not set(there) <= known:
            raise UnusableDatabase(
                f"The database was written by a newer release (schema {', '.join(there)}); install that release."
            )
        if not there and inspect(connection).get_table_names():
            raise UnusableDatabase(
                "The database holds tables of something else; set DATABASE_URL to an empty database."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
