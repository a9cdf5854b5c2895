"""What this service is, what in it is reconstructed or simulated, whose data it uses, and how accessible it is."""

from flask import Blueprint, render_template

from service.front.doors import public

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
    return render_template("accessibility.html", page_title="Accessibility statement")
