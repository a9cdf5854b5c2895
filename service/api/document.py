"""The OpenAPI 3.1 document, made from the routes and from what each endpoint says of itself: nothing stands twice."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from service.api.describing import JSON, NEEDED, OWN_NEEDED, PROBLEM, REPEATABLE, Described, described
from service.api.examples import BODIES, PARAMETERS, PLACES
from service.api.models import Problem
from service.api.once import LONGEST, NAME, REPLAYED
from service.front.doors import EVERYBODY, PUBLIC, door_of
from service.front.problems import KINDS
from service.roles import ROLES

PREFIX = "/api/v1"
ABOUT = """Everything that a page can do, a program can do. Instants are UTC in ISO 8601; a London wording stands beside
those that people read. Errors are problem documents (RFC 9457), whose type leads to a page that says what to do."""
Json = dict[str, Any]


@cache
def document(app: Flask) -> Json:
    """Return the document of an application."""
    endpoints = list(_endpoints(app))
    schemas, named = _schemas([told for _, told in endpoints])
    paths: dict[str, Json] = {}
    for rule, told in endpoints:
        method = _method(rule)
        operation = _Operation(app, rule, told, named).told()
        paths.setdefault(address(rule), {})[method] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Co-commissioning approvals", "version": "1", "summary": "The register as an API",
                 "description": ABOUT, "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": "/", "description": "This service"}],
        "security": [{"bearer": []}, {"session": []}],
        "tags": [{"name": name} for name in sorted({_tag(rule) for rule, _ in endpoints})],
        "paths": paths,
        "components": {"schemas": schemas, "responses": _responses(), "securitySchemes": _SCHEMES},
    }  # fmt: skip


_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token from POST /api/v1/tokens; lasts an hour."},
    "session": {"type": "apiKey", "in": "cookie", "name": "approvals", "description": "The session of the pages; "
                "what changes something needs the form's token in X-CSRFToken too."},
}  # fmt: skip


def _endpoints(app: Flask) -> Iterator[tuple[Rule, Described]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        told = described(app.view_functions.get(rule.endpoint))
        if told is not None:
            yield rule, told


def _method(rule: Rule) -> str:
    return next(one for one in sorted(rule.methods or ()) if one not in ("HEAD", "OPTIONS")).lower()


def address(rule: Rule) -> str:
    """Return the address of a route as the document writes it."""
    return "".join(f"{{{data}}}" if dynamic else data for dynamic, data in rule._trace).lstrip("|")


def _tag(rule: Rule) -> str:
    return rule.rule.removeprefix(PREFIX).split("/")[1]


def _schemas(told: list[Described]) -> tuple[Json, Mapping[Any, Json]]:
    wanted: dict[Any, None] = {(Problem, "serialization"): None}
    for one in told:
        found = ((one.body, "validation"), (one.query, "validation"), (one.answer, "serialization"))
        wanted |= dict.fromkeys(pair for pair in found if pair[0] is not None)
    named, definitions = models_json_schema(list(wanted), ref_template="#/components/schemas/{model}")
    return definitions["$defs"], named


def _responses() -> Json:
    """Return a response for every status of a problem; statuses with several kinds name them all."""
    found: Json = {}
    for status in sorted({kind.status for kind in KINDS.values()}):
        kinds = [kind for kind in KINDS.values() if kind.status == status]
        content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        found[f"Problem{status}"] = {"description": "; or: ".join(kind.title for kind in kinds), "content": content}
    asks = {"WWW-Authenticate": {"description": "Bearer: send a token", "schema": {"type": "string"}}}
    found["Problem401"]["headers"] = asks
    waits = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "string"}}}
    found["Problem503"]["headers"] = waits
    found["Unchanged"] = {"description": "Nothing has changed since the answer with that ETag."}
    return found


class _Operation:
    """One operation of the document."""

    def __init__(self, app: Flask, rule: Rule, told: Described, named: Mapping[Any, Json]) -> None:
        self.view, self.rule, self.described, self.named = app.view_functions[rule.endpoint], rule, told, named
        self.door = door_of(app, rule.endpoint)
        self.name, self.posts = rule.endpoint.removeprefix("api."), _method(rule) == "post"

    def told(self) -> Json:
        """Return the operation."""
        said = (self.view.__doc__ or "").strip().partition(" Raises")[0]
        operation: Json = {
            "operationId": self.name, "tags": [_tag(self.rule)], "summary": said.partition(".")[0],
            "description": f"{' '.join(said.split())} {self._whose()}".strip(),
            "parameters": [*self._in_path(), *self._in_query(), *self._in_header()], "responses": self._answers(),
        }  # fmt: skip
        if body := self._body():
            operation["requestBody"] = {"required": True, "content": body}
        if self.door == (PUBLIC,):
            operation["security"] = []
        return operation

    def _whose(self) -> str:
        if self.door in ((PUBLIC,), (EVERYBODY,)):
            return "Open to everybody." if self.door == (PUBLIC,) else "For everybody with an account."
        return f"For: {', '.join(ROLES[role].name for role in self.door)}."

    def _in_path(self) -> list[Json]:
        number: Json = {"type": "integer", "minimum": 0, "maximum": 10**15}
        kinds = {name: type(converter).__name__ for name, converter in self.rule._converters.items()}
        return [
            {
                "name": name, "in": "path", "required": True, "description": PLACES[name][0],
                "schema": number if kinds[name] == "Number" else {"type": "string", "minLength": 1, "maxLength": 120},
                "example": PLACES[name][1],
            }
            for name in kinds
        ]  # fmt: skip

    def _in_query(self) -> list[Json]:
        if self.described.query is None:
            return []
        schema = self.described.query.model_json_schema()
        return [
            {
                "name": name, "in": "query", "required": name in schema.get("required", []),
                "description": PARAMETERS[name], "schema": {k: v for k, v in one.items() if k != "title"},
            }
            for name, one in schema["properties"].items()
        ]  # fmt: skip

    def _in_header(self) -> list[Json]:
        if not self.posts:
            said = "The ETag of an answer that is known; an unchanged one is answered with 304."
            return [{"name": "If-None-Match", "in": "header", "description": said, "schema": {"type": "string"}}]
        if self.described.key == REPEATABLE:
            return []
        said = "A key of your own. The same key with the same request gives the first answer again, for 30 days."
        needed = self.described.key in (NEEDED, OWN_NEEDED)
        schema = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!#-~][ !#-~]*$"}
        return [{"name": NAME, "in": "header", "required": needed, "description": said, "schema": schema,
                 "example": "8e03978e-40d5-43dd-bc93-6894a57f9324"}]  # fmt: skip

    def _body(self) -> Json:
        told = self.described
        if told.upload:
            fields = {told.upload: {"type": "string", "format": "binary"}}
            return {"multipart/form-data": {"schema": {"type": "object", "properties": fields,
                                                       "required": [told.upload]}}}  # fmt: skip
        if told.body is None:
            return {}
        return {JSON: {"schema": self._ref(told.body, "validation"), "example": BODIES[self.name]}}

    def _ref(self, model: type[BaseModel], mode: Any) -> Json:
        return dict(self.named[model, mode])

    def _answers(self) -> Json:
        told = self.described
        found: Json = {str(status): self._good(status) for status in told.statuses}
        if not self.posts:
            found["304"] = {"$ref": "#/components/responses/Unchanged"}
        for status in sorted(self._problems()):
            found[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        return found

    def _good(self, status: int) -> Json:
        told = self.described
        schema = self._ref(told.answer, "serialization") if told.answer else {"type": "string", "format": "binary"}
        if told.media != JSON and told.answer is None:
            schema = {}
        headers = {} if self.posts else {"ETag": _header("Changes whenever the answer does")}
        if status == 201:
            headers["Location"] = _header("The address of what was made")
        if self.posts and told.key != REPEATABLE:
            headers[REPLAYED] = _header("true, when this is the first answer again")
        if told.query is not None and "after" in told.query.model_fields:
            headers["Link"] = _header('The next page: <address>; rel="next"')
        return {"description": _GOOD[status], "headers": headers, "content": {told.media: {"schema": schema}}}

    def _problems(self) -> set[int]:
        """Return the statuses of problems that can occur here."""
        told = self.described
        found = {406, 422, 500, 503, *told.problems}
        if self.posts:
            found |= {400, 413}
            found |= {409} if told.key != REPEATABLE else set()
        if told.body is not None or told.upload:
            found.add(415)
        if self.rule.arguments:
            found.add(404)
        return found if self.door == (PUBLIC,) else {401, 403, *found}


def _header(said: str) -> Json:
    return {"description": said, "schema": {"type": "string"}}


_GOOD = {200: "Done, or here it is", 201: "Made", 202: "Received; what comes of it follows"}
