"""The record as a whole: is the chain of the ledger unbroken; and the health of the service."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from service.front.doors import only, public
from service.front.state import the_register
from service.register import queries

pages = Blueprint("audit", __name__)
OLDEST_TICK_SECONDS = 10
AUDITORS = (
    "auditor", "programme-office", "exceptions-officer", "designer", "publisher", "finance", "committee",
    "national-panel", "constitution-officer", "delegation-issuer",
)  # fmt: skip


@pages.get("/audit")
@only(*AUDITORS)
def audit() -> str:
    """Show the head of the ledger and offer to verify it."""
    seq, last = queries.ledger_head_of(the_register())
    return render_template("audit.html", page_title="Audit", seq=seq, last=last, verified=None)


@pages.post("/audit/verify")
@only(*AUDITORS)
def verify() -> str:
    """Walk the whole ledger and say the first fault, if there is one."""
    count, fault, digest = queries.verify_ledger(the_register())
    seq, last = queries.ledger_head_of(the_register())
    verified = {"count": count, "fault": fault, "digest": digest}
    return render_template("audit.html", page_title="Audit", seq=seq, last=last, verified=verified)


@pages.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say whether the database answers and the calendar is looked at; 503 when the last tick is too old."""
    register = the_register()
    age, oldest = register.bell.age, queries.oldest_due(register)
    overdue = max(0.0, (register.clock() - oldest).total_seconds()) if oldest else 0.0
    healthy = age is None or age <= OLDEST_TICK_SECONDS
    answer = jsonify(
        status="ok" if healthy else "the calendar is not looked at", database="reachable",
        tick_age_seconds=None if age is None else round(age, 3), overdue_seconds=round(overdue, 3),
    )  # fmt: skip
    return answer, 200 if healthy else 503
