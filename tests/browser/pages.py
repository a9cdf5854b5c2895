"""A tiny application around the base template and the designer, so that the browser side is proved by itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, jsonify, render_template_string, request
from flask_wtf.csrf import CSRFProtect

from service.draw import diagram_svg, outline
from service.web.assets import install_assets
from service.web.nhs import install_design_system
from service.web.security import allow_style_attributes, install_security_headers
from tests.draw.diagrams import PROPOSAL

WEB = Path("service/web").resolve()
BPMN = Path("bpmn").resolve()
NOON = datetime(2015, 1, 9, 12, 0, tzinfo=UTC)
MENU = [
    {"text": "Cases", "href": "/", "current": True},
    {"text": "Deadlines", "href": "/deadlines"},
    {"text": "Paths", "href": "/designer"},
    {"text": "Audit", "href": "/audit"},
]
LISTS = {
    "forms": ["proforma", "late-ruling"],
    "roles": [{"id": "ccg", "name": "CCG"}, {"id": "programme-office", "name": "Programme office"}],
    "deadlines": [
        {
            "name": "delegated-submission",
            "title": "Delegated proposals",
            "wording": "midday (12 noon) on Friday 9 January 2015",
        },
        {"name": "panels-end", "title": "Regional panels end", "wording": "the end of Friday 23 January 2015"},
    ],
    "decisions": ["criteria"],
}

HOME = """
{% extends "base.html" %}
{% import "_macros.html" as m %}
{% block content %}
<h1>Cases</h1>
{{ m.error_summary(errors) }}
<p>Delegated proposals close {{ m.instant(due) }}: {{ m.countdown(due) }}. {{ m.status_tag("Late", "late") }}</p>
<p><label class="nhsuk-label" for="model">Model</label><input class="nhsuk-input" id="model"></p>
{{ m.summary_list(facts) }}
{{ m.data_table("Proposals", ["Case", "CCG", {"text": "Practices", "numeric": true}, "Status"], rows) }}
{{ m.pagination(2, 5, address) }}
{% call m.scroll_box("Diagram of the path") %}{{ drawing | safe }}{% endcall %}
<h2>The same diagram in words</h2>
{{ m.diagram_outline(steps) }}
{% endblock %}
"""

DESIGNER = """
{% extends "base.html" %}
{% set wide = true %}
{% import "_macros.html" as m %}
{% block head %}<link rel="stylesheet" href="{{ asset('designer.css') }}">{% endblock %}
{% block scripts %}<script src="{{ asset('designer.js') }}" defer></script>{% endblock %}
{% block content %}<h1>Delegated commissioning</h1>{{ m.designer_desk(data) }}{% endblock %}
"""


def desk_app() -> Flask:
    """Return the application; what was posted to it is in `app.posted`."""
    app = Flask("desk", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    app.secret_key = "only for this test"
    app.posted = []
    install_design_system(app)
    install_assets(app)
    install_security_headers(app)
    CSRFProtect(app)
    app.context_processor(_shared)
    app.add_url_rule("/", "home", _home)
    app.add_url_rule("/designer", "designer", _designer)
    app.add_url_rule("/check", "check", lambda: _posted(app, findings=FINDINGS), methods=["POST"])
    app.add_url_rule("/save", "save", lambda: _posted(app, message="Saved as version 2.", base="v2"), methods=["POST"])
    return app


FINDINGS = [
    {"rule": "step-has-form", "severity": "error", "element": "sign_agreement", "message": "This step has no form."},
    {"rule": "named-deadline", "severity": "warning", "element": "too_late", "message": "No such deadline."},
]


def _shared() -> dict:
    return {
        "navigation": MENU,
        "account": {"name": "Ann Officer", "role": "Programme office", "sign_out": "/sign-out"},
        "now": NOON - timedelta(minutes=90),
        "demonstration": {"href": "/clock"},
    }


def _home() -> str:
    rows = [
        [{"text": f"D-{n:03}", "href": "/"}, "NHS Windsor, Ascot and Maidenhead CCG", n, "Submitted"]
        for n in range(1, 6)
    ]
    links = {"moderate": "/"} if request.args.get("links") else {}
    return render_template_string(
        HOME,
        errors=[{"text": "Choose a model", "href": "#model"}] if request.args.get("errors") else [],
        facts=[{"key": "CCG", "value": "NHS Leeds West CCG", "href": "/ccg"}, {"key": "Region", "value": "North"}],
        due=NOON,
        rows=rows,
        address=lambda page: f"/?page={page}",
        drawing=diagram_svg(PROPOSAL, title="Delegated commissioning", marks={"assess": "current"}, links=links),
        steps=outline(PROPOSAL),
    )


def _designer() -> str:
    allow_style_attributes()
    urls = {"check": "/check", "save": "/save", "publish": ""}
    readonly = bool(request.args.get("readonly"))
    shipped = request.args.get("shipped")
    xml = (BPMN / shipped).read_text(encoding="utf-8") if shipped else PROPOSAL.decode()
    data = LISTS | {"path": "delegated", "xml": xml, "base": "v1", "readonly": readonly, "urls": urls}
    return render_template_string(DESIGNER, data=data)


def _posted(app: Flask, **answer: object):
    app.posted.append(request.get_json())
    return jsonify(answer)
