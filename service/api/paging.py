"""Pages of lists: the mark at which the next page begins, and the header that leads there. Knows no list."""

import base64
import binascii
from urllib.parse import urlencode

import orjson
from flask import Response, request
from pydantic import BaseModel

from service.api.describing import as_json
from service.api.models import PageQuery
from service.front.reading import QUERY, UnusableRequest
from service.register.keyset import Page, Place

_LARGEST = 2**62


def page_of(query: PageQuery, parts: int = 1) -> Page:
    """Return the page that is asked for. parts: how many values the list is ordered by. Raises UnusableRequest."""
    return Page(place_of(query.after, parts) if query.after else None, query.limit)


def mark_of(place: Place | None) -> str:
    """Return the mark of a place; empty without one."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=") if place else ""


def place_of(mark: str, parts: int) -> Place:
    """Return the place that a mark stands for. Raises UnusableRequest."""
    try:
        found = orjson.loads(base64.urlsafe_b64decode(mark.encode("ascii") + b"=" * (-len(mark) % 4)))
        fits = len(found) == parts and all(type(one) is int and abs(one) <= _LARGEST for one in found)
    except (ValueError, TypeError, binascii.Error):
        fits = False
    if not fits:
        raise UnusableRequest({"after": "This is no mark of this list; take it from `next`, or leave it out."}, QUERY)
    return tuple(found)


def as_page(model: BaseModel, mark: str) -> Response:
    """Answer with a page; when there is a next one, a header leads to it."""
    answer = as_json(model)
    if mark:
        given = {**request.args.to_dict(), "after": mark}
        answer.headers["Link"] = f'<{request.path}?{urlencode(given)}>; rel="next"'
    return answer
