"""The list of cases, one case with everything about it, and opening a case."""

from collections.abc import Callable, Mapping
from math import ceil

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import designs
from service.actions.people import CCG_MAY_OPEN, open_case, sight_of
from service.front.doors import everybody, only
from service.front.reading import page_number
from service.front.state import me, the_register
from service.register import queries
from service.register.queries import Filter, Row
from service.roles import NONE
from service.web.case_page import case_page
from service.web.words import deadline_title, status_words

pages = Blueprint("cases", __name__)
NARROWED = ("path", "model", "region", "status", "step", "round")
ENDED = (("open", "Open"), ("ended", "Ended"), ("all", "Open and ended"))
SIZE = 50


@pages.get("/")
@everybody
def home() -> ResponseReturnValue:
    """Go to the first page of the person who is signed in."""
    view = "paths.list_of_paths" if me().sees == NONE else "cases.list_of_cases"
    return redirect(url_for(view))


@pages.get("/cases")
@everybody
def list_of_cases() -> str:
    """Show the cases that the person may see, soonest deadline first."""
    register, sight, wanted = the_register(), sight_of(me()), wanted_cases()
    count, rows = queries.list_cases(register, sight, wanted)
    by_status = queries.counts(register, sight)
    return render_template(
        "cases.html", page_title="Cases", count=count, rows=[_listed(row) for row in rows], wanted=wanted,
        facets=queries.facets(register, sight), ended=ENDED, mine=bool(request.args.get("mine")),
        pages=ceil(count / SIZE), address=_address(), can_open=_can_open(), status_words=status_words,
        by_status=sorted(by_status.items(), key=lambda pair: -pair[1]), total=sum(by_status.values()),
        narrowed=any(request.args.get(name) for name in (*NARROWED, "search", "mine")),
    )  # fmt: skip


def wanted_cases() -> Filter:
    """Return what the address narrows the list of cases to."""
    given = {name: request.args.get(name, "")[:120] for name in NARROWED}
    ended = request.args.get("ended", "open")
    return Filter(
        **given, search=request.args.get("search", "")[:120], role=me().role if request.args.get("mine") else "",
        ended=ended if ended in dict(ENDED) else "open", page=page_number(), size=SIZE,
    )  # fmt: skip


def _listed(row: Row) -> Mapping[str, object]:
    title = deadline_title(the_register(), str(row["round"]), str(row["next_deadline"]))
    return {**row, "deadline_title": title, "mine": any(s["role"] == me().role for s in _steps(row))}


def _steps(row: Row) -> list[Row]:
    steps = row["steps"]
    return steps if isinstance(steps, list) else []


def _address() -> Callable[[int], str]:
    given = {name: value for name, value in request.args.items() if name != "page" and value}
    return lambda page: url_for("cases.list_of_cases", **given, page=page)  # type: ignore[arg-type]


def _can_open() -> bool:
    return me().role in ("programme-office", "ccg")


@pages.get("/cases/<int:case_id>")
@everybody
def case(case_id: int) -> str:
    """Show one case: where it is, whose turn it is, until when, and all that happened."""
    return case_page(case_id)


@pages.get("/cases/new")
@only("programme-office", "ccg")
def new() -> str:
    """Ask for path, round and organisation."""
    person, register = me(), the_register()
    own = person.role == "ccg"
    paths = [row for row in designs.list_paths(register) if not own or row["path"] in CCG_MAY_OPEN]
    places = [p for p in queries.organisations_of(register) if not own or p["code"] == person.scope]
    rounds = list(register.rounds)
    return render_template(
        "new_case.html", page_title="Open a case", paths=paths, organisations=places, rounds=rounds, errors=[],
    )  # fmt: skip


@pages.post("/cases/new")
@only("programme-office", "ccg")
def open_new() -> ResponseReturnValue:
    """Open a case and show it."""
    given = [request.form.get(name, "").strip() for name in ("path", "round", "organisation")]
    case_id = open_case(the_register(), me(), *given)
    return redirect(url_for("cases.case", case_id=case_id))
