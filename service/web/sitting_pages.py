"""Sittings in the browser: planned, papers frozen, members, declarations, attendance, adjournment, minutes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import secretaries, sittings
from service.actions.interests import READERS as INTEREST_READERS
from service.actions.sittings import Held, UnusableSitting
from service.formats.pdf import can_be_made
from service.front.doors import only
from service.front.reading import UnusableRequest, london_instant
from service.front.state import me, the_register
from service.register import queries
from service.register.accounts import holders
from service.register.sittings import records
from service.register.sittings.bodies import SEATS, Quorum, bodies
from service.register.sittings.holding import SittingNotReady
from service.register.sittings.quorum import RULES, SOURCES, Member
from service.register.sittings.records import Item, Sitting
from service.roles import Person

pages = Blueprint("sitting_pages", __name__)
READERS = sittings.READERS
KEEPERS = ("programme-office", "regional-team", "national-panel", "committee", "ccg")
DECIDERS = ("regional-panel", "national-panel", "committee")
STATUS = {
    "planned": ("Planned", "waiting"), "frozen": ("Papers frozen", "current"), "sitting": ("Sitting now", "current"),
    "closed": ("Closed", "done"),
}  # fmt: skip
OUTCOME = {
    "": ("Not decided", "waiting"), "decided": ("Decided", "done"), "adjourned": ("Adjourned", "withdrawn"),
    "not-recorded": ("Could not be recorded", "late"),
}  # fmt: skip
ANCHORS = {"username": "name", "voting": "seat", "chair": "seat", "lines": "agenda", "cases": "agenda"}


@pages.get("/sittings")
@only(*READERS)
def list_of_sittings() -> str:
    """Show the sittings of the person's bodies: those to come first, then those that are over."""
    found, counts = sittings.visible(the_register(), me()), records.counts_of(the_register())
    rows = [{"sitting": one, "status": STATUS[one.status], "counts": counts.get(one.id)} for one in found]
    return render_template(
        "sittings.html", page_title="Sittings", may_plan=me().role in KEEPERS,
        may_read_interests=me().role in INTEREST_READERS,
        coming=[row for row in reversed(rows) if row["sitting"].status != "closed"],  # type: ignore[union-attr]
        over=[row for row in rows if row["sitting"].status == "closed"],  # type: ignore[union-attr]
    )  # fmt: skip


@pages.route("/sittings/new", methods=["GET", "POST"])
@only(*KEEPERS)
def plan() -> ResponseReturnValue:
    """Ask for body, place, day and quorum, and plan the sitting."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect(url_for("sitting_pages.one", sitting_id=_planned()))
        except (UnusableSitting, UnusableRequest) as problem:
            errors = problem.errors
    page = render_template(
        "sitting_new.html", page_title="Plan a sitting", bodies=_my_bodies(me()), scopes=_scopes(me()), own=errors,
        form=request.form, errors=error_links(errors, {"held": "held-day"}),
    )  # fmt: skip
    return (page, 422) if errors else page


def _planned() -> int:
    form = request.form
    body, scope = form.get("body", ""), form.get("scope", "")
    found = bodies().get(body)
    scope = scope if found is not None and found.scope else ""
    place, quorum = form.get("place", "").strip()[:200], _quorum()
    return secretaries.plan(the_register(), me(), body, scope, london_instant("held"), place, quorum)


def _quorum() -> Quorum | None:
    """Return the quorum that was entered; None, when all is left as the body has it."""
    given = [request.form.get(name, "").strip() for name in ("voting", "lay", "executive")]
    if not any(given):
        return None
    if not all(text.isascii() and text.isdigit() and len(text) < 4 for text in given if text):
        raise UnusableSitting({"quorum": "Enter whole numbers for the quorum, like 3"})
    return Quorum(*(int(text or "0") for text in given))


def _my_bodies(person: Person) -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in bodies().values() if person.role in sittings.SECRETARIES[one.id]]


def _scopes(person: Person) -> list[tuple[str, str]]:
    """Return for what the person's sittings may be: regions, then organisations for the office."""
    places = queries.organisations_of(the_register())
    if person.role in ("regional-team", "ccg"):
        names = {str(place["code"]): str(place["name"]) for place in places}
        return [(person.scope, names.get(person.scope, person.scope))]
    regions = sorted({str(place["region"]) for place in places})
    return [(one, one) for one in regions] + [(str(place["code"]), str(place["name"])) for place in places]


