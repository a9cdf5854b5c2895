"""Rehearsing a round on a throw-away database: the real diagrams, deadlines, register and `settle`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from deadlines.calendar import london
from deadlines.clock import HandClock
from deadlines.rounds import Round, shipped_rounds
from processes.paths import Library, shipped_library
from service.register.database import Database
from service.register.register import Register
from service.register.tables import metadata
from service.rehearsal import counts
from service.rehearsal.cohort import Row
from service.rehearsal.data import organisations
from service.rehearsal.drive import Drive
from service.rehearsal.simulate import first_wave, second_wave

SPANS = {
    "2014-15": (london(date(2014, 11, 10)), london(date(2015, 4, 2))),
    "2015-second-wave": (london(date(2015, 10, 5)), london(date(2016, 4, 2))),
}


class NoRehearsal(LookupError):
    """The round cannot be rehearsed; the message names those that can."""


@dataclass(frozen=True)
class Settings:
    """What a rehearsal is run with; the defaults are what is shipped."""

    seed: int = 2015
    rows: list[Row] | None = None
    library: Library | None = None
    rounds: dict[str, Round] | None = None
    url: str = "sqlite://"
    until: datetime | None = None


def rehearse(
    round_: str, settings: Settings | None = None, progress: Callable[[datetime], None] = lambda _: None
) -> dict[str, object]:
    """Rehearse a round and return its figures; the second wave runs 2014/15 first. Raises NoRehearsal."""
    wanted = settings or Settings()
    if round_ not in SPANS:
        raise NoRehearsal(f"'{round_}' cannot be rehearsed; these can: {', '.join(SPANS)}.")
    register, clock = throw_away(wanted)
    play(register, clock, round_, wanted, progress)
    figures = counts.report(register, round_, wanted.seed)
    register.database.close()
    if round_ == "2014-15":
        del figures["delegated_in_all"]
    return figures


def throw_away(settings: Settings) -> tuple[Register, HandClock]:
    """Make a register on a database that nobody keeps, with the clock at the beginning of 2014/15."""
    database = Database(settings.url, durable=False)
    metadata.create_all(database.engine)
    clock = HandClock(SPANS["2014-15"][0])
    register = Register(database, clock, settings.rounds or shipped_rounds())
    begin(register, "rehearsal", settings.library)
    return register, clock


def begin(register: Register, origin: str, library: Library | None = None) -> None:
    """Make an empty register ready with the shipped paths and the real organisations."""
    register.begin(library or shipped_library(), origin, [dict(row) for row in organisations()])


def play(
    register: Register, clock: HandClock, round_: str, settings: Settings, progress: Callable[[datetime], None]
) -> None:
    """Play a round's cohort on a register, after the round before it."""
    if round_ == "2014-15":
        rows = settings.rows if settings.rows is not None else first_wave(settings.seed)
    else:
        play(register, clock, "2014-15", Settings(seed=settings.seed), progress)
        rows = settings.rows if settings.rows is not None else second_wave(settings.seed, _live_before(register))
    start, end = SPANS[round_]
    clock.move_to(max(start, clock()))
    Drive(register, clock, round_, rows).run(start, min(end, settings.until or end), progress)


def _live_before(register: Register) -> set[str]:
    told = counts.stories(register).values()
    return {story.organisation for story in told if story.model == "delegated" and "live" in story.statuses}
