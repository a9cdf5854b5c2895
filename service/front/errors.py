"""The one place that knows which domain error is which HTTP answer, for pages and for the API."""

import logging
import secrets

from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from deadlines.calendar import CalendarDoesNotReach, OffsetGiven
from deadlines.changes import BeyondBound
from deadlines.clock import ClockRunsForward
from deadlines.rounds import UnknownDeadline, UnknownRound, UnusableRound
from processes.case import StepNotOpen
from processes.engine import UnusableDiagram
from processes.forms import InvalidAnswers
from processes.paths import UnknownPath
from service.actions.accounts import AccountLocked, NoRole, UnusableAccount, WrongPassword
from service.actions.asking import UnusableQuery
from service.actions.bulk import UnusableBulk
from service.actions.deciding import UnusableLines
from service.actions.documents import UnusableDocument, UnusableMark
from service.actions.holding import NoReason
from service.actions.hooks import UnusableHook
from service.actions.imports import UnusableNote
from service.actions.interests import UnusableInterest
from service.actions.mail import UnusableAbsence
from service.actions.office import UnusableClaim
from service.actions.people import StaleForm
from service.actions.procurement import UnusableProcurement
from service.actions.publication import NothingToPublish
from service.actions.setting_up import UnusableSetup
from service.actions.sittings import UnusableSitting
from service.actions.successions import UnusableSuccession
from service.formats.packages import UnusableFile
from service.front.problems import ADDRESS, kind_of
from service.front.reading import BODY, HEADER, QUERY, UnusableKey, UnusableRequest
from service.front.state import NotSignedIn, asks
from service.mail.message import UnusableAddress
from service.register.accounts import AccountExists, NoSuchAccount
from service.register.as_was import NotThereYet
from service.register.bodies import NoSuchSuccession
from service.register.database import DatabaseTrouble
from service.register.dates.changes import NoSuchChange, SomethingElseNow
from service.register.dates.wish import NotPossible
from service.register.designs import NoDraft, StaleDraft
from service.register.editions import NoSuchEdition, PreparedMeanwhile
from service.register.holding import NoSuchHold
from service.register.hooks import NoSuchHook
from service.register.identities import LinkedAlready, NoSuchIdentity
from service.register.keys import KeyOfAnother
from service.register.mailing import NoSuchMessage, NotNow
from service.register.notes import NotedMeanwhile
from service.register.office_queries import NoSuchQuery
from service.register.preferences import NotThere, ThereAlready
from service.register.procurements import CorrectedMeanwhile, NoSuchProcurement
from service.register.receive import KeyUsed, NoSuchCase
from service.register.requests import NoSuchRequest
from service.register.rounds import NoSuchRound, RoundNameTaken
from service.register.sessions import NoSuchSession
from service.register.sittings.holding import SittingNotReady
from service.register.sittings.interests import NoSuchInterest
from service.register.sittings.records import NoSuchSitting
from service.register.tasks import NoSuchTask
from service.register.tenures import NoSuchTenure
from service.register.versions import NotPublished
from service.roles import NotAllowed

log = logging.getLogger(__name__)

STATUS: dict[type[Exception], int] = {
    NotSignedIn: 401,
    WrongPassword: 401,
    NotAllowed: 403,
    NoRole: 403,
    NoSuchAccount: 404,
    NoSuchIdentity: 404,
    NoSuchSession: 404,
    NoSuchSuccession: 404,
    NoSuchTenure: 404,
    AccountExists: 409,
    LinkedAlready: 409,
    UnusableSuccession: 422,
    NoSuchCase: 404,
    NoSuchRequest: 404,
    NoSuchChange: 404,
    NoSuchEdition: 404,
    NoSuchRound: 404,
    NoSuchMessage: 404,
    NoSuchTask: 404,
    NoSuchQuery: 404,
    NotThere: 404,
    NoSuchSitting: 404,
    NoSuchInterest: 404,
    SittingNotReady: 409,
    UnusableSitting: 422,
    UnusableLines: 422,
    UnusableInterest: 422,
    NotNow: 409,
    ThereAlready: 409,
    RoundNameTaken: 409,
    UnusableAbsence: 422,
    UnusableAccount: 422,
    UnusableAddress: 422,
    UnknownDeadline: 404,
    NoDraft: 409,
    SomethingElseNow: 409,
    StepNotOpen: 409,
    NotedMeanwhile: 409,
    StaleForm: 409,
    StaleDraft: 409,
    NoSuchHold: 409,
    NoSuchHook: 404,
    UnusableHook: 422,
    KeyUsed: 409,
    PreparedMeanwhile: 409,
    UnusableSetup: 409,
    NoSuchProcurement: 404,
    CorrectedMeanwhile: 409,
    UnusableProcurement: 422,
    KeyOfAnother: 422,
    UnusableFile: 422,
    UnusableNote: 422,
    NothingToPublish: 422,
    UnusableKey: 400,
    InvalidAnswers: 422,
    UnusableRequest: 422,
    NotPossible: 422,
    BeyondBound: 422,
    UnusableRound: 422,
    CalendarDoesNotReach: 422,
    UnusableBulk: 422,
    UnusableQuery: 422,
    NotThereYet: 422,
    UnusableClaim: 422,
    NoReason: 422,
    UnusableDocument: 422,
    UnusableMark: 422,
    UnusableDiagram: 422,
    NotPublished: 422,
    UnknownRound: 422,
    UnknownPath: 422,
    ClockRunsForward: 422,
    OffsetGiven: 422,
    AccountLocked: 429,
    DatabaseTrouble: 503,
}
REFUSALS = (401, 403, 429)
WITH_ERRORS = (
    InvalidAnswers, UnusableHook, UnusableInterest, UnusableRequest, UnusableSitting, UnusableSuccession,
)  # fmt: skip
TITLES = {
    400: "This form cannot be accepted",
    401: "You are not signed in",
    403: "This is not yours to do",
    404: "Page not found",
    405: "This cannot be done here",
    409: "Things have moved on",
    413: "This is too large",
    422: "This cannot be accepted",
    429: "Too many attempts",
    500: "Sorry, something went wrong here",
    503: "The register cannot be used just now",
}


