"""What every answer says about itself, and what a page is without its built files; no browser is needed here."""

import pytest
from flask import Flask, render_template_string

from service.web.assets import install_assets, read_manifest
from service.web.nhs import install_design_system
from service.web.security import content_security_policy
from tests.browser.pages import WEB, desk_app


@pytest.fixture
def client():
    return desk_app().test_client()


@pytest.mark.parametrize("address", ["/", "/no-such-page", "/static/favicon.svg"])
def test_every_answer_forbids_what_it_does_not_need(client, address):
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    answer.close()
    assert policy == content_security_policy()
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_only_the_designer_may_style_by_attribute(client):
    policy = client.get("/designer").headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy
    assert "style-src-attr" not in client.get("/").headers["Content-Security-Policy"]


def test_browsers_are_told_to_use_tls_only_where_it_is_used(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "Strict-Transport-Security" in client.get("/", base_url="https://localhost").headers


def test_hashed_files_are_kept_for_a_year_and_pages_are_not(client):
    for name in read_manifest().values():
        with client.get(f"/static/build/{name}") as file:
            assert "immutable" in file.headers["Cache-Control"]
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


def test_without_built_files_a_page_is_plain_and_whole(tmp_path):
    app = Flask("plain", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    install_design_system(app)
    install_assets(app, tmp_path)
    with app.test_request_context():
        page = render_template_string('{% extends "base.html" %}{% block content %}<h1>Cases</h1>{% endblock %}')
    assert "<h1>Cases</h1>" in page
    assert "stylesheet" not in page
    assert "<script" not in page


def test_values_are_escaped_in_the_design_systems_macros_too():
    app = desk_app()
    template = '{% from "nhsuk/components/tag/macro.jinja" import tag %}{{ tag({"text": name}) }}'
    with app.test_request_context():
        assert "<script>" not in render_template_string(template, name="<script>")


def test_a_role_is_said_in_words(client):
    with client.application.app_context():
        assert render_template_string("{{ 'programme-office' | role_name }}") == "Programme office"
