"""Reports: the tracker out and in, and where to find the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deadlines.calendar import LONDON
from service.actions import exports, imports
from service.actions.office import OFFICERS
from service.formats.packages import UnusableFile
from service.formats.tracker_in import MOST_ROWS
from service.front.doors import everybody, only
from service.front.reading import files_of
from service.front.state import me, received_at, the_register
from service.register.notes import NotedMeanwhile
from service.roles import NONE
from service.web.case_list import wanted_cases

pages = Blueprint("reports", __name__)
READERS = (*OFFICERS, "auditor")
SHOWN = 200


@pages.get("/reports")
@everybody
def reports() -> str:
    """Show what can be looked at and taken away."""
    role = me().role
    return render_template(
        "reports.html", page_title="Reports", sees_cases=me().sees != NONE, reader=role in READERS,
        officer=role in OFFICERS, done=request.args.get("noted", type=int),
    )  # fmt: skip


@pages.get("/reports/tracker.<form>")
@everybody
def tracker(form: str) -> Response:
    """Give the tracker of the cases that the person may see, narrowed like the list of cases."""
    if form not in exports.MEDIA_TYPES:
        abort(404)
    content = exports.tracker(the_register(), me(), form, wanted_cases())
    return file(content, exports.MEDIA_TYPES[form], f"tracker-{stamp(received_at())}.{form}")


def file(content: bytes, media_type: str, name: str) -> Response:
    """Answer with a file that is saved, not shown, and not kept on the way."""
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def stamp(instant: datetime) -> str:
    """Say an instant within a file's name, in London time."""
    return f"{instant.astimezone(LONDON):%Y-%m-%d-%H%M}"


@pages.get("/reports/tracker/import")
@only(*OFFICERS)
def import_form() -> str:
    """Ask for a changed tracker."""
    return _form()


def _form(problem: str = "", faults: list[str] | None = None) -> str:
    errors = [{"text": problem, "href": "#tracker"}] if problem else []
    return render_template(
        "tracker_import.html", page_title="Import a tracker", errors=errors, faults=faults or [], rows=f"{MOST_ROWS:,}"
    )


@pages.post("/reports/tracker/import")
@only(*OFFICERS)
def look() -> ResponseReturnValue:
    """Show what a tracker would change. Nothing is changed yet."""
    chosen = files_of("tracker")
    if not chosen:
        return _form("Choose the tracker that you have changed"), 422
    try:
        found = imports.preview(the_register(), me(), chosen[0].read())
    except UnusableFile as problem:
        return _form(str(problem)), 422
    if found.faults:
        return _form("Nothing was changed. Put these cells right and send the tracker again",
                     [str(fault) for fault in found.faults]), 422  # fmt: skip
    return render_template(
        "tracker_preview.html", page_title="What would change", preview=found, shown=found.changes[:SHOWN],
        labels=imports.LABELS, sent=orjson.dumps([vars(change) for change in found.changes]).decode(),
    )  # fmt: skip


@pages.post("/reports/tracker/import/apply")
@only(*OFFICERS)
def apply() -> ResponseReturnValue:
    """Note what the preview has shown."""
    try:
        noted = imports.apply(the_register(), me(), _sent(request.form.get("changes", "")))
    except (NotedMeanwhile, imports.UnusableNote) as problem:
        return _form(str(problem)), 409
    return redirect(url_for("reports.reports", noted=noted))


def _sent(text: str) -> list[imports.Change]:
    """Read what the preview carries. Raises UnusableNote, when it is something else."""
    try:
        return [imports.Change(**_texts(one)) for one in orjson.loads(text)]
    except (TypeError, ValueError, AttributeError):
        raise imports.UnusableNote("This change was not shown in a preview; send the tracker again.") from None


def _texts(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value if key == "case_id" else str(value) for key, value in one.items()}
