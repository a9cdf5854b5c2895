"""Changing dates by programs: the same actions as in the pages, with the same two officers."""

import hashlib
from typing import Any

from flask import Response

from processes.instants import from_micros
from service.actions import dates
from service.actions.office import OFFICERS
from service.api import date_models as models
from service.api.describing import answers, api, as_json
from service.front.doors import only
from service.front.state import me, the_register
from service.register.dates import records
from service.register.dates.wish import Preview, Touched, Wish

READERS = (*OFFICERS, "auditor")


@api.get("/rounds/<round_>/changes")
@only(*READERS)
@answers(models.DateChanges)
def date_changes(round_: str) -> Response:
    """List the changes of dates of a round, newest first. Raises UnknownRound."""
    the_register().round(round_)
    rows = records.changes_of(the_register(), round_)
    return as_json(models.DateChanges(changes=[models.DateChange.model_validate(dict(row)) for row in rows]))


@api.post("/rounds/<round_>/changes")
@only(*OFFICERS)
@answers(models.DatePreview)
def wish_for_dates(round_: str, json: models.DateWish) -> Response:
    """Look at what a change would do; with `seen`, ask for exactly that. A second officer applies it."""
    register, wish = the_register(), _wish(round_, json)
    shown = dates.preview(register, me(), wish)
    digest, number = hashlib.sha256(shown.written().encode()).hexdigest(), None
    if json.seen == digest:
        number = dates.ask(register, me(), wish, shown)
    return as_json(_preview(shown, digest, number))


def _wish(round_: str, json: models.DateWish) -> Wish:
    given = json.model_dump(exclude={"seen", "at"})
    return Wish(round=round_, at=json.at.replace(tzinfo=None) if json.at else None, **given)


@api.get("/changes/<int:change_id>")
@only(*READERS)
@answers(models.ChangeDetail)
def one_change(change_id: int) -> Response:
    """Give one change with what it does or did, and what had fallen before it. Raises NoSuchChange."""
    return as_json(_change(change_id))


def _change(change_id: int) -> models.ChangeDetail:
    row = records.change(the_register(), change_id)
    shown = row["preview"]
    digest = hashlib.sha256(shown.written().encode()).hexdigest()
    return models.ChangeDetail.model_validate({**row, "preview": _preview(shown, digest, change_id)})


@api.post("/changes/<int:change_id>/renew")
@only(*OFFICERS)
@answers(models.ChangeDetail)
def renew_change(change_id: int) -> Response:
    """Ask anew for a change whose cases have moved; it then says what it would do now. Raises NoSuchChange."""
    dates.renew(the_register(), me(), change_id)
    return as_json(_change(change_id))


@api.post("/changes/<int:change_id>/apply")
@only(*OFFICERS)
@answers(models.AppliedChange)
def apply_change(change_id: int) -> Response:
    """Apply a change as the second officer. Raises NoSuchChange, NotPossible, SomethingElseNow."""
    done = dates.apply(the_register(), me(), change_id)
    return as_json(models.AppliedChange(change=done.change, previewed=done.previewed, landed=done.landed))


@api.post("/changes/<int:change_id>/decline")
@only(*OFFICERS)
@answers(models.DateChange)
def decline_change(change_id: int) -> Response:
    """Decline a change, or withdraw one's own. Raises NoSuchChange."""
    dates.decline(the_register(), me(), change_id)
    return as_json(models.DateChange.model_validate(dict(records.change(the_register(), change_id))))


@api.post("/changes/<int:change_id>/rulings")
@only(*OFFICERS)
@answers(models.DateChange)
def rule_on_fallen(change_id: int, json: models.Ruling) -> Response:
    """Rule on a date that had fallen before it was moved. Raises NoSuchChange."""
    dates.rule(
        the_register(), me(), change_id, json.case_id, json.element, ruling=json.ruling, reason=json.reason
    )  # fmt: skip
    return as_json(models.DateChange.model_validate(dict(records.change(the_register(), change_id))))


def _preview(shown: Preview, digest: str, number: int | None) -> models.DatePreview:
    return models.DatePreview(
        seen=digest, change=number, dates=shown.dates, days_off=shown.days_off,
        cases=[_touched(one) for one in shown.cases], fallen=[_touched(one) for one in shown.fallen], own=shown.own,
        others=shown.others, reminders_cancelled=shown.cancelled, reminders_planned=shown.planned,
        roles_told=shown.roles,
    )  # fmt: skip


def _touched(one: Touched) -> models.TouchedDate:
    instants: dict[str, Any] = {
        name: from_micros(value) if value is not None else None
        for name, value in (("was", one.was), ("becomes", one.becomes))
    }
    return models.TouchedDate(
        case_id=one.case_id, reference=one.reference, organisation=one.organisation, element=one.element,
        deadline=one.deadline, **instants,
    )  # fmt: skip
