"""The Board report as a page and as a file."""

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.exceptions import NotFound

from deadlines.calendar import day_wording
from service.actions import board
from service.actions.board import EXCEPTIONS, READERS, BoardReport
from service.actions.exports import MEDIA_TYPES, XLSX
from service.draw.charts import Series, step_chart
from service.formats.sheets import written_csv, written_xlsx
from service.front.doors import only
from service.front.state import me, received_at, the_register
from service.rehearsal.counts import MEASURES
from service.web.reports import file, stamp

pages = Blueprint("board", __name__)
SHOWN_DAYS = 60


@pages.get("/reports/board")
@only(*READERS)
def report() -> str:
    """Show counts and percentages by model and region, the trend and the exceptions of a round."""
    made = _made()
    return render_template(
        "board.html", page_title="Board report", report=made, rounds=_rounds(), measures=MEASURES,
        models=list(dict.fromkeys(line.model for line in made.lines)), exceptions=EXCEPTIONS,
        trend=[(day_wording(day), counts) for day, counts in made.trend[-SHOWN_DAYS:]],
        chart=step_chart("Applied, approved and live by day", _series(made), []) if made.trend else "",
        any_case=any(line.counts["applied"] for line in made.lines),
    )  # fmt: skip


def _series(made: BoardReport) -> list[Series]:
    return [(name.capitalize(), [(day, counts[name]) for day, counts in made.trend]) for name in board.TREND]


@pages.get("/reports/board.<form>")
@only(*READERS)
def download(form: str) -> Response:
    """Give the report as a workbook of three sheets, or its figures as CSV."""
    if form not in ("xlsx", "csv"):
        abort(404)
    made = _made()
    name = f"board-{made.round}-{stamp(received_at())}.{form}"
    if form == "csv":
        return file(written_csv(board.figures_sheet(made)), MEDIA_TYPES["csv"], name)
    return file(written_xlsx(board.board_sheets(made), made.made_at), XLSX, name)


def _made() -> BoardReport:
    return board.board_report(the_register(), me(), chosen_round())


def chosen_round() -> str:
    """Return the round that the address names, the first one in which cases are opened otherwise."""
    rounds = _rounds()
    wanted = request.args.get("round", "") or rounds[0]
    if wanted not in rounds:
        raise NotFound(f"There is no round '{wanted[:60]}' with cases.")
    return wanted


def _rounds() -> list[str]:
    return list(the_register().rounds)
