"""The list of cases: what its address narrows it to, how many cases each choice would leave, and kept filters.

The address alone says what is shown, so it is the link that is shared; a kept filter is a name for such an address.
"""

from collections.abc import Callable, Mapping
from math import ceil
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.front.doors import everybody
from service.front.reading import UnusableRequest, page_number
from service.front.state import me, the_register
from service.register import queries, saved_filters
from service.register.desk.covering import stages
from service.register.listing import DUE, OVERDUE, SORTS, Choices
from service.register.queries import Filter, Row
from service.roles import ROLES
from service.web.words import deadline_title, status_words

pages = Blueprint("cases_list", __name__)
NARROWED = ("path", "model", "region", "area_team", "status", "step", "round", "deadline")
MORE = ("search", "due", "late", "mine", "role")
KEPT = (*NARROWED, *MORE, "ended", "sort")
LABELS = {
    "model": "Model", "path": "Path", "region": "Region", "area_team": "Area team", "round": "Round",
    "status": "Status", "step": "Stage (open step)", "deadline": "Waits for deadline",
}  # fmt: skip
WINDOWS = (
    ("today", "Due today"), ("week", "Due within 7 days"), ("month", "Due within 28 days"), (OVERDUE, "Overdue"),
)  # fmt: skip
ORDERS = (
    ("due", "Soonest deadline"), ("organisation", "Organisation"), ("opened", "Latest opened"),
    ("moved", "Latest moved"),
)  # fmt: skip
ENDED = ("open", "ended", "all")
SIZE = 50
LONGEST = 120


@pages.get("/cases")
@everybody
def list_of_cases() -> str:
    """Show the cases that the person may see, soonest deadline first."""
    register, sight, wanted = the_register(), sight_of(me()), wanted_cases()
    count, rows = queries.list_cases(register, sight, wanted)
    return render_template(
        "cases.html", page_title="Cases", count=count, rows=[_listed(row) for row in rows], wanted=wanted,
        facets=_worded(queries.facets(register, sight, wanted), wanted), labels=LABELS, windows=WINDOWS, orders=ORDERS,
        mine=bool(request.args.get("mine")), pages=ceil(count / SIZE), address=_address(), can_open=_can_open(),
        narrowed=any(request.args.get(name) for name in (*NARROWED, *MORE)), here=_here(),
        saved=saved_filters.saved_of(register, me().username), officer=me().role in OFFICERS,
    )  # fmt: skip


def wanted_cases() -> Filter:
    """Return what the address narrows the list of cases to; what it says of no choice is left out."""
    given = {name: request.args.get(name, "")[:LONGEST] for name in (*NARROWED, "search")}
    role = me().role if request.args.get("mine") else request.args.get("role", "")
    due = _one_of("due", (*DUE, OVERDUE), "")
    return Filter(
        **given,
        role=role if role in ROLES else "", due=due, late=bool(request.args.get("late")), now=the_register().clock(),
        stages=stages(the_register()) if due == OVERDUE else {}, sort=_one_of("sort", SORTS, "due"),
        ended=_one_of("ended", ENDED, "open"), page=page_number(), size=SIZE,
    )  # fmt: skip


def _one_of(name: str, choices: object, otherwise: str) -> str:
    value = request.args.get(name, "")
    return value if value in tuple(choices) else otherwise  # type: ignore[arg-type]


def _worded(found: Mapping[str, Choices], wanted: Filter) -> dict[str, Choices]:
    """Return the choices in words: paths, models, statuses and deadlines are kept as names."""
    named = ("path", "model", "status")
    told = {
        name: [(value, status_words(value.replace("_", "-")) if name in named else words, count)
               for value, words, count in choices]
        for name, choices in found.items()
    }  # fmt: skip
    rounds = [wanted.round] if wanted.round else [str(value) for value, _, _ in found["round"]]
    falls = [(value, _title(rounds, value), count) for value, _, count in found["deadline"]]
    return {**told, "deadline": sorted(falls, key=lambda one: one[1])}


def _title(rounds: list[str], deadline: str) -> str:
    titles = (deadline_title(the_register(), round_, deadline) for round_ in rounds)
    return next((title for title in titles if title != deadline), deadline)


def _listed(row: Row) -> Mapping[str, object]:
    title = deadline_title(the_register(), str(row["round"]), str(row["next_deadline"]))
    return {**row, "deadline_title": title, "mine": any(s["role"] == me().role for s in _steps(row))}


def _steps(row: Row) -> list[Row]:
    steps = row["steps"]
    return steps if isinstance(steps, list) else []


def _kept() -> dict[str, str]:
    """Return what the address says, but for the page: what a kept filter keeps."""
    return {name: value[:LONGEST] for name in KEPT if (value := request.args.get(name, ""))}


def _here() -> str:
    return urlencode(_kept())


def _address() -> Callable[[int], str]:
    given = _kept()
    return lambda page: url_for("cases_list.list_of_cases", **given, page=page)  # type: ignore[arg-type]


def _can_open() -> bool:
    return me().role in ("programme-office", "ccg")


@pages.post("/cases/filters")
@everybody
def keep_filter() -> ResponseReturnValue:
    """Keep what the list is narrowed to by a name, for the person alone. Raises UnusableRequest."""
    name, address = request.form.get("name", "").strip()[:80], request.form.get("query", "")[:2000]
    query = urlencode([(key, value[:LONGEST]) for key, value in parse_qsl(address) if key in KEPT])
    if not name:
        raise UnusableRequest({"name": "Give the filter a name. Go back and type one."})
    saved_filters.save_filter(the_register(), me().username, name, query)
    return redirect(f"{url_for('cases_list.list_of_cases')}?{query}")


@pages.post("/cases/filters/<int:filter_id>/forget")
@everybody
def forget_filter(filter_id: int) -> ResponseReturnValue:
    """Forget a kept filter of the person."""
    if not saved_filters.forget_filter(the_register(), me().username, filter_id):
        abort(404)
    return redirect(url_for("cases_list.list_of_cases"))
