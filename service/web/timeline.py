"""The timeline of a round: every case with its milestones, packs against those expected, load by body."""

from collections.abc import Mapping
from math import ceil

from flask import Blueprint, render_template, request, url_for

from deadlines.calendar import london_date
from deadlines.rounds import Round
from service.actions.people import sight_of
from service.draw.charts import step_chart
from service.draw.milestones import Line, Upright, milestones_svg
from service.front.doors import everybody
from service.front.reading import page_number
from service.front.state import me, the_register
from service.register import packs
from service.register.milestones import LIVE, MILESTONES, Progress, RoundProgress, cumulated, progress
from service.register.queries import Filter
from service.rehearsal.counts import REGIONS
from service.rehearsal.drive import MODELS
from service.web.board import chosen_round
from service.web.nhs import london_short

pages = Blueprint("timeline", __name__)
SIZE = 200
TITLES = {
    packs.PACK: "Pack received", packs.ACKNOWLEDGED: "Acknowledged", packs.THRESHOLDS: "Thresholds confirmed",
    packs.REGIONAL: "Regional panel", packs.NATIONAL: "National panel", packs.DECISION: "Decided",
    packs.SIGNED: "Signed", LIVE: "Live",
}  # fmt: skip
DEADLINES = (
    "delegated-submission", "joint-submission", "delegated-regional-moderation", "joint-regional-moderation",
    "national-moderation", "committee-sign-off", "agreement-signature", "go-live",
)  # fmt: skip
CLOSING = ("delegated-submission", "joint-submission")
NARROWED = ("model", "region")


@pages.get("/timeline")
@everybody
def timeline() -> str:
    """Show how the proposals of a round go on, 200 at a time."""
    register, wanted = the_register(), _wanted()
    round_ = register.round(wanted.round)
    found = progress(register, sight_of(me()), wanted)
    lines = [_line(one) for one in found.cases]
    title = f"Milestones of {len(lines)} cases of {round_.title}"
    return render_template(
        "timeline.html", page_title="Timeline of the round", round=round_, count=found.count, wanted=wanted,
        rounds=[name for name in register.rounds if register.rounds[name].name != "standing"],
        models=MODELS.values(), regions=REGIONS, titles=TITLES, rows=[_cells(one) for one in found.cases],
        svg=milestones_svg(title, lines, _uprights(round_), register.clock()) if lines else "",
        burn_up=_burn_up(found, round_), received=sum(found.received.values()), load=found.load,
        expected=sum(found.expected.values()), pages=ceil(found.count / SIZE), address=_address,
    )  # fmt: skip


def _wanted() -> Filter:
    model, region = (request.args.get(name, "")[:60] for name in NARROWED)
    return Filter(ended="all", page=page_number(), size=SIZE, round=chosen_round(), model=model, region=region)


def _line(one: Progress) -> Line:
    marks = {MILESTONES.index(name) + 1: at for name, at in one.passed.items()}
    missed = one.next_due if _is_overdue(one) else None
    return Line(f"{one.organisation_name.removeprefix('NHS ')}, {one.model.replace('_', ' ')}", marks, missed)


def _is_overdue(one: Progress) -> bool:
    return not one.ended and one.next_due is not None and one.next_due < the_register().clock()


def _cells(one: Progress) -> Mapping[str, object]:
    """Return a row of the table: what it is, when it passed each milestone in words, and whether it is overdue."""
    passed = [london_short(one.passed[name]) if name in one.passed else "" for name in MILESTONES]
    return {**vars(one), "passed": passed, "overdue": _is_overdue(one)}


def _uprights(round_: Round) -> list[Upright]:
    found = [round_.deadline(name) for name in DEADLINES if round_.knows(name)]
    return [Upright(one.title, one.last_on_time) for one in found if not one.is_relative]


def _burn_up(found: RoundProgress, round_: Round) -> str:
    """Draw how many packs had come by each day, against the proposals that were opened."""
    today = london_date(the_register().clock())
    if not found.expected:
        return ""
    closing = [round_.deadline(name) for name in CLOSING if round_.knows(name)]
    marks = [(london_date(one.last_on_time), one.title) for one in closing if not one.is_relative]
    series = [("Expected", cumulated(found.expected, today)), ("Received", cumulated(found.received, today))]
    return step_chart("Packs received against those expected, by day", series, marks)


def _address(page: int) -> str:
    given = {name: value for name, value in request.args.items() if name != "page" and value}
    return url_for("timeline.timeline", **given, page=page)  # type: ignore[arg-type]
