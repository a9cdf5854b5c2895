"""The endpoints: read, call the action, answer with a model. Errors are answered by service.front.errors."""

import hashlib
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel, ValidationError
from spectree import Response as Answers_
from spectree import SpecTree

from deadlines.calendar import wording
from deadlines.explain import explain, table
from service.actions import accounts, designs
from service.actions.mail import READERS
from service.actions.people import Submitted, open_case, sight_of, submit
from service.api import mail_models, models
from service.front.doors import TOKEN_SECONDS, everybody, limiter, only, public, token_for
from service.front.reading import UnusableRequest
from service.front.state import me, office, received_at, the_register
from service.register import designs as kept
from service.register import mailing, queries
from service.register.mailing import MailFilter
from service.register.queries import Filter, Row

AUDITORS = (
    "auditor", "programme-office", "exceptions-officer", "designer", "publisher", "finance", "committee",
    "national-panel", "constitution-officer", "delegation-issuer",
)  # fmt: skip
api = Blueprint("api", __name__)
BEARER = {"bearer": {"type": "http", "scheme": "bearer"}}


def _refuse(_req: Any, _resp: Any, problem: Exception | None, *_rest: Any) -> None:
    if isinstance(problem, ValidationError):
        raise UnusableRequest({".".join(map(str, e["loc"])) or "body": e["msg"] for e in problem.errors()})


spec = SpecTree(
    "flask", mode="strict", annotations=True, before=_refuse, title="Co-commissioning approvals", version="1",
    validation_error_model=models.Problem, naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child, security_schemes=[],
)  # fmt: skip


def answers(model: type[BaseModel], *problems: int, **more: type[BaseModel]) -> Answers_:
    """Return the answers that an endpoint documents: its model, and problem documents."""
    refused = {f"HTTP_{status}": models.Problem for status in (401, 403, *problems)}
    return Answers_(**{"HTTP_200": model, **refused, **more})


def as_json(model: BaseModel, status: int = 200) -> Response:
    """Answer with a model as JSON."""
    return Response(model.model_dump_json(), status, mimetype="application/json")


@api.get("/openapi.json")
@public
def openapi() -> Response:
    """Describe the API."""
    spec.app = current_app
    document = dict(spec.spec)
    document["components"] = {**document.get("components", {}), "securitySchemes": BEARER}
    document["security"] = [{"bearer": []}]
    return Response(orjson.dumps(document), mimetype="application/json")


@api.post("/tokens")
@limiter.limit("20 per minute")
@public
@spec.validate(resp=Answers_(HTTP_200=models.Token, HTTP_401=models.Problem), skip_validation=False)
def make_token(json: models.Credentials) -> Response:
    """Give a token for an account's name and password. Raises WrongPassword, AccountLocked."""
    if not office().local_accounts:
        raise accounts.WrongPassword("Passwords let nobody in here.")
    username = accounts.sign_in(the_register(), json.username, json.password, request.remote_addr or "")
    return as_json(models.Token(token=token_for(username), expires_in=TOKEN_SECONDS))


@api.get("/cases")
@everybody
@spec.validate(resp=answers(models.Cases, 422))
def list_cases(query: models.CaseQuery) -> Response:
    """List the cases that the account may see, soonest deadline first."""
    wanted = Filter(**query.model_dump())
    count, rows = queries.list_cases(the_register(), sight_of(me()), wanted)
    found = [models.CaseSummary(**_summary(row)) for row in rows]
    return as_json(models.Cases(count=count, page=wanted.page, size=wanted.size, cases=found))


@api.post("/cases")
@everybody
@spec.validate(resp=answers(models.CaseDetail, 404, 422, HTTP_201=models.CaseDetail))
def open_new_case(json: models.NewCase) -> Response:
    """Open a case."""
    case_id = open_case(the_register(), me(), json.path, json.round, json.organisation)
    answer = as_json(_detail(case_id), 201)
    answer.headers["Location"] = f"{request.path}/{case_id}"
    return answer


@api.get("/cases/<int:case_id>")
@everybody
@spec.validate(resp=answers(models.CaseDetail, 404))
def one_case(case_id: int) -> Response:
    """Give one case with its open steps and running deadlines."""
    return as_json(_detail(case_id))


@api.get("/cases/<int:case_id>/steps")
@everybody
@spec.validate(resp=answers(models.Steps, 404))
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
@spec.validate(resp=answers(models.ArrivalReceipt, 404, 409, 422, HTTP_202=models.ArrivalReceipt))
def submit_step(case_id: int, element: str, json: models.Answers) -> Response:
    """Submit a step. The header Idempotency-Key makes sending again harmless; 202 means that the ruling follows."""
    register, key = the_register(), request.headers.get("Idempotency-Key") or None
    if key is not None and len(key) > 80:
        raise UnusableRequest({"Idempotency-Key": "The key has at most 80 characters."})
    submitted = submit(
        register, me(), case_id, element, json.root, received_at=received_at(),
        key=hashlib.sha256(f"{me().username}:{key}".encode()).hexdigest() if key else None,
    )  # fmt: skip
    return _given(submitted)


