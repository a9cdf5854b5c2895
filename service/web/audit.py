"""The record as a whole: is the chain of the ledger unbroken."""

from flask import Blueprint, render_template, url_for

from service.front.doors import only
from service.front.state import me, the_register
from service.register import queries
from service.web.read_pages import READERS

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
    return render_template("audit.html", page_title="Audit", seq=seq, last=last, verified=None, reads=_reads())


@pages.post("/audit/verify")
@only(*AUDITORS)
def verify() -> str:
    """Walk the whole ledger and say the first fault, if there is one."""
    count, fault, digest = queries.verify_ledger(the_register())
    seq, last = queries.ledger_head_of(the_register())
    verified = {"count": count, "fault": fault, "digest": digest}
    return render_template("audit.html", page_title="Audit", seq=seq, last=last, verified=verified, reads=_reads())


def _reads() -> str:
    """Return where the auditor sees who has read what; nothing for anybody else."""
    return url_for("read_pages.reads") if me().role in READERS else ""
