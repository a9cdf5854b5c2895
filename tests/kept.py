"""One SQLite database for many tests: each finds its own file in it, and the statements that others have compiled."""

import shutil
from pathlib import Path

from service.register.database import Database


class Kept:
    """A database at one place. Making one for each test compiled every statement anew: a tenth of the tests' time."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "register.sqlite"
        self.database = Database(f"sqlite:///{self.file}")

    def holding(self, begun: Path) -> Database:
        """Return the database with a copy of that file in it."""
        self.empty()
        shutil.copy(begun, self.file)
        return self.database

    def empty(self) -> None:
        """Close all connections and take the file away."""
        self.database.close()
        self.database.trouble = ""
        for end in ("", "-wal", "-shm", "-journal"):
            self.file.with_name(self.file.name + end).unlink(missing_ok=True)
