"""The record as a whole: is the chain of the ledger unbroken."""

from flask import Blueprint, render_template

from service.front.doors import only
from service.front.state import the_register
from service.register import queries

pages = Blueprint("audit", __name__)
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
