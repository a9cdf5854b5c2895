"""The OpenAPI document, the page that says the same to people, and the pages behind the types of problems."""

import orjson
from flask import Blueprint, Response, abort, current_app, render_template

from service.api.describing import api
from service.api.document import document
from service.front.doors import public
from service.front.problems import KINDS

pages = Blueprint("api_pages", __name__)


@api.get("/openapi.json")
@public
def openapi() -> Response:
    """Describe the API."""
    return Response(orjson.dumps(document(current_app._get_current_object())), mimetype="application/json")  # type: ignore[attr-defined]


@pages.get("/api/openapi.json")
@public
def openapi_of_all() -> Response:
    """Describe the newest version of the API."""
    return openapi()


@pages.get("/api")
@public
def about() -> str:
    """Show what the API can do, as its document says it."""
    told = document(current_app._get_current_object())  # type: ignore[attr-defined]
    groups: dict[str, list[tuple[str, str, dict[str, object]]]] = {}
    for address, operations in told["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append((method.upper(), address, operation))
    return render_template(
        "api.html", page_title="API", told=told, groups=groups, schemas=told["components"]["schemas"],
        kinds=list(KINDS.values()),
    )  # fmt: skip


@pages.get("/api/problems/<name>")
@public
def problem(name: str) -> str:
    """Say what a kind of problem means and what to do about it."""
    if name not in KINDS:
        abort(404)
    return render_template("api_problem.html", page_title=KINDS[name].title, kind=KINDS[name])
