"""The record of a sitting for programs: seats, attendance, overrides, adjourning, minutes, closing, and its papers."""

import orjson
from flask import Response, request

from service.actions import secretaries, sittings
from service.actions.sittings import Held
from service.api import sitting_models as models
from service.api.describing import NEEDED, answers, api, as_json
from service.api.models import Arrival
from service.api.sitting_views import KEEPERS, detail_of
from service.front.doors import only
from service.front.state import me, the_register
from service.register import queries
from service.register.sittings.quorum import Member
from service.register.sittings.records import Item


@api.post("/sittings/<int:sitting_id>/members")
@only(*KEEPERS)
@answers(models.SittingDetail, status=201, key=NEEDED)
def seat_member(sitting_id: int, json: models.NewMember) -> Response:
    """Give somebody a seat."""
    member = Member(0, json.username, json.name.strip(), json.seat, json.voting, json.chair)
    secretaries.seat(the_register(), me(), sitting_id, member)
    answer = as_json(detail_of(sitting_id), 201)
    answer.headers["Location"] = request.path.removesuffix("/members")
    return answer


@api.post("/sittings/<int:sitting_id>/members/<int:member_id>/remove")
@only(*KEEPERS)
@answers(models.SittingDetail)
def unseat_member(sitting_id: int, member_id: int) -> Response:
    """Take a seat away before the sitting begins."""
    secretaries.unseat(the_register(), me(), sitting_id, member_id)
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/attendance")
@only(*KEEPERS)
@answers(models.SittingDetail)
def record_attendance(sitting_id: int, json: models.Present) -> Response:
    """Record who is present now."""
    secretaries.attend(the_register(), me(), sitting_id, json.present)
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/override")
@only(sittings.OVERRIDES)
@answers(models.SittingDetail)
def override_rule(sitting_id: int, json: models.Override) -> Response:
    """Set a rule about the membership aside for this sitting, with a reason."""
    secretaries.override(the_register(), me(), sitting_id, json.rule, json.reason)
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/adjourn")
@only(*KEEPERS)
@answers(models.SittingDetail)
def adjourn_sitting(sitting_id: int, json: models.Adjournment) -> Response:
    """Adjourn to a later instant; the ledger says which deadlines fall before then."""
    secretaries.adjourn(the_register(), me(), sitting_id, json.until, json.reason)
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/minutes")
@only(*KEEPERS)
@answers(models.SittingDetail)
def keep_minutes(sitting_id: int, json: models.Minutes) -> Response:
    """Keep the minutes."""
    secretaries.keep_minutes(the_register(), me(), sitting_id, json.minutes)
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/close")
@only(*KEEPERS)
@answers(models.SittingDetail)
def close_sitting(sitting_id: int) -> Response:
    """Close a sitting; what is undecided waits for another one."""
    secretaries.close(the_register(), me(), sitting_id)
    return as_json(detail_of(sitting_id))


@api.get("/sittings/<int:sitting_id>/pack")
@only(*sittings.READERS)
@answers(models.Pack)
def sitting_papers(sitting_id: int) -> Response:
    """Give the pack for the reader: the papers of each case as they were frozen, less those they stand aside from."""
    found = sittings.held(the_register(), me(), sitting_id)
    one = found.sitting
    papers = [_paper(found, item) for item in found.items]
    pack = models.Pack(sitting=one.id, title=one.title, held_at=one.held_at, papers_at=one.papers_at, papers=papers)
    return as_json(pack)


def _paper(found: Held, item: Item) -> models.Paper:
    aside = found.stands_aside(item.case_id)
    held = {} if aside else {**item.papers, "arrivals": _frozen(item)}
    none: dict[str, list[object]] = {"arrivals": [], "documents": [], "problems": [], "warnings": []}
    return models.Paper.model_validate({
        **none, **held, "case_id": item.case_id, "number": item.number, "reference": item.reference,
        "organisation": item.organisation, "element": item.element, "aside": aside,
    })  # fmt: skip


def _frozen(item: Item) -> list[Arrival]:
    rows = queries.arrivals_of(the_register(), item.case_id)
    frozen = [row for row in rows if row["id"] in item.papers["arrivals"]]
    return [Arrival.model_validate({**r, "case": item.case_id, "content": orjson.loads(str(r["content"]))})
            for r in frozen]  # fmt: skip
