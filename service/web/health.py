"""Is the service well: for machines under /healthz and /metrics, for people as one line on their pages.

Everything comes from what the bell keeps in memory; no statement is made to say that the database is in trouble.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from deadlines.steady import alarm_of
from service.front.doors import public
from service.front.state import the_register
from service.register.bell import NextDue
from service.register.register import Register

pages = Blueprint("health", __name__)
OLDEST_LOOK_SECONDS = 10.0
OVERDUE_SECONDS = 60.0


@dataclass(frozen=True)
class Health:
    """How the service is. `ills`: what is wrong, in words; `held`: why deadlines wait, which is not an illness.
    `rings`: whether this process looks at the calendar, or another one of the service.

    `age` and `overdue` are in seconds; overdue counts from the end of a deadline's pause.
    """

    rings: bool
    age: float | None
    overdue: float
    next_due: NextDue | None
    alarm: str
    held: list[str]
    database: str
    ills: list[str]


def health_of(register: Register) -> Health:
    """Look at what the bell has seen last."""
    bell, alarm, trouble = register.bell, alarm_of(register.clock), register.database.trouble
    overdue = _overdue(register, bell.oldest)
    said = "" if alarm is None else alarm.said
    ills = [said] if said else []
    if bell.age is not None and bell.age > OLDEST_LOOK_SECONDS:
        ills.append(f"Nobody has looked at the deadlines for {bell.age:.0f} seconds.")
    if overdue > OVERDUE_SECONDS:
        ills.append(f"A deadline that has passed was not applied for {overdue:.0f} seconds.")
    if trouble:
        ills.append(trouble)
    return Health(bell.rings, bell.age, overdue, bell.next_due, said, list(bell.held), trouble, ills)


def _overdue(register: Register, oldest: datetime | None) -> float:
    return 0.0 if oldest is None else max(0.0, (register.clock() - oldest - register.pause).total_seconds())


@pages.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say how the service is: 200 when it is well, 503 with the reasons when it is not."""
    found = health_of(the_register())
    answer = jsonify(
        status="ok" if not found.ills else "ill", ills=found.ills, rings_here=found.rings,
        tick_age_seconds=None if found.age is None else round(found.age, 3), overdue_seconds=round(found.overdue, 3),
        next_due=None if found.next_due is None else found.next_due.at.isoformat(),
        clock_alarm=found.alarm, held=found.held, database=found.database or "ok",
    )  # fmt: skip
    return answer, 503 if found.ills else 200


@pages.get("/metrics")
@public
def metrics() -> Response:
    """Say the same in the text format of Prometheus."""
    register = the_register()
    found, bell = health_of(register), register.bell
    gauges = {
        "approvals_tick_age_seconds": found.age if found.age is not None else float("nan"),
        "approvals_tick_seconds": bell.took,
        "approvals_overdue_seconds": found.overdue,
        "approvals_clock_alarm": int(bool(found.alarm)),
        "approvals_holds": len(found.held),
        "approvals_database_trouble": int(bool(found.database)),
    }
    counters = {"approvals_ticks_total": bell.done, "approvals_failed_ticks_total": bell.failed}
    lines = [f"# TYPE {name} gauge\n{name} {value}" for name, value in gauges.items()]
    lines += [f"# TYPE {name} counter\n{name} {value}" for name, value in counters.items()]
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