def _given(submitted: Submitted) -> Response:
    receipt = submitted.receipt
    answer = models.ArrivalReceipt(
        arrival=receipt.arrival, case=receipt.case_id, received_at=receipt.received_at,
        london=wording(receipt.received_at), outcome=submitted.outcome, note=submitted.note, status=submitted.status,
    )  # fmt: skip
    return as_json(answer, 200 if submitted.outcome else 202)


@api.get("/cases/<int:case_id>/arrivals/<int:arrival_id>")
@everybody
@spec.validate(resp=answers(models.Arrival, 404))
def arrival(case_id: int, arrival_id: int) -> Response:
    """Give what arrived, with its ruling."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    row = queries.arrival(the_register(), case_id, arrival_id)
    return as_json(models.Arrival(**{**row, "case": case_id, "content": orjson.loads(str(row["content"]))}))


@api.get("/cases/<int:case_id>/ledger")
@everybody
@spec.validate(resp=answers(models.Ledger, 404))
def ledger(case_id: int) -> Response:
    """Give the ledger of a case."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    rows = queries.ledger_of(the_register(), case_id)
    entries = [models.Entry(**{**row, "detail": orjson.loads(str(row["detail"]))}) for row in rows]
    return as_json(models.Ledger(entries=entries))


@api.get("/deadlines")
@everybody
@spec.validate(resp=answers(models.Deadlines))
def deadlines() -> Response:
    """List the deadlines of every round."""
    rows = [row for round_ in the_register().rounds.values() for row in table(round_)]
    return as_json(models.Deadlines(deadlines=[models.DeadlineSummary(**row) for row in rows]))


@api.get("/deadlines/<round_>/<name>")
@everybody
@spec.validate(resp=answers(models.Explanation, 404, 422))
def deadline(round_: str, name: str) -> Response:
    """Explain one deadline."""
    return as_json(models.Explanation(round=round_, name=name, lines=explain(the_register().round(round_), name)))


@api.get("/paths")
@everybody
@spec.validate(resp=answers(models.Paths))
def paths() -> Response:
    """List the newest version of every path."""
    rows = designs.list_paths(the_register())
    return as_json(models.Paths(paths=[models.PathSummary.model_validate(dict(row)) for row in rows]))


@api.get("/paths/<path>")
@everybody
@spec.validate(resp=answers(models.PathDetail, 422))
def one_path(path: str) -> Response:
    """Give the newest version of a path with its diagram."""
    version, definition = kept.newest(the_register(), path)
    detail = models.PathDetail(
        path=path, version=version, title=definition.marks.title, key=definition.key,
        bpmn=definition.sources[f"paths/{path}.bpmn"].decode(),
        versions=[int(str(row["version"])) for row in kept.versions(the_register(), path)],
    )  # fmt: skip
    return as_json(detail)


@api.get("/mail")
@only(*READERS)
@spec.validate(resp=answers(mail_models.Messages, 422))
def mail(query: mail_models.MailQuery) -> Response:
    """List the messages, newest first: who was told what, for which rung, when, with what outcome."""
    wanted = MailFilter(**query.model_dump())
    count, rows = mailing.list_mail(the_register(), wanted)
    found = [mail_models.Message.model_validate(dict(row)) for row in rows]
    return as_json(mail_models.Messages(count=count, page=wanted.page, size=wanted.size, messages=found))


@api.get("/mail/<int:message_id>")
@only(*READERS)
@spec.validate(resp=answers(mail_models.MessageDetail, 404))
def one_message(message_id: int) -> Response:
    """Give one message with its text and what the ledger says about it."""
    row = mailing.one_message(the_register(), message_id)
    told = mailing.history_of(the_register(), row)
    entries = [models.Entry(**{**entry, "detail": orjson.loads(str(entry["detail"]))}) for entry in told]
    return as_json(mail_models.MessageDetail.model_validate({**row, "entries": entries}))


@api.get("/audit")
@only(*AUDITORS)
@spec.validate(resp=answers(models.Audit))
def audit() -> Response:
    """Walk the whole ledger."""
    count, fault, digest = queries.verify_ledger(the_register())
    found = models.Audit(
        entries=count, intact=fault is None, first_fault=fault.seq if fault else None,
        reason=fault.reason if fault else "", digest=digest,
    )  # fmt: skip
    return as_json(found)


def _summary(row: Row) -> dict[str, Any]:
    return {**row, "set_aside": row["incident"] is not None}


def _detail(case_id: int) -> models.CaseDetail:
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
