"""Who has read what is confidential: for the auditor, with a filter and as a file."""

import csv
import io
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from deadlines.calendar import london
from service.actions.accounts import people
from service.formats.sheets import harmless
from service.front.confidential import kinds
from service.front.doors import only
from service.front.reading import UnusableRequest, page_number
from service.front.state import the_register
from service.register.reads import PAGE, ReadFilter, every_read, list_reads
from service.roles import ROLES

pages = Blueprint("read_pages", __name__)
READERS = ("auditor",)
COLUMNS = ("at", "username", "role", "session_id", "kind", "what")


@pages.get("/audit/reads")
@only(*READERS)
def reads() -> str:
    """Show the reads that fit the filter, newest first."""
    wanted, page = _wanted(), page_number()
    count, rows = list_reads(the_register(), wanted, page)
    asked = {name: request.args.get(name, "") for name in ("username", "kind", "since", "until")}
    return render_template(
        "reads.html", page_title="Who has read what", rows=rows, count=count, page=page, pages=-(-count // PAGE),
        kinds=kinds(), asked=asked, roles={role.id: role.name for role in ROLES.values()},
        address=lambda number: f"{url_for('read_pages.reads')}?{urlencode({**asked, 'page': number})}",
        csv=f"{url_for('read_pages.as_csv')}?{urlencode(asked)}",
        people={one.username: one.name for one in people(the_register())},
    )  # fmt: skip


@pages.get("/audit/reads.csv")
@only(*READERS)
def as_csv() -> Response:
    """Give the reads that fit the filter as a file, oldest first; instants are UTC."""
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(COLUMNS)
    for row in every_read(the_register(), _wanted()):
        sheet.writerow([row["at"].isoformat(), *(harmless(str(row[name])) for name in COLUMNS[1:])])
    answer = Response(written.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=reads.csv"
    return answer


def _wanted() -> ReadFilter:
    """Return the filter that is asked for. Raises UnusableRequest."""
    since, until = _day("since"), _day("until")
    return ReadFilter(
        request.args.get("username", ""), request.args.get("kind", ""), london(since) if since else None,
        london(until + timedelta(days=1)) if until else None,
    )  # fmt: skip


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UnusableRequest({name: "Enter a day like 2015-01-09, or leave it empty."}) from None
