"""The office's acts for programs: claims, corrections, what a second officer confirms, holds, documents, the audit."""

from typing import Any

import orjson
from flask import Response, request

from deadlines.steady import alarm_of
from service.actions import holding, office
from service.actions.documents import add_document, read_document
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.api import models as general
from service.api import office_models as models
from service.api.describing import NEEDED, REPEATABLE, answers, api, as_json
from service.api.models import PageQuery
from service.api.paging import as_page, mark_of, page_of
from service.api.views import detail_of, given
from service.front.doors import everybody, only
from service.front.reading import one_file
from service.front.state import me, the_register
from service.register import queries, requests
from service.register.holds import Hold
from service.register.keyset import documents_page
from service.register.queries import Row

AUDITORS = (
    "auditor", "programme-office", "exceptions-officer", "designer", "publisher", "finance", "committee",
    "national-panel", "constitution-officer", "delegation-issuer",
)  # fmt: skip
BYTES = "application/octet-stream"


# --- documents -----------------------------------------------------------------------------------------------------


@api.get("/cases/<int:case_id>/documents")
@everybody
@answers(models.Documents)
def list_documents(case_id: int, query: PageQuery) -> Response:
    """List the documents of a case, oldest first."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    found = documents_page(the_register(), case_id, page_of(query))
    mark = mark_of(found.next)
    return as_page(models.Documents(documents=[_document(row) for row in found.rows], next=mark), mark)


def _document(row: Row) -> models.Document:
    return models.Document.model_validate({name: row[name] for name in models.Document.model_fields})


@api.post("/cases/<int:case_id>/documents")
@everybody
@answers(models.Document, status=201, key=NEEDED, upload="file")
def upload_document(case_id: int) -> Response:
    """Keep a document with a case; its hash can then be an answer of a form. One file of at most 20 megabytes."""
    digest = add_document(the_register(), me(), case_id, *one_file("file", "document"))
    row = read_document(the_register(), me(), case_id, digest)
    answer = as_json(_document(row), 201)
    answer.headers["Location"] = f"{request.path}/{digest}"
    return answer


@api.get("/cases/<int:case_id>/documents/<digest>")
@everybody
@answers(None, media=BYTES)
def download_document(case_id: int, digest: str) -> Response:
    """Hand a document out, byte for byte; its SHA-256 is its address."""
    row = read_document(the_register(), me(), case_id, digest)
    content = row["content"]
    answer = Response(content if isinstance(content, bytes) else b"", mimetype=BYTES)
    answer.headers.set("Content-Disposition", "attachment", filename=str(row["name"]))
    return answer


# --- claims and corrections ----------------------------------------------------------------------------------------


@api.post("/cases/<int:case_id>/claims")
@only(*OFFICERS)
@answers(models.Request, status=201, key=NEEDED)
def ask_claim(case_id: int, json: models.NewClaim) -> Response:
    """Record what reached a mailbox, a region or a desk first; it counts when a second officer confirms it."""
    evidence = (json.evidence.name, json.evidence.content)
    number = office.ask_claim(
        the_register(), me(), case_id, json.step, json.answers, claimed_at=json.claimed_at, channel=json.channel,
        evidence=evidence,
    )  # fmt: skip
    return _asked(number)


@api.get("/cases/<int:case_id>/arrivals/<int:arrival_id>/correction")
@only(*OFFICERS)
@answers(models.CorrectionPreview, 409)
def preview_correction(case_id: int, arrival_id: int) -> Response:
    """Say what correcting an act would withdraw."""
    seen = office.preview_correction(the_register(), me(), case_id, arrival_id)
    withdrawn = [
        general.Arrival.model_validate({**row, "case": case_id, "content": orjson.loads(str(row["content"]))})
        for row in seen.withdrawn
    ]
    return as_json(models.CorrectionPreview(returns_to=seen.returns_to, withdrawn=withdrawn))


@api.post("/cases/<int:case_id>/arrivals/<int:arrival_id>/correction")
@only(*OFFICERS)
@answers(models.Request, status=201, key=NEEDED)
def ask_correction(case_id: int, arrival_id: int, json: models.Reasoned) -> Response:
    """Ask for a wrongly recorded act to be taken back to its step; a second officer confirms."""
    return _asked(office.ask_correction(the_register(), me(), case_id, arrival_id, json.reason))


def _asked(number: int) -> Response:
    answer = as_json(_request(number), 201)
    answer.headers["Location"] = f"/api/v1/requests/{number}"
    return answer


def _request(number: int) -> models.Request:
    found = [row for row in queries.requests_open(the_register(), sight_of(me())) if row["id"] == number]
    if not found:
        raise requests.NoSuchRequest(f"There is no request {number} that waits for a second person.")
    return _read(found[0])


def _read(row: Row) -> models.Request:
    return models.Request.model_validate({**row, "content": orjson.loads(str(row["content"]))})


@api.get("/requests")
@only(*OFFICERS)
@answers(models.Requests)
def list_requests() -> Response:
    """List what waits for a second officer, oldest first."""
    found = queries.requests_open(the_register(), sight_of(me()))
    return as_json(models.Requests(requests=[_read(row) for row in found]))


@api.get("/requests/<int:request_id>")
@only(*OFFICERS)
@answers(models.Request)
def one_request(request_id: int) -> Response:
    """Give all of one request, so that the second officer knows what is confirmed."""
    return as_json(_request(request_id))


@api.post("/requests/<int:request_id>/confirm")
@only(*OFFICERS)
@answers(general.ArrivalReceipt, also=(202,))
def confirm_request(request_id: int) -> Response:
    """Confirm as the second officer; only now it counts."""
    return given(office.confirm(the_register(), me(), request_id))


@api.post("/requests/<int:request_id>/decline")
@only(*OFFICERS)
@answers(models.Requests)
def decline_request(request_id: int) -> Response:
    """Decline as the second officer; answers with what still waits."""
    office.decline(the_register(), me(), request_id)
    found = queries.requests_open(the_register(), sight_of(me()))
    return as_json(models.Requests(requests=[_read(row) for row in found]))


@api.post("/cases/<int:case_id>/retry")
@only(*OFFICERS)
@answers(general.CaseDetail, key=REPEATABLE)
def retry_case(case_id: int) -> Response:
    """Take a case that was set aside up again."""
    office.retry_incident(the_register(), me(), case_id)
    return as_json(detail_of(case_id))


# --- holds and the clock -------------------------------------------------------------------------------------------


@api.get("/holds")
@only(*OFFICERS)
@answers(models.Holds)
def list_holds() -> Response:
    """List what is held, and exactly what would happen on its release."""
    return as_json(_holds())


def _holds() -> models.Holds:
    found = [_hold(hold, foretold) for hold, foretold in holding.waiting(the_register())]
    alarm = alarm_of(the_register().clock)
    return models.Holds(holds=found, alarm=alarm.said if alarm else "")


def _hold(hold: Hold, foretold: Any) -> models.HoldDetail:
    shown = [
        {**vars(one), "fallen": [{"element": element, "at": at} for element, at in one.fallen]}
        for one in foretold.shown
    ]  # fmt: skip
    told = {**vars(hold), "cases": foretold.cases, "messages": foretold.messages, "shown": shown}
    return models.HoldDetail.model_validate(told)


@api.post("/holds/<int:hold_id>/release")
@only(*OFFICERS)
@answers(models.Holds)
def release_hold(hold_id: int, json: models.Reasoned) -> Response:
    """Release a hold; what waited goes on with the next tick."""
    holding.release(the_register(), me(), hold_id, json.reason)
    return as_json(_holds())


@api.post("/clock/believe")
@only(*OFFICERS)
@answers(models.Holds)
def believe_clock() -> Response:
    """Follow the machine's clock again, since an officer has compared it with another one."""
    holding.believe_the_clock(the_register(), me())
    return as_json(_holds())


@api.get("/audit")
@only(*AUDITORS)
@answers(models.Audit)
def audit() -> Response:
    """Walk the whole ledger."""
    count, fault, digest = queries.verify_ledger(the_register())
    found = models.Audit(
        entries=count, intact=fault is None, first_fault=fault.seq if fault else None,
        reason=fault.reason if fault else "", digest=digest,
    )  # fmt: skip
    return as_json(found)
