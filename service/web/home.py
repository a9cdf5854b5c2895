"""The first page of whoever is signed in: the panels of their role, and where each of their numbers leads."""

from collections.abc import Mapping
from datetime import datetime

import orjson
from flask import Blueprint, render_template, url_for

from deadlines.calendar import day_wording, london_date
from service.actions.homes import Figure, home_of
from service.front.doors import everybody
from service.front.state import me, the_register
from service.register.queries import Row
from service.roles import ROLES
from service.web.case_page import said_of
from service.web.words import deadline_title, kind_words

pages = Blueprint("home", __name__)
EXCEPTIONS = {
    "late": "Ruling on a late pack",
    "elsewhere": "Received elsewhere",
    "correction": "Correction",
    "override": "Rule set aside for a sitting",
}
LEADS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "unacknowledged": ("cases_list.list_of_cases", {"role": "programme-office"}),
    "late": ("cases_list.list_of_cases", {"role": "exceptions-officer"}),
    "overdue": ("cases_list.list_of_cases", {"due": "overdue"}),
    "queries": ("home.home", {"_anchor": "queries"}),
    "tasks": ("mail_pages.tasks", {}),
    "office": ("office.desk", {}),
}
"""Where the numbers of the homes lead: the view, and what its address says."""


@pages.get("/")
@everybody
def home() -> str:
    """Show what the person must see first."""
    person = me()
    return render_template(
        "home.html", page_title="Home", home=home_of(the_register(), person), role=ROLES[person.role], leads=_leads,
        title_of=_title_of, said_of=_said, kind_words=kind_words, exceptions=EXCEPTIONS,
        instant_of=datetime.fromisoformat, today=day_wording(london_date(the_register().clock())),
    )  # fmt: skip


def _leads(figure: Figure) -> str:
    """Return the address that a number leads to; empty, when it leads nowhere."""
    view, given = LEADS.get(figure.leads_to, ("", {}))
    return url_for(view, **given) if view else ""  # type: ignore[arg-type]


def _title_of(row: Row) -> str:
    return deadline_title(the_register(), str(row["round"]), str(row["next_deadline"]))


def _said(entry: Row) -> str:
    return said_of(entry, orjson.loads(str(entry["detail"])))
