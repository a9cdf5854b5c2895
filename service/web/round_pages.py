"""Rounds: those there are, making one from a template, looking at it before anybody opens it, opening it."""

from collections.abc import Mapping
from datetime import date, time

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deadlines.deadline import Deadline
from deadlines.planning import RoundWish, When, asked_dates
from deadlines.rounds import Round, UnusableRound
from service.actions import rounds
from service.actions.office import OFFICERS
from service.front.doors import only
from service.front.reading import UnusableRequest, date_parts
from service.front.state import me, the_register
from service.register.rounds import RoundNameTaken, all_made, made

pages = Blueprint("round_pages", __name__)
READERS = (*OFFICERS, "auditor")


@pages.get("/rounds")
@only(*READERS)
def list_of_rounds() -> str:
    """Show the rounds there are and those that wait for a second officer."""
    known = list(the_register().rounds.values())
    return render_template(
        "rounds.html", page_title="Rounds", rounds=known, made=all_made(the_register()), officer=me().role in OFFICERS
    )


@pages.get("/rounds/new")
@only(*OFFICERS)
def new() -> str:
    """Ask what a new round is to be, beginning with the dates of its template."""
    name, template = _template()
    return _form(name, template, _given_by(template), {})


def _template() -> tuple[str, Round]:
    name = request.values.get("template", rounds.TEMPLATE)
    found = rounds.templates(the_register()).get(name)
    if found is None:
        raise UnusableRequest({"template": f"There is no round '{name}' to begin with."})
    return name, found


def _form(name: str, template: Round, given: Mapping[str, str], errors: Mapping[str, str]) -> str:
    links = [{"text": said, "href": f"#{key}"} for key, said in errors.items()]
    return render_template(
        "round_new.html", page_title="Make a round", template=name, given=given, errors=links, wrong=errors,
        templates={key: one.title for key, one in rounds.templates(the_register()).items()},
        dates=[_asked(one) for one in asked_dates(template)], bodies=sorted(template.bodies),
    )  # fmt: skip


def _asked(deadline: Deadline) -> Mapping[str, object]:
    keys = ("starts", "ends") if deadline.kind == "window" else ("day",)
    return {"name": deadline.name, "title": deadline.title, "keys": keys, "timed": deadline.kind != "window"}


def _given_by(template: Round) -> dict[str, str]:
    """Return what the form shows first: the template's bodies and dates, but no name or title."""
    given = {f"body-{name}": body for name, body in template.bodies.items()}
    given |= {"opens": template.opens.isoformat(), "closes": template.closes.isoformat() if template.closes else ""}
    for one in asked_dates(template):
        days = {"day": one.day, "starts": one.starts, "ends": one.ends}
        given |= {f"{one.name}-{key}": day.isoformat() for key, day in days.items() if day is not None}
        given[f"{one.name}-at"] = one.at.isoformat("minutes") if one.at else ""
    return given


@pages.post("/rounds/new")
@only(*OFFICERS)
def draw() -> ResponseReturnValue:
    """Show the round as it would be, or ask a second officer to open it."""
    name, template = _template()
    given = _posted(template)
    try:
        wish = _wish(template, given)
        if request.form.get("do") == "ask":
            number = rounds.ask(the_register(), me(), name, wish)
            return redirect(url_for("round_pages.round_", number=number))
        drawn = rounds.drawn(the_register(), me(), name, wish)
    except UnusableRequest as problem:
        return _form(name, template, given, problem.errors), 422
    except (UnusableRound, RoundNameTaken) as problem:
        return _form(name, template, given, {"name": str(problem)}), 422
    if request.form.get("do") == "change":
        return _form(name, template, given, {})
    return render_template(
        "round.html", page_title="The round as it would be", round=drawn.round, drawn=drawn, row=None, given=given,
        template=name,
    )  # fmt: skip


def _posted(template: Round) -> dict[str, str]:
    """Return the texts of the form by key; a day as ISO text, however its parts were posted."""
    given = {key: request.form.get(key, "").strip() for key in ("name", "title", "document")}
    given |= {f"body-{name}": request.form.get(f"body-{name}", "").strip() for name in template.bodies}
    days = ["opens", "closes"]
    for one in asked_dates(template):
        days += [f"{one.name}-{key}" for key in ("day", "starts", "ends")]
        given[f"{one.name}-at"] = request.form.get(f"{one.name}-at", "").strip()
    return given | {key: date_parts(key) or request.form.get(key, "") for key in days}


def _wish(template: Round, given: Mapping[str, str]) -> RoundWish:
    """Read what was posted. Raises UnusableRequest naming every field that cannot be read."""
    needed = {"name": "Enter a name", "title": "Enter a title", "document": "Name the document that sets the dates"}
    errors = {key: said for key, said in needed.items() if not given[key]}
    opens, closes = _day(given, "opens", errors), _day(given, "closes", errors, may_lack=True)
    when = {one.name: _when(one, given, errors) for one in asked_dates(template)}
    if errors or opens is None:
        raise UnusableRequest(errors)
    bodies = {name: given[f"body-{name}"] for name in template.bodies if given[f"body-{name}"]}
    return RoundWish(given["name"], given["title"], opens, closes, given["document"], bodies, when)


def _when(deadline: Deadline, given: Mapping[str, str], errors: dict[str, str]) -> When:
    if deadline.kind == "window":
        starts, ends = (_day(given, f"{deadline.name}-{key}", errors) for key in ("starts", "ends"))
        return When(starts=starts, ends=ends)
    day, at = _day(given, f"{deadline.name}-day", errors), given[f"{deadline.name}-at"]
    try:
        return When(day=day, at=time.fromisoformat(at) if at else None)
    except ValueError:
        errors[f"{deadline.name}-at"] = f"Enter a time like 12:00, or leave it empty for the end of the day: {at}"
        return When(day=day)


def _day(given: Mapping[str, str], key: str, errors: dict[str, str], *, may_lack: bool = False) -> date | None:
    if may_lack and not given[key]:
        return None
    try:
        return date.fromisoformat(given[key])
    except ValueError:
        errors[key] = "Enter a real date, like 9 1 2015"
        return None


@pages.get("/rounds/<int:number>")
@only(*READERS)
def round_(number: int) -> str:
    """Show a round that was made. Raises NoSuchRound."""
    row = made(the_register(), number)
    return render_template(
        "round.html", page_title=row["round"].title, round=row["round"], drawn=None, row=row,
        own=row["by"] == me().username, officer=me().role in OFFICERS,
    )  # fmt: skip


@pages.post("/rounds/<int:number>/open")
@only(*OFFICERS)
def open_round(number: int) -> ResponseReturnValue:
    """Open a round as its second officer. Raises NotAllowed, NoSuchRound."""
    rounds.open_round(the_register(), me(), number)
    return redirect(url_for("round_pages.round_", number=number))


@pages.post("/rounds/<int:number>/decline")
@only(*OFFICERS)
def decline(number: int) -> ResponseReturnValue:
    """Decline a round or withdraw it. Raises NoSuchRound."""
    rounds.decline(the_register(), me(), number)
    return redirect(url_for("round_pages.list_of_rounds"))
