"""One process rings, the others serve pages: a lock on a file beside the database says which.

The operating system gives the lock back when its holder dies, however it dies.
"""

import fcntl
from pathlib import Path
from typing import IO


class TickLock:
    """The right to ring for a database. Without a file (PostgreSQL, where rows are locked anyway) everybody has it."""

    def __init__(self, database_file: Path | None) -> None:
        self._path = None if database_file is None else Path(f"{database_file}.tick")
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """Take the right unless another process has it, and tell whether it is ours now."""
        if self._path is None or self._file is not None:
            return True
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def give_back(self) -> None:
        """Let another process ring."""
        if self._file is not None:
            self._file.close()
            self._file = None
