"""The deadlines of each round, and one deadline explained: when, by which policy, from which source."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from deadlines.deadline import Deadline
from deadlines.explain import explain
from deadlines.rounds import Round, UnknownRound
from service.actions.office import OFFICERS
from service.front.doors import everybody
from service.front.state import me, the_register
from service.register.dates import records

pages = Blueprint("calendar_pages", __name__)


@pages.get("/deadlines")
@everybody
def deadlines() -> str:
    """Show the deadlines of a round in order of time; the superseded ones too, marked."""
    rounds = list(the_register().rounds.values())
    chosen = _round(request.args.get("round", "")) if request.args.get("round") else rounds[0]
    now = the_register().clock()
    rows = [_row(deadline, deadline.is_relative or deadline.last_on_time < now) for deadline in chosen.deadlines]
    return render_template(
        "deadlines.html", page_title="Deadlines", round=chosen, rounds=rounds, rows=rows, may_make=me().role in OFFICERS
    )


def _row(deadline: Deadline, past: bool) -> Mapping[str, object]:
    return {
        "name": deadline.name, "title": deadline.title, "when": deadline.london_wording(), "kind": deadline.kind,
        "status": deadline.status, "source": f"{deadline.document}, {deadline.section}", "past": past,
        "at": None if deadline.is_relative else deadline.last_on_time, "superseded": deadline.is_superseded,
    }  # fmt: skip


@pages.get("/deadlines/<round_>/<name>")
@everybody
def deadline(round_: str, name: str) -> str:
    """Explain one deadline. Raises UnknownDeadline."""
    chosen = _round(round_)
    found = chosen.deadline(name)
    return render_template(
        "deadline.html", page_title=found.title, round=chosen, deadline=found, rows=explain(chosen, name),
        due=None if found.is_relative else found.last_on_time, may_change=me().role in OFFICERS,
        original=_original(round_, found), changes=_changes(round_, name),
    )  # fmt: skip


def _original(round_: str, found: Deadline) -> str:
    """Return when a deadline was due as the round was shipped, when it is due at another time now."""
    shipped = the_register().rounds[round_].deadline(found.name)
    return "" if shipped.london_wording() == found.london_wording() else shipped.london_wording()


def _changes(round_: str, name: str) -> list[Mapping[str, object]]:
    """Return the changes of a deadline for whoever may see them."""
    readers = (*OFFICERS, "auditor")
    return records.changes_of(the_register(), round_, name) if me().role in readers else []


def _round(name: str) -> Round:
    try:
        return the_register().round(name)
    except UnknownRound as problem:
        raise NotFound(str(problem)) from None
