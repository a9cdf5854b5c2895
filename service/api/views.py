"""The endpoints about cases: open one, read it, do its steps. Errors are answered by service.front.errors."""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson
from flask import Response, request

from deadlines.calendar import wording
from service.actions.drafts import save_answers, saved_draft
from service.actions.events import readable_by
from service.actions.people import Submitted, open_case, sight_of, submit
from service.api import models
from service.api.describing import NEEDED, OWN, answers, api, as_json
from service.api.models import PageQuery
from service.api.once import the_key
from service.api.paging import as_page, mark_of, page_of
from service.front.doors import everybody
from service.front.state import me, received_at, the_register
from service.register import queries
from service.register.keyset import cases_page, entries_page
from service.register.queries import Filter, Row


@api.get("/cases")
@everybody
@answers(models.Cases)
def list_cases(query: models.CaseQuery) -> Response:
    """List the cases that the account may see, open ones first, soonest deadline first."""
    wanted = Filter(**query.model_dump(exclude={"after", "limit"}))
    count, found = cases_page(the_register(), sight_of(me()), wanted, page_of(query, 3))
    rows, mark = [models.CaseSummary(**_summary(row)) for row in found.rows], mark_of(found.next)
    return as_page(models.Cases(count=count, cases=rows, next=mark), mark)


@api.post("/cases")
@everybody
@answers(models.CaseDetail, 404, status=201, key=NEEDED)
def open_new_case(json: models.NewCase) -> Response:
    """Open a case."""
    case_id = open_case(the_register(), me(), json.path, json.round, json.organisation)
    answer = as_json(detail_of(case_id), 201)
    answer.headers["Location"] = f"{request.path}/{case_id}"
    return answer


@api.get("/cases/<int:case_id>")
@everybody
@answers(models.CaseDetail)
def one_case(case_id: int) -> Response:
    """Give one case with its open steps and running deadlines."""
    return as_json(detail_of(case_id))


@api.get("/cases/<int:case_id>/steps")
@everybody
@answers(models.Steps)
def steps(case_id: int) -> Response:
    """Give the open steps of a case with their questions."""
    row = queries.case_row(the_register(), sight_of(me()), case_id)
    case = queries.live_case(the_register(), row)
    found = []
    for step in case.steps():
        form = case.form(step.element.id)
        asked = [_question(field) for field in form.questions] if form else []
        found.append(models.OpenStep(**_step(step), mine=me().may_do(step.element.role), questions=asked))
    return as_json(models.Steps(case_version=int(str(row["version"])), steps=found))


@api.post("/cases/<int:case_id>/steps/<element>")
@everybody
@answers(models.ArrivalReceipt, also=(202,), key=OWN)
def submit_step(case_id: int, element: str, json: models.Answers) -> Response:
    """Submit a step. 202 means that it is received and that its ruling follows."""
    key = the_key()
    submitted = submit(
        the_register(), me(), case_id, element, json.root, received_at=received_at(),
        key=hashlib.sha256(f"{me().username}:{key}".encode()).hexdigest() if key else None,
    )  # fmt: skip
    return given(submitted)


@api.get("/cases/<int:case_id>/steps/<element>/draft")
@everybody
@answers(models.AnswersDraft, 409)
def step_draft(case_id: int, element: str) -> Response:
    """Give the answers that are saved for a step and not sent."""
    return _draft(case_id, element)


def _draft(case_id: int, element: str) -> Response:
    draft = saved_draft(the_register(), me(), case_id, element)
    return as_json(models.AnswersDraft(answers=dict(draft.answers), by=draft.by, saved_at=draft.saved_at))


@api.post("/cases/<int:case_id>/steps/<element>/draft")
@everybody
@answers(models.AnswersDraft)
def save_answers_of_step(case_id: int, element: str, json: models.NewAnswersDraft) -> Response:
    """Save answers of a step without sending them; with `anew`, in the place of all that is saved."""
    save_answers(the_register(), me(), case_id, element, json.answers, anew=json.anew)
    return _draft(case_id, element)


def given(submitted: Submitted) -> Response:
    """Answer with the receipt of an arrival, and with its ruling when there is one."""
    receipt = submitted.receipt
    answer = models.ArrivalReceipt(
        arrival=receipt.arrival, case=receipt.case_id, received_at=receipt.received_at,
        london=wording(receipt.received_at), outcome=submitted.outcome, note=submitted.note, status=submitted.status,
    )  # fmt: skip
    return as_json(answer, 200 if submitted.outcome else 202)


@api.get("/cases/<int:case_id>/arrivals")
@everybody
@answers(models.Arrivals)
def arrivals(case_id: int) -> Response:
    """List what arrived for a case, in the order in which it was received."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    return as_json(models.Arrivals(arrivals=arrivals_of(case_id)))


def arrivals_of(case_id: int) -> list[models.Arrival]:
    """Return what arrived for a case."""
    return [_arrival(case_id, row) for row in queries.arrivals_of(the_register(), case_id)]


@api.get("/cases/<int:case_id>/arrivals/<int:arrival_id>")
@everybody
@answers(models.Arrival)
def arrival(case_id: int, arrival_id: int) -> Response:
    """Give what arrived, with its ruling."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    return as_json(_arrival(case_id, queries.arrival(the_register(), case_id, arrival_id)))


def _arrival(case_id: int, row: Row) -> models.Arrival:
    return models.Arrival(**{**row, "case": case_id, "content": orjson.loads(str(row["content"]))})


@api.get("/cases/<int:case_id>/ledger")
@everybody
@answers(models.Ledger)
def ledger(case_id: int, query: PageQuery) -> Response:
    """Give the ledger of a case, as far as the account may read it."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    found = entries_page(the_register(), readable_by(me()), page_of(query), case_id=case_id)
    mark = mark_of(found.next)
    return as_page(models.Ledger(entries=entries_of(found.rows), next=mark), mark)


def entries_of(rows: Sequence[Row]) -> list[models.Entry]:
    """Return entries of the ledger as they are answered."""
    return [models.Entry.model_validate({**row, "detail": orjson.loads(str(row["detail"]))}) for row in rows]


def _summary(row: Row) -> dict[str, Any]:
    return {**row, "set_aside": row["incident"] is not None}


def detail_of(case_id: int) -> models.CaseDetail:
    """Return a case with its open steps and running deadlines. Raises NoSuchCase."""
    row = queries.case_row(the_register(), sight_of(me()), case_id)
    dues = [{**due, "london": wording(due["at"])} for due in queries.dues_of(the_register(), case_id)]  # type: ignore[arg-type]
    waiting = queries.steps_of(the_register(), case_id)
    return models.CaseDetail.model_validate({**_summary(row), "steps": waiting, "deadlines": dues})


def _step(step: Any) -> dict[str, Any]:
    element = step.element
    return {
        "element": element.id, "name": element.name, "role": element.role, "form": element.form, "offer": step.offer,
        "visit": step.visit, "opened_at": step.opened_at,
    }  # fmt: skip


def _question(field: Any) -> models.Question:
    choices = [value for value, _ in field.choices]
    return models.Question(
        key=field.key, type=field.type, label=field.label, hint=field.hint, required=field.required, choices=choices
    )