# --- one sitting ---------------------------------------------------------------------------------------------------


@pages.get("/sittings/<int:sitting_id>")
@only(*READERS)
def one(sitting_id: int) -> str:
    """Show a sitting: who sits, what lies before it, what was decided and what can be done now."""
    return _page(sitting_id, {})


def _page(sitting_id: int, errors: Mapping[str, str], wrong: str = "") -> str:
    register, person = the_register(), me()
    found = sittings.held(register, person, sitting_id)
    sitting = found.sitting
    keeps = sittings.may_keep(person, sitting.body, sitting.scope)
    waiting = records.agenda_of(register, sitting) if sitting.status == "planned" else []
    decides = bool(sitting.body.role) and person.may_do(sitting.body.role)
    return render_template(
        "sitting.html", page_title=sitting.title, found=found, sitting=sitting, status=STATUS[sitting.status],
        pdf=can_be_made(),
        keeps=keeps, decides=decides, own=errors, wrong=wrong, form=request.form, errors=error_links(errors, ANCHORS),
        items=[_row(found, item) for item in found.items], waiting=waiting, seats=SEATS, rules=RULES,
        sources=SOURCES, me_member=found.member_of(person.username), may_override=person.role == sittings.OVERRIDES,
        accounts=_accounts(sitting) if keeps else [], acts=records.acts_of(register, sitting_id),
        undecided=sum(not item.outcome for item in found.items),
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of an agenda as the page shows it."""

    item: Item
    status: tuple[str, str]
    quorate: bool
    missing: str
    aside: list[str]
    mine: str


def _row(found: Held, item: Item) -> Row:
    there = found.attendance(item.case_id)
    reasons = found.aside.get(item.case_id, {})
    names = [one.name for one in found.members if one.id in reasons]
    return Row(
        item, OUTCOME[item.outcome], there.quorate, ", ".join(there.missing), names,
        found.stands_aside(item.case_id),
    )  # fmt: skip


def _accounts(sitting: Sitting) -> list[tuple[str, str]]:
    """Return the accounts that may hold a seat: of the body's role and place, or of the organisation."""
    roles = (sitting.body.role,) if sitting.body.role else ("ccg", "accountable-officer", "audit-chair")
    return [
        (str(row["username"]), str(row["name"] or row["username"]))
        for row in holders(the_register())
        if row["role"] in roles and row["scope"] in ("", sitting.scope)
    ]


def _done(sitting_id: int, act: Callable[[], object], form: str) -> ResponseReturnValue:
    """Do something with a sitting and show it again; what cannot be used is said beside the form that sent it."""
    try:
        act()
    except (UnusableSitting, UnusableRequest) as problem:
        return _page(sitting_id, problem.errors, form), 422
    except SittingNotReady as problem:
        return _page(sitting_id, {form: str(problem)}, form), 409
    return redirect(url_for("sitting_pages.one", sitting_id=sitting_id))


@pages.post("/sittings/<int:sitting_id>/members")
@only(*KEEPERS)
def seat(sitting_id: int) -> ResponseReturnValue:
    """Give somebody a seat."""
    form = request.form
    username = form.get("username", "")
    name = form.get("name", "").strip()[:120] or dict(_accounts(records.one_sitting(the_register(), sitting_id))).get(
        username, ""
    )
    member = Member(0, username, name, form.get("seat", ""), form.get("voting") == "yes", form.get("chair") == "yes")
    return _done(sitting_id, lambda: secretaries.seat(the_register(), me(), sitting_id, member), "members")


@pages.post("/sittings/<int:sitting_id>/members/<int:member_id>/remove")
@only(*KEEPERS)
def unseat(sitting_id: int, member_id: int) -> ResponseReturnValue:
    """Take a seat away."""
    return _done(sitting_id, lambda: secretaries.unseat(the_register(), me(), sitting_id, member_id), "members")


@pages.post("/sittings/<int:sitting_id>/freeze")
@only(*KEEPERS)
def freeze(sitting_id: int) -> ResponseReturnValue:
    """Freeze agenda and papers as they stand now; unticked cases wait for another sitting."""
    chosen = {int(text) for text in request.form.getlist("case") if text.isascii() and text.isdigit()}

    def act() -> None:
        sitting = sittings.seen(the_register(), me(), sitting_id)
        waiting = {one.case_id for one in records.agenda_of(the_register(), sitting)}
        secretaries.freeze(the_register(), me(), sitting_id, waiting - chosen)

    return _done(sitting_id, act, "agenda")


@pages.post("/sittings/<int:sitting_id>/attendance")
@only(*KEEPERS)
def attend(sitting_id: int) -> ResponseReturnValue:
    """Record who is present now."""
    present = [int(text) for text in request.form.getlist("present") if text.isascii() and text.isdigit()]
    return _done(sitting_id, lambda: secretaries.attend(the_register(), me(), sitting_id, present), "attendance")


@pages.post("/sittings/<int:sitting_id>/begin")
@only(*KEEPERS)
def begin(sitting_id: int) -> ResponseReturnValue:
    """Begin the sitting."""
    return _done(sitting_id, lambda: secretaries.begin(the_register(), me(), sitting_id), "begin")


@pages.post("/sittings/<int:sitting_id>/override")
@only(sittings.OVERRIDES)
def override(sitting_id: int) -> ResponseReturnValue:
    """Set a rule about the membership aside, with a reason."""
    rule, reason = request.form.get("rule", ""), request.form.get("reason", "")[:4000]
    return _done(sitting_id, lambda: secretaries.override(the_register(), me(), sitting_id, rule, reason), "override")


@pages.route("/sittings/<int:sitting_id>/adjourn", methods=["GET", "POST"])
@only(*KEEPERS)
def adjourn(sitting_id: int) -> ResponseReturnValue:
    """Ask until when and why, show which deadlines fall before then, and adjourn once that was looked at."""
    errors: dict[str, str] = {}
    found, until, risk = sittings.held(the_register(), me(), sitting_id), None, []
    if request.method == "POST":
        try:
            until = london_instant("until")
            risk = sittings.at_risk(found, until)
            if request.form.get("do") == "adjourn":
                secretaries.adjourn(the_register(), me(), sitting_id, until, request.form.get("reason", "")[:4000])
                return redirect(url_for("sitting_pages.one", sitting_id=sitting_id))
        except (UnusableRequest, UnusableSitting) as problem:
            errors = problem.errors
    page = render_template(
        "sitting_adjourn.html", page_title="Adjourn", sitting=found.sitting, until=until, risk=risk,
        form=request.form, own=errors, errors=error_links(errors, {"until": "until-day"}),
    )  # fmt: skip
    return (page, 422) if errors else page


@pages.post("/sittings/<int:sitting_id>/minutes")
@only(*KEEPERS)
def minutes(sitting_id: int) -> ResponseReturnValue:
    """Keep the minutes."""
    text = request.form.get("minutes", "")[:100_000]
    return _done(sitting_id, lambda: secretaries.keep_minutes(the_register(), me(), sitting_id, text), "minutes")


@pages.post("/sittings/<int:sitting_id>/close")
@only(*KEEPERS)
def close(sitting_id: int) -> ResponseReturnValue:
    """Close the sitting."""
    return _done(sitting_id, lambda: secretaries.close(the_register(), me(), sitting_id), "close")


def error_links(errors: Mapping[str, str], anchors: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"text": text, "href": f"#{anchors.get(field, field)}"} for field, text in errors.items()]