def install_errors(app: Flask) -> None:
    """Answer every error with a page or a problem document, never with a traceback."""
    for kind in STATUS:
        app.register_error_handler(kind, _known)
    app.register_error_handler(DatabaseTrouble, _in_trouble)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _known(error: Exception) -> ResponseReturnValue:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if status in REFUSALS or isinstance(error, NoSuchCase):
        _note_refusal(type(error).__name__)
    return problem(status, str(error), _more(error), error)


def _note_refusal(why: str) -> None:
    """Write to the process log who was refused what; a path is quoted, so that it begins no line of its own."""
    asking = asks()
    who = f"session {asking.session['id']}" if asking is not None else "nobody signed in"
    log.warning("refused %s: %s %r, %s, from %s", why, request.method, request.path, who, request.remote_addr)


def _in_trouble(error: DatabaseTrouble) -> ResponseReturnValue:
    """Say why the register cannot be used, and when to come again. Nothing of the request was kept."""
    log.error("the database is in trouble in %s %s: %s", request.method, request.path, error)
    sent = "" if request.method == "GET" else " Nothing was received; send it again in a minute."
    answer = current_app.make_response(problem(503, f"{type(error).__doc__}{sent}"))
    answer.headers["Retry-After"] = "60"
    return answer


def _more(error: Exception) -> dict[str, object]:
    if isinstance(error, UnusableLines):
        return {
            "errors": {f"{case}/{field}": text for case, own in error.errors.items() for field, text in own.items()}
        }
    if isinstance(
        error,
        InvalidAnswers
        | UnusableHook
        | UnusableInterest
        | UnusableProcurement
        | UnusableRequest
        | UnusableSitting
        | UnusableSuccession,
    ):
        return {"errors": error.errors}
    if isinstance(error, StaleForm):
        return {"sent": error.sent, "waits_for": error.now}
    if isinstance(error, UnusableDiagram):
        return {"findings": [{"element": element, "message": reason} for element, reason in error.problems]}
    return {}


def _forged(error: CSRFError) -> ResponseReturnValue:
    _note_refusal("CSRFError")
    said = "The form had no valid token, so nothing was received. Go back, load the page again and send it again."
    return problem(400, f"{said} ({error.description})")


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    if status in REFUSALS:
        _note_refusal(type(error).__name__)
    return problem(status, _WORDS.get(status, error.description or ""), error=error)


_WORDS = {
    404: "Check the address. The page may not exist, or it may not be yours to see.",
    405: "The address is right, but not for this kind of request.",
    413: "The request is larger than 45 megabytes. Nothing was received; send smaller documents.",
    429: "Wait a minute, then try again.",
}


def _unexpected(error: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    log.error("unexpected error %s in %s %s", reference, request.method, request.path, exc_info=error)
    said = f"Nothing more is known here than this reference: {reference}. Give it to the programme office."
    return problem(500, said, {"reference": reference})


def problem(
    status: int, detail: str, more: dict[str, object] | None = None, error: Exception | None = None
) -> ResponseReturnValue:
    """Answer with a problem document to a program and with a page to a person."""
    if request.path.startswith("/api/"):
        return _document(status, detail, more or {}, error)
    title = TITLES.get(status, "This cannot be done")
    if _wants_json():
        return jsonify({"message": detail, **(more or {})}), status
    g.setdefault("person", None)
    return render_template("error.html", page_title=title, detail=detail, **(more or {})), status


def _document(
    status: int, detail: str, more: dict[str, object], error: Exception | None
) -> ResponseReturnValue:  # fmt: skip
    """Answer with a problem document (RFC 9457): its type leads to a page that says what to do."""
    kind = kind_of(status, type(error).__name__)
    told = {
        "type": f"{ADDRESS}{kind.name}" if kind.to_do else kind.name, "title": kind.title, "status": status,
        "detail": detail, "instance": request.path, **more,
    }  # fmt: skip
    if isinstance(errors := more.get("errors"), dict):
        place = _PLACES[getattr(error, "where", BODY)]
        told["errors"] = [{place: f"#/{field}" if place == "pointer" else field, "detail": text}
                          for field, text in errors.items()]  # fmt: skip
    answer = current_app.make_response(jsonify(told))
    answer.mimetype = "application/problem+json"
    answer.status_code = status
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, HTTPException):
        answer.headers.extend({name: value for name, value in error.get_headers() if name == "Allow"})
    return answer


_PLACES = {BODY: "pointer", QUERY: "parameter", HEADER: "header"}


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
