"""Sittings for programs: the same acts as in the pages, with the same people kept out of them."""

from dataclasses import asdict

from flask import Response, request

from service.actions import deciding, interests, secretaries, sittings
from service.actions.deciding import Line
from service.actions.sittings import Held
from service.api import sitting_models as models
from service.api.describing import NEEDED, OWN_NEEDED, answers, api, as_json
from service.api.once import the_key
from service.front.doors import only
from service.front.state import me, received_at, the_register
from service.register.sittings import records
from service.register.sittings.bodies import Quorum
from service.register.sittings.interests import Interest, all_interests
from service.register.sittings.records import Item, Sitting

KEEPERS = ("programme-office", "regional-team", "national-panel", "committee", "ccg")
DECIDERS = ("regional-panel", "national-panel", "committee")
DECLARERS = (*KEEPERS, "regional-panel", "accountable-officer", "audit-chair")


@api.get("/sittings")
@only(*sittings.READERS)
@answers(models.Sittings)
def list_sittings() -> Response:
    """List the sittings that the account may see, the next or latest first."""
    found = [models.SittingSummary.model_validate(_summary(one)) for one in sittings.visible(the_register(), me())]
    return as_json(models.Sittings(sittings=found))


@api.post("/sittings")
@only(*KEEPERS)
@answers(models.SittingDetail, status=201, key=NEEDED)
def plan_sitting(json: models.NewSitting) -> Response:
    """Plan a sitting."""
    quorum = Quorum(**json.quorum.model_dump()) if json.quorum else None
    number = secretaries.plan(the_register(), me(), json.body, json.scope, json.held_at, json.place, quorum)
    answer = as_json(detail_of(number), 201)
    answer.headers["Location"] = f"{request.path}/{number}"
    return answer


@api.get("/sittings/<int:sitting_id>")
@only(*sittings.READERS)
@answers(models.SittingDetail)
def one_sitting(sitting_id: int) -> Response:
    """Give a sitting with its members, its agenda and what was decided."""
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/freeze")
@only(*KEEPERS)
@answers(models.SittingDetail)
def freeze_papers(sitting_id: int, json: models.LeftOut) -> Response:
    """Freeze the agenda and the papers as they stand now, without cases that wait for another sitting."""
    secretaries.freeze(the_register(), me(), sitting_id, json.leave_out)
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/declarations")
@only(*DECLARERS)
@answers(models.SittingDetail)
def declare_interests(sitting_id: int, json: models.Declared) -> Response:
    """Declare interests: one's own, or as the secretary those of a member."""
    secretaries.declare(the_register(), me(), sitting_id, json.member, json.interests)
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/begin")
@only(*KEEPERS)
@answers(models.SittingDetail)
def begin_sitting(sitting_id: int) -> Response:
    """Begin a sitting."""
    secretaries.begin(the_register(), me(), sitting_id)
    return as_json(detail_of(sitting_id))


@api.post("/sittings/<int:sitting_id>/decisions")
@only(*DECIDERS)
@answers(models.SittingAct, also=(202,), key=OWN_NEEDED)
def decide_cases(sitting_id: int, json: models.Decisions) -> Response:
    """Decide cases in one act. The header Idempotency-Key is required; 202 means that lines are being recorded."""
    lines = [Line(one.case_id, one.answers, one.against, one.abstained) for one in json.lines]
    act = deciding.decide(
        the_register(), me(), sitting_id, lines, key=the_key(), received_at=received_at(), manner=json.manner,
        reason=json.reason,
    )  # fmt: skip
    shown = _act(sitting_id, act.id)
    return as_json(shown, 202 if shown.done_at is None else 200)


@api.get("/sittings/<int:sitting_id>/acts/<int:act_id>")
@only(*sittings.READERS)
@answers(models.SittingAct)
def one_act(sitting_id: int, act_id: int) -> Response:
    """Give an act with how many of its lines are recorded."""
    sittings.seen(the_register(), me(), sitting_id)
    return as_json(_act(sitting_id, act_id))


@api.get("/interests")
@only(*interests.READERS)
@answers(models.Interests)
def list_interests() -> Response:
    """Give the register of interests."""
    return list_of_interests()


@api.post("/interests")
@only(*interests.HOLDERS)
@answers(models.InterestEntry, status=201, key=NEEDED)
def enter_interest(json: models.NewInterest) -> Response:
    """Enter an interest: one's own, or as the office anybody's."""
    until = json.until_day.isoformat() if json.until_day else ""
    interest = Interest(
        json.username, json.kind, json.nature, tuple(sorted(set(json.parties))), json.from_day.isoformat(), until
    )
    number = interests.record_interest(the_register(), me(), interest)
    kept = {**asdict(interest), "id": number, "parties": list(interest.parties)}
    return as_json(models.InterestEntry(**kept), 201)


@api.post("/interests/<int:interest_id>/end")
@only(*interests.HOLDERS)
@answers(models.Interests)
def end_interest(interest_id: int) -> Response:
    """Say that an interest lasted until today; answers with the register. Raises NoSuchInterest."""
    interests.end_interest(the_register(), me(), interest_id)
    return list_of_interests()


def list_of_interests() -> Response:
    """Answer with the register of interests."""
    found = [models.InterestEntry(**{**asdict(one), "parties": list(one.parties)}) for one in _interests()]
    return as_json(models.Interests(interests=found))


def _interests() -> list[Interest]:
    return all_interests(the_register())


def _summary(one: Sitting) -> dict[str, object]:
    return {
        "id": one.id, "body": one.body.id, "scope": one.scope, "title": one.title, "held_at": one.held_at,
        "place": one.place, "status": one.status, "papers_at": one.papers_at, "quorum": asdict(one.quorum),
    }  # fmt: skip


def detail_of(sitting_id: int) -> models.SittingDetail:
    """Return a sitting with everything about it. Raises NoSuchSitting."""
    found = sittings.held(the_register(), me(), sitting_id)
    known = {
        **_summary(found.sitting), "members": [asdict(one) for one in found.members], "minutes": found.sitting.minutes,
        "items": [_item(found, item) for item in found.items], "composition": dict(found.composition.holds),
        "overrides": {rule: str(row["reason"]) for rule, row in found.overrides.items()},
    }  # fmt: skip
    return models.SittingDetail.model_validate(known)


def _item(found: Held, item: Item) -> dict[str, object]:
    there, reasons = found.attendance(item.case_id), found.aside.get(item.case_id, {})
    return {
        "case_id": item.case_id, "number": item.number, "reference": item.reference, "decided_at": item.decided_at,
        "organisation": item.organisation, "element": item.element, "outcome": item.outcome, "record": item.record,
        "quorate": there.quorate, "missing": list(there.missing), "arrival": item.arrival_id,
        "aside": [one.name for one in found.members if one.id in reasons],
    }  # fmt: skip


def _act(sitting_id: int, act_id: int) -> models.SittingAct:
    act = records.one_act(the_register(), sitting_id, act_id)
    outcomes = [one.outcome for one in records.items_of(the_register(), sitting_id) if one.act_id == act_id]
    return models.SittingAct(
        id=act.id, sitting=sitting_id, manner=act.manner, received_at=act.received_at, done_at=act.done_at,
        lines=len(outcomes), recorded=sum(bool(outcome) for outcome in outcomes),
    )  # fmt: skip
