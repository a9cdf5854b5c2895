"""Stories: what people and the calendar do around one deadline, drawn from a seed.

A story is a list of acts in order of time. A person may stamp a submission and have it written down seconds later (a
slow request), press the button twice, or send another pack; the bell rings whenever it likes, or not at all.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Act:
    """One act; `at` is when it reaches the database, by the clock of the service."""

    at: datetime


@dataclass(frozen=True)
class Tick(Act):
    """The bell rings."""


@dataclass(frozen=True)
class Post(Act):
    """What is in the outbox is sent."""


@dataclass(frozen=True)
class Open(Act):
    """The office opens a case."""

    path: str
    organisation: str


@dataclass(frozen=True)
class Publish(Act):
    """Another version of the delegated path is published."""


@dataclass(frozen=True)
class Send(Act):
    """Somebody sends a step; the service stamped it at `stamp` and writes it down at `at`."""

    path: str
    organisation: str
    step: str
    key: str
    stamp: datetime
    proposal: str = ""


@dataclass(frozen=True)
class Correct(Act):
    """An officer asks that the last act of a case be taken back, and another one confirms it."""

    path: str
    organisation: str


@dataclass(frozen=True)
class Move(Act):
    """An officer asks that the date for delegated proposals be moved for all, and another one applies it."""

    to: datetime


@dataclass(frozen=True)
class Story:
    """A story: the scene on which it begins, its acts in order of time, and when it is over."""

    seed: int
    scene: str
    acts: tuple[Act, ...]
    until: datetime
    has_mail: bool
    """Whether people have addresses, so that there is mail; without them the office gets tasks instead."""


Place = tuple[str, str, str]
"""A path, an organisation, and for a constitution request the path of its proposal."""
FIRST: Place = ("delegated", "03L", "")
FIRSTS_CONSTITUTION: Place = ("constitution", "03L", "delegated")
SECOND: Place = ("joint", "04R", "")
SECONDS_CONSTITUTION: Place = ("constitution", "04R", "joint")
THIRD: Place = ("delegated", "07T", "")
MICRO = timedelta(microseconds=1)
NEAR = (
    timedelta(hours=-20), timedelta(minutes=-7), timedelta(seconds=-3), -MICRO, timedelta(0), MICRO,
    timedelta(seconds=1), timedelta(seconds=4), timedelta(seconds=5), timedelta(seconds=9), timedelta(minutes=4),
    timedelta(hours=2),
)  # fmt: skip
SLOW = (timedelta(0), timedelta(0), timedelta(0), MICRO, timedelta(seconds=2), timedelta(seconds=4))
TOO_SLOW = timedelta(seconds=8)

MIDDAY = datetime(2015, 1, 9, 12, tzinfo=UTC)
END_OF_JANUARY = datetime(2015, 1, 30, 23, 59, 59, 999999, tzinfo=UTC)
END_OF_MARCH = datetime(2015, 3, 31, 22, 59, 59, 999999, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """Where stories begin: the deadline that they are about, and what people may send."""

    deadline: datetime
    likely: tuple[tuple[Place, str], ...]
    possible: tuple[tuple[Place, str], ...]


SCENES = {
    "midday": Scene(
        MIDDAY,
        likely=((FIRST, "submit_proforma_delegated"), (FIRSTS_CONSTITUTION, "submit_constitution_request")),
        possible=(
            (FIRST, "submit_proforma_delegated"), (THIRD, "submit_proforma_delegated"),
            (FIRST, "acknowledge_receipt"), (FIRST, "rule_on_late_submission"), (FIRST, "withdraw_delegated"),
            (FIRSTS_CONSTITUTION, "acknowledge_constitution_request"), (FIRSTS_CONSTITUTION, "withdraw_constitution"),
            (FIRSTS_CONSTITUTION, "decide_constitution_request"), (FIRST, "confirm_thresholds"),
        ),
    ),
    "end-of-january": Scene(
        END_OF_JANUARY,
        likely=((SECOND, "submit_proforma_joint"), (SECONDS_CONSTITUTION, "submit_constitution_request")),
        possible=(
            (SECOND, "submit_proforma_joint"), (SECOND, "acknowledge_receipt"), (FIRST, "moderate_regionally"),
            (FIRST, "moderate_nationally"), (FIRSTS_CONSTITUTION, "decide_constitution_request"),
            (SECONDS_CONSTITUTION, "decide_constitution_request"), (SECOND, "rule_on_late_submission"),
            (FIRSTS_CONSTITUTION, "notify_constitution_outcome"), (SECOND, "withdraw_joint"),
        ),
    ),
    "end-of-march": Scene(
        END_OF_MARCH,
        likely=((FIRST, "sign_for_ccg"), (FIRST, "sign_for_nhs_england"),
                (FIRSTS_CONSTITUTION, "decide_constitution_request")),
        possible=(
            (FIRST, "sign_for_ccg"), (FIRST, "issue_agreement"), (FIRST, "set_out_plans"),
            (FIRST, "send_outcome_letter"), (FIRST, "withdraw_delegated"), (FIRST, "reconcile_amounts"),
            (FIRSTS_CONSTITUTION, "notify_constitution_outcome"), (FIRST, "choose_next_arrangement"),
        ),
    ),
}  # fmt: skip


def story(seed: int) -> Story:
    """Return the story of a seed."""
    chance = random.Random(seed)
    name = tuple(SCENES)[seed % len(SCENES)]
    scene = SCENES[name]
    chosen = [*scene.likely, *(chance.choice(scene.possible) for _ in range(chance.randint(3, 6)))]
    acts: list[Act] = []
    for number, (place, step) in enumerate(chosen):
        acts += _sent(chance, scene, place, step, f"{seed}-{number}")
    acts += [Tick(_moment(chance, scene)) for _ in range(chance.randint(1, 4))]
    has_mail = seed // len(SCENES) % 10 == 0
    if has_mail:
        acts += [Post(act.at + timedelta(seconds=chance.choice((0, 40)))) for act in acts if type(act) is Tick]
    acts += _office(chance, scene)
    if chance.random() < 0.4:
        acts += _too_slow(chance, scene, f"{seed}-slow")
    acts += _moved(random.Random(f"moved {seed}"), scene)
    acts = sorted(acts, key=lambda act: act.at)
    return Story(seed, name, tuple(_apart(acts)), scene.deadline + timedelta(hours=3), has_mail)


def _moment(chance: random.Random, scene: Scene) -> datetime:
    return scene.deadline + chance.choice(NEAR) + chance.choice((timedelta(0), timedelta(milliseconds=700)))


def _sent(chance: random.Random, scene: Scene, place: Place, step: str, key: str) -> Iterator[Send]:
    path, organisation, proposal = place
    stamp = _moment(chance, scene)
    slow = TOO_SLOW if chance.random() < 0.08 else chance.choice(SLOW)
    one = Send(stamp + slow, path, organisation, step, key, stamp, proposal)
    yield one
    if chance.random() < 0.15:  # pressed twice
        later = timedelta(seconds=chance.choice((0, 1, 6)))
        yield replace(one, at=one.at + later, stamp=one.stamp + later)


def _moved(chance: random.Random, scene: Scene) -> Iterator[Act]:
    """Yield now and then that midday is moved by some minutes, the day before or at the last moment."""
    if scene.deadline == MIDDAY and chance.random() < 0.15:
        before = chance.choice((timedelta(hours=22), timedelta(hours=1), timedelta(seconds=2), -timedelta(seconds=1)))
        yield Move(scene.deadline - before, scene.deadline + timedelta(minutes=chance.choice((3, 60))))


def _too_slow(chance: random.Random, scene: Scene, key: str) -> Iterator[Act]:
    """Yield a pack stamped in time whose request hangs until its deadline has been applied."""
    (path, organisation, proposal), step = scene.likely[0]
    stamp = scene.deadline - chance.choice((timedelta(0), MICRO, timedelta(seconds=2)))
    yield Tick(scene.deadline + timedelta(seconds=chance.choice((5, 6))))
    yield Send(scene.deadline + TOO_SLOW, path, organisation, step, key, stamp, proposal)


def _office(chance: random.Random, scene: Scene) -> Iterator[Act]:
    yield Publish(scene.deadline - timedelta(hours=chance.choice((1, 21))))
    if chance.random() < 0.25:
        yield Open(scene.deadline - timedelta(minutes=chance.choice((20, 2000))), THIRD[0], THIRD[1])
    if chance.random() < 0.4:
        yield Correct(_moment(chance, scene) + timedelta(minutes=5), FIRST[0], FIRST[1])


def _apart(acts: list[Act]) -> Iterator[Act]:
    """Yield the acts, each at least a microsecond after the one before: one database takes one writer at a time."""
    last = datetime.min.replace(tzinfo=UTC)
    for act in acts:
        last = max(act.at, last + 2 * MICRO)
        yield replace(act, at=last)


def in_words(act: Act) -> str:
    """Return an act as a line of the story that is told."""
    kind = type(act).__name__.lower()
    rest = {name: value for name, value in vars(act).items() if name != "at" and value}
    return f"{act.at.isoformat()} {kind} {' '.join(f'{name}={value}' for name, value in rest.items())}".rstrip()


Teller = Callable[[str], None]
