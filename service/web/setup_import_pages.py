"""Setting up from a workbook: its template, what a filled one would do, asking for it and applying it."""

import base64
import binascii
from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import setting_up
from service.actions.access import ACCOUNT_OFFICERS
from service.actions.setting_up import UnusableSetup
from service.actions.setup_workbook import workbook
from service.formats.packages import UnusableFile
from service.formats.setup_in import MOST_ROWS
from service.formats.tracker_in import Fault
from service.front.doors import only
from service.front.reading import files_of, one_file
from service.front.state import me, received_at, the_register
from service.register import seconded
from service.web.links import invitation
from service.web.reports import file, stamp

pages = Blueprint("setup_import_pages", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 3_000_000
SHOWN = 300
NAMED = {"pages": pages.name, "back": "Set up from a workbook"}


@pages.get("/setup/import")
@only(*ACCOUNT_OFFICERS)
def ask() -> str:
    """Ask for a filled workbook."""
    return _form()


def _form(problem: str = "", faults: Sequence[Fault] = ()) -> str:
    errors = [{"text": problem, "href": "#workbook"}] if problem else []
    return render_template(
        "setup_import.html", page_title="Set up from a workbook", errors=errors, faults=faults, rows=f"{MOST_ROWS:,}",
        requests=seconded.latest(the_register(), setting_up.KIND),
    )  # fmt: skip


@pages.get("/setup/import/template.xlsx")
@only(*ACCOUNT_OFFICERS)
def template() -> Response:
    """Give the workbook with what is there now."""
    return file(workbook(the_register(), me()), XLSX, f"set-up-{stamp(received_at())}.xlsx")


@pages.post("/setup/import")
@only(*ACCOUNT_OFFICERS)
def look() -> ResponseReturnValue:
    """Show what a workbook would do, or ask a second officer to apply it. Nothing is changed here."""
    try:
        name, content = _sent()
        if request.form.get("do") == "ask":
            number = setting_up.ask(the_register(), me(), name, content, invitation())
            return redirect(url_for("setup_import_pages.one", setup_id=number))
        outcome = setting_up.looked_at(the_register(), me(), content, invitation())
    except UnusableFile as problem:
        return _form(str(problem)), 422
    except UnusableSetup as problem:
        return _form("Nothing was asked for. Put this right and send the workbook again", problem.faults), 422
    if outcome.faults:
        return _form("Nothing was changed. Put these cells right and send the workbook again", outcome.faults), 422
    return render_template(
        "setup_preview.html", page_title="What would change", outcome=outcome, shown=outcome.changes[:SHOWN], row=None,
        name=name, held=base64.b64encode(content).decode(), **NAMED,
    )  # fmt: skip


def _sent() -> tuple[str, bytes]:
    """Return name and content of the workbook: as a file, or as the page before has carried it. Raises UnusableFile."""
    if files_of("workbook"):
        name, content = one_file("workbook", "workbook")
    else:
        name, content = request.form.get("name", ""), _carried(request.form.get("held", ""))
    if not content:
        raise UnusableFile("Choose the workbook that you have filled in.")
    if len(content) > LARGEST:
        raise UnusableFile(f"The file is larger than {LARGEST // 1_000_000} megabytes; send it in parts.")
    return name, content


def _carried(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise UnusableFile("The workbook did not come through; choose it again.") from None


@pages.get("/setup/import/<int:setup_id>")
@only(*ACCOUNT_OFFICERS)
def one(setup_id: int) -> str:
    """Show what was asked for, and what it would do now. Raises NoSuchRequest."""
    return _one(setup_id)


def _one(setup_id: int) -> str:
    row, outcome = setting_up.asked(the_register(), me(), setup_id, invitation())
    return render_template(
        "setup_preview.html", page_title="Set-up that was asked for", outcome=outcome, row=row,
        shown=outcome.changes[:SHOWN], own=row["by"] == me().username, **NAMED,
    )  # fmt: skip


@pages.post("/setup/import/<int:setup_id>/apply")
@only(*ACCOUNT_OFFICERS)
def apply(setup_id: int) -> ResponseReturnValue:
    """Apply as the second officer: all of it or nothing. Raises NotAllowed, NoSuchRequest."""
    try:
        setting_up.apply(the_register(), me(), setup_id, invitation())
    except UnusableSetup:
        return _one(setup_id), 409
    return redirect(url_for("setup_import_pages.one", setup_id=setup_id))


@pages.post("/setup/import/<int:setup_id>/decline")
@only(*ACCOUNT_OFFICERS)
def decline(setup_id: int) -> ResponseReturnValue:
    """Decline what was asked for, or withdraw it. Raises NoSuchRequest."""
    setting_up.decline(the_register(), me(), setup_id)
    return redirect(url_for("setup_import_pages.one", setup_id=setup_id))
