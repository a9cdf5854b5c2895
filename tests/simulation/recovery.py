"""A crash and what comes after it: a fresh register on what was committed, people who try again or not, the bell."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

from service.register.database import Database
from tests.simulation import scenes
from tests.simulation.boundaries import Point, stand
from tests.simulation.checker import Finding, check
from tests.simulation.machine import Machine, raw
from tests.simulation.stories import MICRO, Act, Correct, Move, Open, Publish, Send, Story, Teller, in_words, story
from tests.simulation.world import World

AWAY = (
    MICRO, timedelta(milliseconds=300), timedelta(seconds=2), timedelta(seconds=6), timedelta(minutes=5),
    timedelta(hours=1), timedelta(days=3),
)  # fmt: skip
POSTED_AGAIN = (timedelta(0), timedelta(minutes=11))
SOON = (timedelta(0), timedelta(seconds=1), timedelta(seconds=5), timedelta(minutes=10))


def silent(_: str) -> None:
    """Tell nothing."""


def run(seed: int, tell: Teller = silent) -> tuple[Story, list[Point], list[Finding]]:
    """Run the story of a seed without a crash: its boundaries, and what is wrong at its end."""
    told = story(seed)
    place, stage = stand(), scenes.stage(told.scene, told.has_mail)
    place.set(stage.database)
    watch = place.boundaries
    watch.begin()
    machine = Machine(place.database, stage.at, World(stage.at, mail_dedupes=seed % 2 == 1), tell)
    for number, act in enumerate(told.acts):
        with watch.during(machine.world, act, number, machine.clock):
            machine.does(act)
    points = watch.points
    _in_the_end(machine, told)
    found = check(watch._outside, machine.world, machine.clock())
    watch.end()
    return told, points, found


def way_of(point: Point, ways: int) -> tuple[int, int]:
    """Return what a recovery is a function of: what the crash leaves behind, and one of some ways on from there.

    How long the service is away, who tries again and how follows from it; so two boundaries with the same way recover
    to the letter alike.
    """
    return point.left, point.number % ways


def recover(told: Story, point: Point, ways: int, tell: Teller = silent) -> list[Finding]:
    """Crash at a point and recover; return what is wrong in the end."""
    chance = random.Random(f"{told.seed}:{way_of(point, ways)}")
    database = _memory()
    connection = raw(database)
    connection.deserialize(point.database)
    back = point.at + chance.choice(AWAY)
    tell(f"--- crash at point {point.number}, {point.where}; the service is back at {back.isoformat()}")
    machine = Machine(database, back, point.world.copy(), tell)
    for act in _afterwards(chance, told, point, machine):
        machine.does(act)
    _in_the_end(machine, told)
    return check(connection, machine.world, machine.clock())


def _in_the_end(machine: Machine, told: Story) -> None:
    """Let the bell ring once more when the story is over, and the post until what was in doubt is resolved."""
    at = max(machine.clock(), told.until + timedelta(seconds=10))
    machine.ticks(at)
    for later in POSTED_AGAIN:
        machine.posts(at + later)


def _afterwards(chance: random.Random, told: Story, point: Point, machine: Machine) -> Iterator[Act]:
    """Yield what is done after the crash: by the bell at the start, and by whoever was in the middle of something."""
    again = list(_tries_again(chance, point, machine))
    if again and chance.random() < 0.2:
        yield again.pop(0)
    machine.ticks(machine.clock())
    machine.posts(machine.clock())
    yield from again
    if chance.random() < 0.1:
        machine.tell("--- the story goes on")
        yield from (_postponed(act, machine) for act in told.acts[point.next_act :])


def _postponed(act: Act, machine: Machine) -> Act:
    """Return an act that comes when the service is back: what it had stamped before the crash, it has forgotten."""
    if act.at >= machine.clock():
        return act
    if isinstance(act, Send):
        return replace(act, at=machine.clock(), stamp=machine.clock() - (act.at - act.stamp) % timedelta(seconds=5))
    return replace(act, at=machine.clock())


def _tries_again(chance: random.Random, point: Point, machine: Machine) -> Iterator[Act]:
    act = point.act
    if act is None or not isinstance(act, Send | Open | Publish | Correct | Move) or chance.random() < 0.4:
        return
    at = machine.clock()
    for _ in range(chance.choice((1, 1, 2))):
        at += chance.choice(SOON)
        if isinstance(act, Send):
            stamp = at - chance.choice((timedelta(0), MICRO, timedelta(seconds=1)))
            yield replace(act, at=at, stamp=max(stamp, point.at))
        else:
            yield replace(act, at=at)


@cache
def _memory() -> Database:
    return Database("sqlite://")


def replay(seed: int, number: int, ways: int, tell: Teller) -> list[Finding]:
    """Tell a story up to a crash, and the recovery, step by step; return what is wrong."""
    told, points, _ = run(seed)
    point = points[number]
    for act in told.acts[: point.next_act]:
        tell(in_words(act))
    return recover(told, point, ways, tell)
