"""Changing dates in the browser: ask, look at what would happen, ask a second officer, apply, take back, rule."""

import hashlib
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from deadlines.calendar import UnusablePeriod, day_wording, due_wording, parse_period, period_wording
from deadlines.changes import BeyondBound
from deadlines.rounds import UnknownRound, UnusableRound
from deadlines.working_days import CalendarDoesNotReach
from processes.case import Case
from processes.instants import from_micros
from service.actions import dates
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.front.doors import only
from service.front.reading import date_parts
from service.front.state import me, the_register
from service.register import queries
from service.register.dates import records
from service.register.dates.changes import NoSuchChange, SomethingElseNow
from service.register.dates.wish import CATEGORIES, NotPossible, Preview, Wish
from service.roles import ROLES
from service.web.words import deadline_title

pages = Blueprint("date_pages", __name__)
UNUSABLE = (NotPossible, BeyondBound, UnusableRound, CalendarDoesNotReach)
KIND_WORDS = {
    "move": "Move", "suspend": "Stop the clock", "resume": "Let the clock go on", "holiday": "Bank holiday",
    "revert": "Take back",
}  # fmt: skip
OUTCOME_WORDS = {"": ("Waits for a second officer", "waiting"), "applied": ("Applied", "done"),
                 "declined": ("Declined", "withdrawn")}  # fmt: skip
RULINGS = {"stands": "The old date stands", "new-date": "The new date holds for this case"}
READERS = (*OFFICERS, "auditor")
FIELDS = (
    "kind",
    "because",
    "authority",
    "period",
    "category",
    "title",
    "reverts",
    "at",
    "day-day",
    "day-month",
    "day-year",
)


@pages.get("/dates")
@only(*READERS)
def all_changes() -> str:
    """Show what waits: changes for a second officer, fallen dates for a ruling; then every change of each round."""
    register = the_register()
    rounds = [(one, [_row(row) for row in records.changes_of(register, one.name)]) for one in register.rounds.values()]
    return render_template(
        "dates.html", page_title="Changes of dates", waiting=[_row(row) for row in records.waiting_changes(register)],
        rulings=_rulings(records.rulings_open(register, sight_of(me()))), rounds=rounds,
    )  # fmt: skip


@pages.route("/deadlines/<round_>/<name>/change", methods=["GET", "POST"])
@only(*OFFICERS)
def change(round_: str, name: str) -> ResponseReturnValue:
    """Move a deadline for all cases of its round: ask where to, then show what would happen, then ask for it."""
    return _asking(round_, name, None, ("move",))


@pages.route("/deadlines/<round_>/holiday", methods=["GET", "POST"])
@only(*OFFICERS)
def holiday(round_: str) -> ResponseReturnValue:
    """Add a bank holiday that was proclaimed late."""
    return _asking(round_, "", None, ("holiday",))


@pages.route("/cases/<int:case_id>/dates/<name>", methods=["GET", "POST"])
@only(*OFFICERS)
def one_case(case_id: int, name: str) -> ResponseReturnValue:
    """Change a date for one case alone: extend it, stop its clock or let it go on."""
    row = queries.case_row(the_register(), sight_of(me()), case_id)
    stands = _stands(queries.live_case(the_register(), row), name)
    return _asking(str(row["round"]), name, row, ("resume",) if stands else ("move", "suspend"))


def _stands(case: Case, name: str) -> bool:
    return any(case.dates.stops(timer) for timer in case.run.timers() if timer.element.timer == name)


@pages.route("/dates/<int:change_id>/take-back", methods=["GET", "POST"])
@only(*OFFICERS)
def take_back(change_id: int) -> ResponseReturnValue:
    """Take an applied change back: with a reason, a preview and a second officer, like any other."""
    row = records.change(the_register(), change_id)
    return _asking(row["round"], row["deadline"], _case_of(row), ("revert",), reverts=change_id)


def _case_of(row: Mapping[str, Any]) -> queries.Row | None:
    return queries.case_row(the_register(), sight_of(me()), row["case_id"]) if row["case_id"] is not None else None


