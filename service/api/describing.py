"""How an endpoint is described: one mark from which the check of each request and the OpenAPI document both come.

Knows no case. A view takes `json` and `query` as models; whatever does not fit them never reaches it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, ParamSpec, get_type_hints

import orjson
from flask import Blueprint, Response, abort, request
from pydantic import BaseModel, ValidationError

from service.api.once import NEEDED, OWN, OWN_NEEDED, REPEATABLE, TAKEN, once
from service.front.reading import QUERY, UnusableRequest

JSON, PROBLEM = "application/json", "application/problem+json"
api = Blueprint("api", __name__)
P = ParamSpec("P")

__all__ = ["NEEDED", "OWN", "OWN_NEEDED", "REPEATABLE", "TAKEN", "Described", "answers", "api", "as_json", "described"]


@dataclass(frozen=True)
class Described:
    """What an endpoint takes and answers. `answer`: its model; none for a file of `media`.

    statuses: of its good answers; problems: of those of its own, beside what every endpoint may answer.
    key: what it does with an Idempotency-Key (see `once`). upload: the name of the file it takes, if it takes one.
    """

    answer: type[BaseModel] | None
    statuses: tuple[int, ...]
    problems: frozenset[int]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    key: str
    media: str
    upload: str


def answers(
    answer: type[BaseModel] | None, *problems: int, status: int = 200, also: tuple[int, ...] = (), key: str = TAKEN,
    media: str = JSON, upload: str = "",
) -> Callable[[Callable[P, Response]], Callable[P, Response]]:  # fmt: skip
    """Describe an endpoint and read its requests. status: of the good answer; also: other good ones."""

    def mark(view: Callable[P, Response]) -> Callable[P, Response]:
        hints = get_type_hints(view)
        told = Described(
            answer, (status, *also), frozenset(problems), hints.get("json"), hints.get("query"), key, media, upload
        )

        @wraps(view)
        def called(*args: P.args, **given: P.kwargs) -> Response:
            _must_accept(told)
            read = {**given, **_read(told)}
            return once(told.key, partial(view, *args, **read)) if request.method == "POST" else view(*args, **read)

        called.described = told  # type: ignore[attr-defined]
        return called

    return mark


def described(view: object) -> Described | None:
    """Return how a view is described; None for one that is no endpoint."""
    found = getattr(view, "described", None)
    return found if isinstance(found, Described) else None


def _must_accept(told: Described) -> None:
    wanted = request.accept_mimetypes
    if wanted and not wanted.best_match([told.media, PROBLEM] if told.answer else [told.media]):
        abort(406, f"This address answers {told.media} only; ask for that, or send no Accept header.")


def _read(told: Described) -> Any:
    found: dict[str, BaseModel] = {}
    if told.query is not None:
        found["query"] = _fitted(told.query, request.args.to_dict(), QUERY)
    if told.body is not None:
        found["json"] = _fitted(told.body, _json(), "body")
    if told.upload and request.mimetype != "multipart/form-data":
        abort(415, "Send the file as multipart/form-data.")
    return found


def _json() -> object:
    if not request.is_json:
        abort(415, "Send the body as application/json.")
    try:
        return orjson.loads(request.get_data(cache=True))
    except orjson.JSONDecodeError as problem:
        abort(400, f"The body is no JSON: {problem}.")


def _fitted(model: type[BaseModel], given: object, where: str) -> BaseModel:
    try:
        return model.model_validate(given)
    except ValidationError as problem:
        wrong = {"/".join(map(_escaped, one["loc"])): one["msg"] for one in problem.errors()}
        raise UnusableRequest(wrong, where) from None


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def as_json(model: BaseModel, status: int = 200) -> Response:
    """Answer with a model as JSON."""
    return Response(model.model_dump_json(), status, mimetype=JSON)
