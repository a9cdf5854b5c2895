"""Boundaries: at each statement and commit of a running story, a copy of what a crash there would leave behind."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import event

from service.register.database import Database
from tests.simulation import scenes
from tests.simulation.stories import Act
from tests.simulation.world import World


@dataclass(frozen=True)
class Point:
    """A moment at which the service may crash: what is committed, what the world knows, who is about what.

    left: numbers what a crash here leaves behind; it is the same for the boundaries between two commits of one act.
    """

    number: int
    where: str
    at: datetime
    database: bytes
    world: World
    act: Act | None
    next_act: int
    left: int


class Boundaries:
    """Watches one database file from outside, as another process would, and copies it at every boundary."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.points: list[Point] = []
        self._watching: tuple[World, Act, int, object] | None = None
        self._last: tuple[object, ...] = ()
        self._left = -1

    def begin(self) -> None:
        """Begin with another story."""
        self.points = []
        self._last, self._left = (), -1
        self._outside = sqlite3.connect(self._file, isolation_level=None)
        self._committed, self._version = scenes.bytes_of(self._outside), -1

    def end(self) -> None:
        """Stop looking."""
        self._outside.close()

    @contextmanager
    def during(self, world: World, act: Act, number: int, clock: object) -> Iterator[None]:
        """Take the boundaries inside for those of this act."""
        self._watching = (world, act, number, clock)
        try:
            yield
        finally:
            self._watching = None

    def passed(self, where: str) -> None:
        """Keep a copy of what is committed now."""
        if self._watching is None:
            return
        world, act, number, clock = self._watching
        at: datetime = clock()  # type: ignore[operator]
        committed = self._what_is_committed()
        here = (self._version, world.seen(), number, at)
        if here != self._last:
            self._last, self._left, self._world = here, self._left + 1, world.copy()
        point = Point(len(self.points), where, at, committed, self._world, act, number + 1, self._left)
        self.points.append(point)

    def _what_is_committed(self) -> bytes:
        version = self._outside.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._committed, self._version = scenes.bytes_of(self._outside), version
        return self._committed


@dataclass(frozen=True)
class Stand:
    """The file on which the stories of this process run, one after the other, and who watches it."""

    file: Path
    database: Database
    boundaries: Boundaries

    def set(self, content: bytes) -> None:
        """Put a scene on the file."""
        self.database.close()
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        self.file.write_bytes(content)


@cache
def stand() -> Stand:
    """Return the file of this process, watched at every statement and commit of the writer."""
    file = scenes.folder() / "story.sqlite"
    database = Database(f"sqlite:///{file}")
    boundaries = Boundaries(file)
    writer = database.engine
    event.listen(writer, "before_cursor_execute", lambda *args: boundaries.passed(f"before {args[2][:40]}"))
    event.listen(writer, "commit", lambda _: boundaries.passed("before the commit"))
    event.listen(writer, "checkin", lambda *_: boundaries.passed("after the transaction"))
    return Stand(file, database, boundaries)