def _asking(
    round_: str, name: str, case: queries.Row | None, kinds: tuple[str, ...], reverts: int | None = None
) -> ResponseReturnValue:
    """Take the three steps of asking for a change: the form, the preview, the request."""
    frame = {"round": _round(round_), "name": name, "case": case, "kinds": kinds, "reverts": reverts}
    frame["title"] = deadline_title(the_register(), round_, name) if name else "A bank holiday proclaimed late"
    if request.method == "GET":
        return _form(frame, {})
    errors: dict[str, str] = {}
    wish = _wish(frame, errors)
    if errors:
        return _form(frame, errors), 422
    try:
        shown = dates.preview(the_register(), me(), wish)
        if request.form.get("seen") == _digest(shown):
            return redirect(url_for("date_pages.one", change_id=dates.ask(the_register(), me(), wish, shown)))
    except UNUSABLE as problem:
        return _form(frame, {"day": str(problem)}), 422
    except SomethingElseNow as other:
        shown = other.preview
    return render_template(
        "date_preview.html", page_title="What would happen", **frame, wish=wish, kind_words=KIND_WORDS[wish.kind],
        seen=_digest(shown), moved_on="seen" in request.form, sent={k: request.form.get(k, "") for k in FIELDS},
        **_shown(shown),
    )  # fmt: skip


def _wish(frame: Mapping[str, Any], errors: dict[str, str]) -> Wish:
    """Read what is asked; what cannot be read goes into `errors`."""
    form, case = request.form, frame["case"]
    kind = form.get("kind", frame["kinds"][0])
    if kind not in frame["kinds"]:
        abort(400)
    needed = {"because": "Give the reason", "authority": "Say on whose authority"}
    errors |= {field: words for field, words in needed.items() if not form.get(field, "").strip()}
    return Wish(
        kind=kind, round=frame["round"].name, deadline=frame["name"], because=form.get("because", "").strip(),
        authority=form.get("authority", "").strip(), case_id=None if case is None else int(str(case["id"])),
        day=_day(errors), at=_time(errors), period=_period(errors), category=form.get("category", ""),
        title=form.get("title", "").strip(), reverts=frame["reverts"],
    )  # fmt: skip


def _day(errors: dict[str, str]) -> date | None:
    text = date_parts("day")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors["day"] = "Enter a real date, like 30 1 2015"
        return None


def _time(errors: dict[str, str]) -> time | None:
    text = request.form.get("at", "").strip()
    try:
        return time.fromisoformat(text if len(text.partition(":")[0]) == 2 else f"0{text}") if text else None
    except ValueError:
        errors["at"] = "Enter a London time, like 12:00"
        return None


def _period(errors: dict[str, str]) -> str:
    text = request.form.get("period", "").strip().upper()
    try:
        if text:
            parse_period(text)
    except UnusablePeriod as problem:
        errors["period"] = str(problem)
    return text


