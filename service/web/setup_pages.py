"""Setting up: the checklist until a round can open."""

from flask import Blueprint, render_template, request

from service.actions.access import ACCOUNT_OFFICERS
from service.actions.checklist import READERS, checklist
from service.front.doors import only
from service.front.state import me, the_register

pages = Blueprint("setup_pages", __name__)


@pages.get("/setup")
@only(*READERS)
def checklist_() -> str:
    """Show what is done and what is not before a round can open. Raises UnknownRound."""
    rounds = the_register().rounds
    chosen = request.args.get("round", "") or next(iter(rounds))
    lines = checklist(the_register(), me(), chosen)
    return render_template(
        "setup.html", page_title="Setting up", rounds=list(rounds.values()), chosen=the_register().round(chosen),
        lines=lines, open_=sum(line.state == "Not done" for line in lines), imports=me().role in ACCOUNT_OFFICERS,
    )  # fmt: skip
