"""Reading what was posted or asked for: dates, times, numbers, files. Knows no case."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.routing import IntegerConverter

from deadlines.calendar import LONDON, day_wording, london
from deadlines.clock import aware_utc

BODY, QUERY, HEADER = "body", "query", "header"


class UnusableRequest(ValueError):
    """Something that was sent cannot be read; `errors` says what is wrong by field, `where` in which part it stands."""

    def __init__(self, errors: Mapping[str, str], where: str = BODY) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)
        self.where = where


class UnusableKey(UnusableRequest):
    """The header Idempotency-Key is missing or cannot be read."""


class Number(IntegerConverter):
    """A number in an address: no longer than a database can hold."""

    regex = r"\d{1,18}"


def refuse_nul() -> None:
    """Raise UnusableRequest, when a text holds the letter that no database keeps."""
    texts = (*request.args.values(), *request.form.values(), request.path)
    if any("\0" in text for text in texts) or (request.is_json and b"\\u0000" in request.get_data(cache=True)):
        raise UnusableRequest({"text": "A text holds the letter NUL, which cannot be kept. Type it again."})


def date_parts(name: str) -> str:
    """Put day, month and year of a date field together as an ISO day; empty, when nothing was entered."""
    day, month, year = (request.form.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year"))
    return f"{year}-{month:0>2}-{day:0>2}" if day or month or year else ""


def london_instant(name: str) -> datetime:
    """Read a London day and time from a date field and its time field. Raises UnusableRequest."""
    at = request.form.get(f"{name}-time", "").strip()
    try:
        moment = time.fromisoformat(at if len(at.partition(":")[0]) == 2 else f"0{at}")
        instant = london(date.fromisoformat(date_parts(name)), moment)
    except ValueError:
        said = "Enter a real date and a London time, like 9 1 2015 and 11:58 or 11:58:30"
        raise UnusableRequest({name: said}) from None
    return aware_utc(instant)


def london_moment(text: str) -> datetime:
    """Read a London instant as an address has it, like 2015-01-09T12:00 or with seconds. Raises UnusableRequest.

    A time that the clocks skip, or that comes twice, names no one instant and is refused.
    """
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise UnusableRequest({"at": "Enter a real date and a London time, like 9 January 2015 and 12:00."}) from None
    if wall.tzinfo is not None:
        raise UnusableRequest({"at": "Enter London time without an offset; the offset follows from the day."})
    here = wall.replace(tzinfo=LONDON)
    if here.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != wall:
        raise UnusableRequest({"at": f"{_said(wall)} never came: the clocks went forward. Choose another time."})
    if here.utcoffset() != here.replace(fold=1).utcoffset():
        raise UnusableRequest({"at": f"{_said(wall)} came twice: the clocks went back. Choose a time before or after."})
    return aware_utc(here)


def _said(wall: datetime) -> str:
    return f"{wall:%H:%M} on {day_wording(wall.date())} in London"


def page_number() -> int:
    """Return which page of a list is asked for; the first one for anything that is no number."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def one_file(name: str, what: str) -> tuple[str, bytes]:
    """Return name and content of the one file in a field. what: what it is. Raises UnusableRequest."""
    files = files_of(name)
    if len(files) != 1:
        raise UnusableRequest({name: f"Send one {what}, with its name, in the field '{name}'."})
    with files[0].stream as stream:
        return files[0].filename or "", stream.read()


def files_of(name: str) -> list[FileStorage]:
    """Return the files that were chosen in a field."""
    return [file for file in request.files.getlist(name) if file.filename]


def number_of(name: str) -> int:
    """Return a number that was posted; 0, which names nothing, for anything that is no number."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
