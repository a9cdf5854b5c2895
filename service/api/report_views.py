"""Reports for programs: the public register and its editions, the Board report, the timeline, the tracker both ways."""

from dataclasses import asdict

import orjson
from flask import Response

from deadlines.rounds import CASE_ROUNDS, UnknownRound
from service.actions import board, exports, imports, publication
from service.actions.event_log import event_log
from service.actions.imports import Change
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.api import report_models as models
from service.api.describing import REPEATABLE, answers, api, as_json
from service.front.doors import everybody, only, public
from service.front.reading import one_file
from service.front.state import me, the_register
from service.register import editions, queries
from service.register.editions import NoSuchEdition
from service.register.milestones import progress
from service.register.queries import Filter

TIMELINE_SIZE = 200


@api.get("/organisations")
@everybody
@answers(models.Organisations)
def organisations() -> Response:
    """List all organisations, by name."""
    rows = [models.Organisation.model_validate(dict(row)) for row in queries.organisations_of(the_register())]
    return as_json(models.Organisations(organisations=rows))


# --- the public register -------------------------------------------------------------------------------------------


@api.get("/register")
@public
@answers(models.Editions)
def list_editions() -> Response:
    """List the published editions of the public register, newest first."""
    found = [models.EditionSummary.model_validate(row) for row in editions.history(the_register())]
    return as_json(models.Editions(editions=found))


@api.get("/register/editions/<int:number>")
@public
@answers(models.Edition)
def one_edition(number: int) -> Response:
    """Give an edition as it was published. Raises NoSuchEdition."""
    if number < 1:
        raise NoSuchEdition(str(NoSuchEdition.__doc__))
    return as_json(models.Edition.model_validate(editions.published(the_register(), number)))


@api.get("/register/next")
@only(*OFFICERS)
@answers(models.NextEdition)
def next_edition() -> Response:
    """Say what the next edition would change, and which one waits for a second officer."""
    return as_json(_next())


def _next() -> models.NextEdition:
    coming, waiting = publication.next_edition(the_register(), me()), editions.waiting(the_register())
    return models.NextEdition(
        after=coming.after, differences=[models.RegisterDifference(**asdict(one)) for one in coming.differences],
        waiting=waiting["id"] if waiting else None, note=waiting["note"] if waiting else "",
    )  # fmt: skip


@api.post("/register/next")
@only(*OFFICERS)
@answers(models.NextEdition, status=201)
def ask_edition(json: models.AskEdition) -> Response:
    """Ask for the next edition; a second officer publishes it. A second asking is refused while one waits."""
    publication.ask(the_register(), me(), json.after, json.note)
    return as_json(_next(), 201)


@api.post("/register/waiting/<int:edition_id>/publish")
@only(*OFFICERS)
@answers(models.Editions)
def publish_edition(edition_id: int) -> Response:
    """Publish an edition as the second officer; answers with the published ones."""
    publication.publish(the_register(), me(), edition_id)
    return list_of_editions()


@api.post("/register/waiting/<int:edition_id>/decline")
@only(*OFFICERS)
@answers(models.Editions)
def decline_edition(edition_id: int) -> Response:
    """Decline an edition, or withdraw one's own; answers with the published ones."""
    publication.decline(the_register(), me(), edition_id)
    return list_of_editions()


def list_of_editions() -> Response:
    """Answer with the published editions."""
    found = [models.EditionSummary.model_validate(row) for row in editions.history(the_register())]
    return as_json(models.Editions(editions=found))


# --- reports -------------------------------------------------------------------------------------------------------


@api.get("/reports/board")
@only(*board.READERS)
@answers(models.Board)
def board_report(query: models.RoundQuery) -> Response:
    """Give counts and shares by model and region, the trend and the exceptions of a round."""
    made = board.board_report(the_register(), me(), _round(query))
    lines = [
        models.BoardLine(
            model=one.model, region=one.region, places=one.places, counts=dict(one.counts),
            approved_share=one.share("approved"), live_share=one.share("live"),
        )
        for one in made.lines
    ]  # fmt: skip
    trend = [models.BoardDay(day=day, counts=dict(counts)) for day, counts in made.trend]
    exceptions = [models.BoardException(**asdict(one)) for one in made.exceptions]
    report = models.Board(round=made.round, made_at=made.made_at, lines=lines, trend=trend, exceptions=exceptions)
    return as_json(report)


def _round(query: models.RoundQuery) -> str:
    rounds = [name for name in CASE_ROUNDS if name in the_register().rounds]
    wanted = query.round or rounds[0]
    if wanted not in rounds:
        raise UnknownRound(f"There is no round '{wanted[:60]}' with cases; the rounds are {', '.join(rounds)}.")
    return wanted


@api.get("/rounds/<round_>/ocel")
@only(*board.READERS)
@answers(models.Ocel)
def round_event_log(round_: str) -> Response:
    """Give what happened in a round as an object-centric event log (OCEL 2.0), for process mining."""
    return as_json(models.Ocel.model_validate(event_log(the_register(), me(), round_)))


@api.get("/timeline")
@everybody
@answers(models.Timeline)
def round_timeline(query: models.TimelineQuery) -> Response:
    """Give how the proposals of a round go on: their milestones, packs expected and received, load by role."""
    wanted = Filter(
        ended="all", page=query.page, size=TIMELINE_SIZE, round=_round(query), model=query.model, region=query.region
    )
    found = progress(the_register(), sight_of(me()), wanted)
    days = {name: {day.isoformat(): count for day, count in getattr(found, name).items()}
            for name in ("expected", "received")}  # fmt: skip
    told = models.Timeline(
        round=wanted.round, count=found.count, page=query.page,
        cases=[models.TimelineCase(**{**asdict(one), "passed": dict(one.passed)}) for one in found.cases],
        load=[models.TimelineLoad(**asdict(one)) for one in found.load], **days,
    )  # fmt: skip
    return as_json(told)


@api.get("/tracker")
@everybody
@answers(models.Tracker)
def tracker() -> Response:
    """Give the tracker of all cases that the account may see; what officers noted only to officers and auditors."""
    written = orjson.loads(exports.tracker(the_register(), me(), "json"))
    return as_json(models.Tracker.model_validate(written))


@api.post("/tracker/preview")
@only(*OFFICERS)
@answers(models.TrackerPreview, key=REPEATABLE, upload="file")
def preview_tracker() -> Response:
    """Say what a changed tracker (XLSX) would change. Nothing is changed yet."""
    _, content = one_file("file", "tracker")
    found = imports.preview(the_register(), me(), content)
    changes = [models.TrackerChange(**asdict(one)) for one in found.changes]
    faults = [models.TrackerFault(**asdict(one)) for one in found.faults]
    return as_json(models.TrackerPreview(rows=found.rows, changes=changes, faults=faults))


@api.post("/tracker/apply")
@only(*OFFICERS)
@answers(models.Noted)
def apply_tracker(json: models.TrackerChanges) -> Response:
    """Note what a preview has shown: all of it or nothing; refused when a note is another by now."""
    wanted = [Change(**one.model_dump()) for one in json.changes]
    return as_json(models.Noted(noted=imports.apply(the_register(), me(), wanted)))
