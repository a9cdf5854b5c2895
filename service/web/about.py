"""What this service is, what in it is reconstructed or simulated, whose data it uses, and how accessible it is."""

from flask import Blueprint, render_template

from service.front.doors import public
from service.front.state import the_register

pages = Blueprint("about", __name__)


@pages.get("/about")
@public
def about() -> str:
    """Say what is real, what is reconstructed and what is simulated."""
    return render_template("about.html", page_title="About this service")


@pages.get("/accessibility")
@public
def accessibility() -> str:
    """State how accessible the pages are."""
    return render_template("accessibility.html", page_title="Accessibility statement", mailbox=_mailbox())


def _mailbox() -> str:
    """Return the mailbox of the newest round that names one."""
    newest_first = sorted(the_register().rounds.values(), key=lambda one: one.opens, reverse=True)
    return next((one.bodies["mailbox"] for one in newest_first if "mailbox" in one.bodies), "")
