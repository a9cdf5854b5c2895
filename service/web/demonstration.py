"""The demonstration's clock: anybody signed in may move it forward, and the calendar then does its work."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deadlines.clock import ClockRunsForward, DemonstrationClock
from service.actions.calendar import tick
from service.front.doors import everybody
from service.front.reading import UnusableRequest, london_instant
from service.front.state import office, the_register
from service.register import queries

pages = Blueprint("demonstration", __name__)
MIDDAY = "delegated-submission"
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


@pages.get("/demonstration/clock")
@everybody
def clock() -> str:
    """Show the clock and where it can be moved to."""
    return _page("")


def _page(problem: str) -> str:
    _clock()
    register = the_register()
    now, midday = register.clock(), register.round("2014-15").due(MIDDAY)
    return render_template(
        "clock.html", page_title="Move the clock", midday=midday if midday > now else None,
        next_due=_next_due(), problem=problem, given=request.form,
        errors=[{"text": problem, "href": "#at-day"}] if problem else [],
    )  # fmt: skip


@pages.post("/demonstration/clock")
@everybody
def move() -> ResponseReturnValue:
    """Move the clock forward and let everything fall due that lies before."""
    moving = _clock()
    try:
        moving.jump_to(_target(request.form.get("to", ""), moving()))
    except (UnusableRequest, ClockRunsForward) as problem:
        return _page(str(problem)), 422
    tick(the_register())
    return redirect(url_for("home.home"))


def _target(to: str, now: datetime) -> datetime:
    if to in STEPS:
        return now + STEPS[to]
    if to == "midday":
        return the_register().round("2014-15").due(MIDDAY)
    if to == "next":
        return (_next_due() or now) + the_register().pause
    if to == "minute-before-midday":
        return the_register().round("2014-15").due(MIDDAY) - timedelta(minutes=1)
    return london_instant("at")


def _next_due() -> datetime | None:
    return queries.oldest_due(the_register())


def _clock() -> DemonstrationClock:
    moving = office().clock
    if moving is None:
        abort(404)
    return moving
