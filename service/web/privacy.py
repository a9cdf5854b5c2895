"""The privacy notice, and how long things are kept: for everybody."""

from flask import Blueprint, render_template

from service.actions.privacy import notice, retention
from service.front.doors import public

pages = Blueprint("privacy", __name__)


@pages.get("/privacy")
@public
def privacy() -> str:
    """Show the notice."""
    return render_template(
        "privacy.html", page_title="Privacy notice", notice=notice(), kept=list(retention().values())
    )  # fmt: skip