def _form(frame: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    anchors = {"day": "day-day", "at": "at", "period": "period", "because": "because", "authority": "authority"}
    deadline = frame["round"].deadline(frame["name"].removesuffix(".start")) if frame["name"] else None
    return render_template(
        "date_change.html", page_title="Change a date", **frame, deadline=deadline, form=request.form, own=errors,
        categories=CATEGORIES, kind_words=KIND_WORDS,
        errors=[{"text": text, "href": f"#{anchors[key]}"} for key, text in errors.items()],
    )  # fmt: skip


@pages.get("/dates/<int:change_id>")
@only(*READERS)
def one(change_id: int) -> str:
    """Show one change: what it does or did, who stands for it, what had fallen, and what can be done."""
    row = records.change(the_register(), change_id)
    return render_template(
        "date_one.html", page_title="Change of a date", change=_row(row), **_shown(row["preview"]),
        rulings=_rulings(row["rulings"]), officer=me().role in OFFICERS, own=row["by"] == me().username,
        may_be_taken_back=row["outcome"] == "applied" and row["reverted_by"] is None and row["kind"] != "revert",
        ruling_words=RULINGS, moved=request.args.get("moved", type=int), landed=request.args.get("landed", type=int),
    )  # fmt: skip


@pages.post("/dates/<int:change_id>/apply")
@only(*OFFICERS)
def apply(change_id: int) -> ResponseReturnValue:
    """Apply a change as the second officer. Raises NoSuchChange."""
    try:
        done = dates.apply(the_register(), me(), change_id)
    except UNUSABLE as problem:
        return render_template("date_refused.html", page_title="Nothing was changed", problem=str(problem),
                               change_id=change_id), 409  # fmt: skip
    except SomethingElseNow as other:
        return render_template("date_refused.html", page_title="Nothing was changed", problem=str(other),
                               change_id=change_id, renew=True, **_shown(other.preview)), 409  # fmt: skip
    return redirect(url_for("date_pages.one", change_id=change_id, moved=done.previewed, landed=done.landed))


@pages.post("/dates/<int:change_id>/renew")
@only(*OFFICERS)
def renew(change_id: int) -> ResponseReturnValue:
    """Ask anew for a change whose cases have moved. Raises NoSuchChange."""
    dates.renew(the_register(), me(), change_id)
    return redirect(url_for("date_pages.one", change_id=change_id))


@pages.post("/dates/<int:change_id>/decline")
@only(*OFFICERS)
def decline(change_id: int) -> ResponseReturnValue:
    """Decline a change, or withdraw one's own. Raises NoSuchChange."""
    dates.decline(the_register(), me(), change_id)
    return redirect(url_for("date_pages.all_changes"))


@pages.post("/dates/<int:change_id>/rulings/<int:case_id>/<element>")
@only(*OFFICERS)
def rule(change_id: int, case_id: int, element: str) -> ResponseReturnValue:
    """Rule on a date that had fallen before it was moved. Raises NoSuchChange."""
    form = request.form
    try:
        dates.rule(
            the_register(), me(), change_id, case_id, element, ruling=form.get("ruling", ""),
            reason=form.get("reason", ""),
        )  # fmt: skip
    except NotPossible as problem:
        return render_template("date_refused.html", page_title="Nothing was ruled", problem=str(problem),
                               change_id=change_id), 422  # fmt: skip
    return redirect(url_for("date_pages.one", change_id=change_id))


def _round(name: str) -> Any:
    try:
        return the_register().round(name)
    except UnknownRound as problem:
        raise NotFound(str(problem)) from None


def _digest(shown: Preview) -> str:
    return hashlib.sha256(shown.written().encode()).hexdigest()


def _shown(preview: Preview) -> dict[str, Any]:
    """Return a preview in words."""
    return {
        "preview": preview, "cases": [_touched(one) for one in preview.cases],
        "fallen": [_touched(one) for one in preview.fallen],
        "planned": [(day_wording(date.fromisoformat(day)), count) for day, count in preview.planned.items()],
        "told": [ROLES[role].name for role in preview.roles],
    }  # fmt: skip


def _touched(one: Any) -> dict[str, str]:
    return {
        "case_id": one.case_id, "reference": one.reference, "organisation": one.organisation,
        "was": _words(one.was), "becomes": _words(one.becomes),
    }  # fmt: skip


def _words(micros: int | None) -> str:
    return "the clock stands" if micros is None else due_wording(from_micros(micros))


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a change in words."""
    words, tone = OUTCOME_WORDS[row["outcome"]]
    if row["reverted_by"] is not None:
        words, tone = f"Taken back by change {row['reverted_by']}", "withdrawn"
    title = deadline_title(the_register(), row["round"], row["deadline"]) or "Bank holiday"
    return {**row, "words": words, "tone": tone, "title": title, "kind_words": KIND_WORDS[row["kind"]],
            "said": _what(row)}  # fmt: skip


def _what(row: Mapping[str, Any]) -> str:
    """Say in one line what a change does."""
    content, moved = row["content"], row["preview"].dates
    if row["kind"] == "holiday":
        return f"{day_wording(date.fromisoformat(content['day']))}: {content['title']}"
    if not moved:
        return f"{len(row['preview'].cases)} dates"
    if content["period"]:
        return f"{moved[0]['was']} becomes {period_wording(content['period'])}"
    return f"{moved[0]['was']} becomes {moved[0]['becomes']}"


def _rulings(rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "due": due_wording(row["due_at"]), "words": RULINGS.get(row["ruling"], "")} for row in rows]


__all__ = ["NoSuchChange", "pages"]
