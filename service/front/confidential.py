"""Reads of what is confidential are written down: one row for each successful answer, before it leaves.

What counts as confidential is data (`service/data/confidential.toml`). Cannot the row be written, nothing is shown.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request

from service.front.errors import problem
from service.front.state import asks, signed_in, the_register
from service.register.database import DatabaseTrouble
from service.register.reads import Reading, note_read

_FILE = Path(__file__).parent.parent / "data" / "confidential.toml"


@dataclass(frozen=True)
class Kind:
    """One kind of confidential things, in words, with the reason and the views that show it."""

    id: str
    words: str
    because: str
    views: tuple[str, ...]


@cache
def kinds() -> Mapping[str, Kind]:
    """Return what is confidential, by kind."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Kind(name, row["words"], row["because"], tuple(row["views"])) for name, row in read.items()}


@cache
def kinds_by_view() -> Mapping[str, str]:
    """Return the kind that each confidential view shows."""
    return {view: kind.id for kind in kinds().values() for view in kind.views}


def install_reads(app: Flask) -> None:
    """Write down every successful read of what is confidential."""
    app.after_request(_written_down)


def _written_down(response: Response) -> Response:
    kind = kinds_by_view().get(request.endpoint or "")
    if kind is None or request.method != "GET" or response.status_code != 200:
        return response
    person, asking = signed_in(), asks()
    if person is None or asking is None:
        return response
    what = request.full_path.rstrip("?")
    try:
        note_read(the_register(), Reading(person.username, person.role, int(asking.session["id"]), kind, what))
    except DatabaseTrouble:
        return current_app.make_response(problem(503, "This is confidential, and the read could not be written down."))
    return response
