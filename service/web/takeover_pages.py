"""Taking running cases over: a workbook with evidence, what it would do, applying it as a second officer."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from service.actions import takeover
from service.actions.access import ACCOUNT_OFFICERS
from service.actions.office import CHANNELS
from service.actions.trying import UnusableSetup
from service.formats.packages import UnusableFile
from service.formats.tracker_in import Fault
from service.front.doors import only
from service.front.reading import files_of, one_file
from service.front.state import me, received_at, the_register
from service.register import seconded
from service.web.reports import file, stamp
from service.web.setup_import_pages import SHOWN, XLSX

pages = Blueprint("takeover_pages", __name__)


@pages.get("/setup/takeover")
@only(*ACCOUNT_OFFICERS)
def ask() -> str:
    """Ask for a workbook of running cases and its evidence."""
    return _form()


def _form(problem: str = "", faults: Sequence[Fault] = ()) -> str:
    errors = [{"text": problem, "href": "#workbook"}] if problem else []
    return render_template(
        "takeover.html", page_title="Take running cases over", errors=errors, faults=faults, channels=CHANNELS,
        most=takeover.MOST_CASES, requests=seconded.latest(the_register(), takeover.KIND),
    )  # fmt: skip


@pages.get("/setup/takeover/template.xlsx")
@only(*ACCOUNT_OFFICERS)
def template() -> Response:
    """Give the empty workbook."""
    return file(takeover.template(the_register()), XLSX, f"take-over-{stamp(received_at())}.xlsx")


@pages.post("/setup/takeover")
@only(*ACCOUNT_OFFICERS)
def send() -> ResponseReturnValue:
    """Try a workbook, and ask a second officer when nothing is wrong. No case is opened here."""
    if not files_of("workbook"):
        return _form("Choose the workbook that you have filled in"), 422
    (name, content), evidence = one_file("workbook", "workbook"), dict(map(_read, files_of("evidence")))
    try:
        number = takeover.ask(the_register(), me(), name, content, evidence)
    except UnusableFile as problem:
        return _form(str(problem)), 422
    except UnusableSetup as problem:
        return _form("Nothing was asked for. Put this right and send all files again", problem.faults), 422
    return redirect(url_for("takeover_pages.one", setup_id=number))


def _read(file: FileStorage) -> tuple[str, bytes]:
    with file.stream as stream:
        return file.filename or "", stream.read()


@pages.get("/setup/takeover/<int:setup_id>")
@only(*ACCOUNT_OFFICERS)
def one(setup_id: int) -> str:
    """Show what was asked for, and what it would do now. Raises NoSuchRequest."""
    return _one(setup_id)


def _one(setup_id: int) -> str:
    row, outcome = takeover.asked(the_register(), me(), setup_id)
    return render_template(
        "setup_preview.html", page_title="Cases to be taken over", outcome=outcome, row=row, pages=pages.name,
        shown=outcome.changes[:SHOWN], own=row["by"] == me().username, back="Take running cases over",
    )  # fmt: skip


@pages.post("/setup/takeover/<int:setup_id>/apply")
@only(*ACCOUNT_OFFICERS)
def apply(setup_id: int) -> ResponseReturnValue:
    """Take all of them over as the second officer, or none. Raises NotAllowed, NoSuchRequest."""
    try:
        takeover.apply(the_register(), me(), setup_id)
    except UnusableSetup:
        return _one(setup_id), 409
    return redirect(url_for("takeover_pages.one", setup_id=setup_id))


@pages.post("/setup/takeover/<int:setup_id>/decline")
@only(*ACCOUNT_OFFICERS)
def decline(setup_id: int) -> ResponseReturnValue:
    """Decline what was asked for, or withdraw it. Raises NoSuchRequest."""
    takeover.decline(the_register(), me(), setup_id)
    return redirect(url_for("takeover_pages.one", setup_id=setup_id))
