"""Webhooks in the browser and through the API: registered, tested, paused, removed; the secret is shown once."""

import re

import pytest

from service.register import hooks
from tests.hooks.conftest import LOOPBACK
from tests.web.asking import Asks
from tests.web.conftest import app, begun, built, case_id, clock, register, visitor, watch  # noqa: F401

ADDRESS = "/office/webhooks"


@pytest.fixture
def officer(visitor, register, authority, monkeypatch, tmp_path):  # noqa: F811
    register.webhook_nets = LOOPBACK
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return visitor("programme-office")


def test_an_officer_registers_tests_pauses_and_removes_a_webhook(officer, register, receiver):  # noqa: F811
    assert "No program is told yet" in officer.gets(ADDRESS)
    page = officer.posts(ADDRESS, 200, url=receiver.url, types="step-opened, status", region="North")
    secret = re.search(r"whsec_[\w+/=]+", page)[0]
    hook = hooks.all_hooks(register)[0]
    assert (hook.secret, hook.types, hook.region) == (secret, ("status", "step-opened"), "North")
    assert "whsec_" not in officer.gets(f"{ADDRESS}/{hook.id}")
    assert "The test was taken" in officer.posts(f"{ADDRESS}/{hook.id}/test", 200)
    receiver.answers = [500]
    assert "It answered with 500" in officer.posts(f"{ADDRESS}/{hook.id}/test", 200)
    assert len(receiver.told) == 2
    officer.posts(f"{ADDRESS}/{hook.id}/pause")
    assert "Paused" in officer.gets(ADDRESS)
    officer.posts(f"{ADDRESS}/{hook.id}/resume")
    assert "Told" in officer.gets(f"{ADDRESS}/{hook.id}")
    officer.posts(f"{ADDRESS}/{hook.id}/remove")
    assert "No program is told yet" in officer.gets(ADDRESS)
    officer.gets(f"{ADDRESS}/{hook.id}", 404)


def test_an_address_that_is_not_told_is_refused_beside_its_field(officer, register):  # noqa: F811
    page = officer.posts(ADDRESS, 422, url="https://192.168.0.1/", types="Nonsense!")
    assert "is no public address" in page
    assert 'id="types-error"' in page
    assert hooks.all_hooks(register) == []


def test_an_attempt_that_was_not_taken_is_shown_with_its_reason(officer, register, receiver):  # noqa: F811
    officer.posts(ADDRESS, 200, url=receiver.url)
    hook = hooks.all_hooks(register)[0]
    hooks.record(register, hook, hooks.Told(7, "status", False, 500, "It answered with 500."), register.clock())
    page = officer.gets(f"{ADDRESS}/{hook.id}")
    assert "not taken after 1 attempt." in page
    assert "It is tried again" in page


def test_a_program_does_the_same(app, officer, register, receiver):  # noqa: F811
    program, auditor = Asks(app, "programme-office"), Asks(app, "auditor")
    made = program.posts("/webhooks", {"url": receiver.url}, 201)
    assert made["secret"].startswith("whsec_")
    assert "secret" not in auditor.gets(f"/webhooks/{made['id']}")
    assert program.posts(f"/webhooks/{made['id']}/test")["taken"] is True
    assert program.posts(f"/webhooks/{made['id']}/pause")["state"] == "paused"
    assert program.posts(f"/webhooks/{made['id']}/resume")["state"] == "active"
    assert auditor.gets(f"/webhooks/{made['id']}/deliveries")["deliveries"][0]["kind"] == "test"
    assert [one["id"] for one in auditor.gets("/webhooks")["webhooks"]] == [made["id"]]
    assert program.posts(f"/webhooks/{made['id']}/remove")["webhooks"] == []
    refused = program.posts("/webhooks", {"url": "https://127.0.0.1.nip.invalid:0/"}, 422)
    assert refused["errors"][0]["pointer"] == "#/url"
