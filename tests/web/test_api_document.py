"""The description of the API: valid, whole, true of what is done, and shown to people; and docs/api.md, which runs."""

import json
import re
import subprocess
import threading
from pathlib import Path

import openapi_spec_validator
import pytest
from werkzeug.serving import make_server

from service.api.describing import described
from service.api.examples import BODIES, PARAMETERS, PLACES
from service.front.problems import KINDS
from tests.web.conftest import PASSWORD

DOCS = Path("docs/api.md").read_text(encoding="utf-8")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| `(POST [^`]+)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def document(app):
    return app.test_client().get("/api/openapi.json").json


def operations(document):
    return [(method, path, one) for path, found in document["paths"].items() for method, one in found.items()]


def test_the_document_is_valid_openapi_3_1(document):
    openapi_spec_validator.validate(document, cls=openapi_spec_validator.OpenAPIV31SpecValidator)


def test_a_damaged_document_is_not_valid(document):
    document["paths"]["/api/v1/cases"]["get"]["responses"] = {"200": {"content": {}}}
    with pytest.raises(Exception, match="description"):
        openapi_spec_validator.validate(document, cls=openapi_spec_validator.OpenAPIV31SpecValidator)


def test_every_operation_says_what_it_does_what_it_takes_and_every_status(document):
    seen = operations(document)
    assert len({one["operationId"] for _, _, one in seen}) == len(seen) > 90
    for method, path, one in seen:
        statuses = set(one["responses"])
        assert one["summary"], path
        assert one["tags"], path
        assert {"406", "422", "500", "503"} <= statuses, path
        assert ("401" in statuses) == (one.get("security") != [] or path.endswith("/tokens")), path
        assert method == "get" or {"400", "413"} <= statuses, path
        assert all(parameter["description"] for parameter in one["parameters"]), path


def test_every_body_has_an_example_that_fits_its_model(app):
    bodies = {}
    for rule in app.url_map.iter_rules():
        told = described(app.view_functions.get(rule.endpoint))
        if told and told.body:
            bodies[rule.endpoint.removeprefix("api.")] = told.body
    assert set(bodies) == set(BODIES)
    for name, model in bodies.items():
        model.model_validate_json(json.dumps(BODIES[name]))


def test_no_word_about_a_parameter_is_left_over(document):
    told = {(p["in"], p["name"]) for _, _, one in operations(document) for p in one["parameters"]}
    assert {name for place, name in told if place == "path"} == set(PLACES)
    assert {name for place, name in told if place == "query"} == set(PARAMETERS)


def test_people_are_shown_the_same_as_programs(app, document):
    page = app.test_client().get("/api").text
    for method, path, one in operations(document):
        assert f"{method.upper()} {path}" in page
        assert f'id="{one["operationId"]}"' in page


def test_every_kind_of_problem_has_a_page_that_says_what_to_do(app):
    for name, kind in KINDS.items():
        page = app.test_client().get(f"/api/problems/{name}").text
        assert kind.title in page
        assert kind.to_do[:20] in page
    assert app.test_client().get("/api/problems/nonsense").status_code == 404


def test_every_act_of_a_page_has_its_call_or_a_reason(app):
    posts = {f"POST {rule.rule}" for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    acts, calls = {one for one in posts if "/api/" not in one}, {one for one in posts if "/api/" in one}
    table = dict(ROW.findall(DOCS))
    assert set(table) == acts
    for act, said in table.items():
        named = re.findall(r"`((?:POST|GET) [^`]+)`", said)
        assert named or said.startswith("none: "), act
        assert {one for one in named if one.startswith("POST")} <= calls, act


@pytest.fixture
def address(app):
    """The address of the service, served for real."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_the_documentation_shows_works_as_it_stands(address, register, tmp_path):
    script = "set -euo pipefail\n" + "\n".join(SHELL.findall(DOCS))
    given = {"BASE": address, "USERNAME": "programme-office", "PASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(["bash", "-c", script], env=given, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr + ran.stdout[-500:]
    assert "whsec_" in ran.stdout
    with register.database.read() as connection:  # the same key twice opened one case
        assert connection.exec_driver_sql("SELECT count(*) FROM cases WHERE model = 'delegated'").scalar() == 1
