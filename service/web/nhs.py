"""The look of the pages: the NHS design system's macros without logo and font, and the words for times and roles.

Knows templates and wording; knows no case, no register and no route.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.metadata import PackageNotFoundError, version

from flask import Flask
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader

from deadlines import calendar
from deadlines.calendar import due_wording
from service.mail.message import PRODUCT
from service.web.words import status_words

ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Source: NHS England (Organisation Data Service), NHS Business Services Authority. "
    "Office for National Statistics licensed under the Open Government Licence v3.0."
)
UNESCAPED = (".txt", ".ics", ".csv")


def install_design_system(app: Flask, role_names: Mapping[str, str] | None = None) -> None:
    """Let templates import `nhsuk/...` macros and use the filters; call it before anything renders."""
    app.jinja_options = {
        **app.jinja_options,
        "undefined": ChainableUndefined,
        "autoescape": _escapes,
        "loader": ChoiceLoader([app.create_global_jinja_loader(), PackageLoader("nhsuk_frontend_jinja")]),
    }
    app.jinja_env.filters.update(
        london=due_wording,
        london_day=lambda text: calendar.day_wording(date.fromisoformat(text)),
        london_short=london_short,
        london_exact=london_exact,
        iso_day=lambda text: calendar.day_wording(date.fromisoformat(text)),
        london_of=lambda text: due_wording(datetime.fromisoformat(text)),
        london_time=london_time,
        iso_date=lambda instant: calendar.london_date(instant).isoformat(),
        last_word=lambda text: text.rpartition(" ")[2],
        to_the_second=lambda instant: instant.replace(microsecond=0),
        utc_exact=lambda instant: instant.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        status_words=status_words,
        status_pair=lambda name: (name, status_words(name)),
        role_name=lambda role: role_name(role, role_names or {}),
    )
    app.jinja_env.globals.update(product=PRODUCT, attribution=ATTRIBUTION, product_version=_version())


def london_short(instant: datetime) -> str:
    """Say an aware instant for a table cell, in London time: "9 Jan 2015, 12:00"."""
    wall = instant.astimezone(calendar.LONDON)
    if wall.time() == time.max:
        return f"end of {wall.day} {calendar.MONTHS[wall.month - 1][:3]} {wall.year}"
    return f"{wall.day} {calendar.MONTHS[wall.month - 1][:3]} {wall.year}, {wall:%H:%M}"


def london_time(instant: datetime) -> str:
    """Say the time of an aware instant within its London day: "midday (12 noon)", "the end of the day"."""
    said = due_wording(instant)
    return "the end of the day" if said.startswith("the end of ") else said.partition(" on ")[0].partition(" at ")[0]


def london_exact(instant: datetime) -> str:
    """Say an aware instant with its seconds, in London time: "9 Jan 2015, 12:00:05"."""
    return f"{london_short(instant)}:{instant.astimezone(calendar.LONDON):%S}"


def role_name(role: str, names: Mapping[str, str]) -> str:
    """Say a role in words; a role without a name is said by its id."""
    return names.get(role) or role.replace("-", " ").replace("_", " ").capitalize()


def _escapes(template: str | None) -> bool:
    # The design system's macros end in .jinja, which Flask alone would not escape.
    return template is None or not template.endswith(UNESCAPED)


def _version() -> str:
    try:
        return version("approvals")
    except PackageNotFoundError:
        return "unpackaged"
