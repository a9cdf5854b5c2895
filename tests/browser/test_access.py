"""Accounts, sessions, links, reads and area teams in a browser: axe in each state, 320 pixels, one walk by mail."""

import re

import pytest
from sqlalchemy import select

from service.actions import access, successions
from service.actions.access import NewRole
from service.mail.message import text_of
from service.register.reads import Reading, note_read
from service.register.tables import outbox
from service.roles import Person
from tests.browser.test_reports import looked_at
from tests.browser.walking import signs_in

pytestmark = pytest.mark.browser
OFFICER = Person("programme-office", "", "programme-office")
EMPTY = (
    ("", "/forgotten"), ("", "/sign-in"), ("auditor", "/audit/reads"),
    ("programme-office", "/accounts"), ("programme-office", "/accounts/programme-office"),
    ("ccg", "/account/sessions"), ("ccg", "/account/password"), ("ccg", "/account"),
)  # fmt: skip
FULL = (
    ("programme-office", "/accounts/ccg"), ("programme-office", "/bodies"), ("exceptions-officer", "/bodies"),
    ("auditor", "/audit/reads"), ("auditor", "/audit"), ("ccg", "/account/sessions"), ("ccg", "/cases"),
)  # fmt: skip


@pytest.mark.timeout(60)
def test_axe_finds_no_fault_before_there_is_anything(address, page, axe):
    assert looked_at(page, address, axe, EMPTY) == []


@pytest.mark.timeout(60)
def test_axe_finds_no_fault_when_there_is_much(office, address, page, axe):
    access.give_role(office.register, OFFICER, "ccg", NewRole("auditor"))
    access.give_role(office.register, OFFICER, "ccg", NewRole("finance", first_day="2016-01-01"))
    successions.ask(office.register, OFFICER, "Wessex", "South East", "2016-04-01", "A letter")
    for number in range(60):
        note_read(office.register, Reading("ccg", "ccg", number, "papers", f"/sittings/{number}/pack"))
    assert looked_at(page, address, axe, FULL) == []


@pytest.mark.timeout(60)
def test_an_officer_invites_somebody_who_chooses_a_password_and_a_role(office, address, page, axe):
    signs_in(page, address, "programme-office")
    page.goto(f"{address}/accounts")
    page.get_by_label("User name").fill("ann")
    page.get_by_label("Name", exact=True).fill("Ann Officer")
    page.get_by_label("E-mail address").fill("ann@example.org")
    page.get_by_label("Which role?").select_option("finance")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_label("Which role?").select_option("auditor")
    page.get_by_role("button", name="Give this role").click()
    page.get_by_text("Auditor", exact=True).first.wait_for()
    with office.register.database.read() as connection:
        link = re.search(r"/link/\S+", text_of(connection.execute(select(outbox.c.body)).scalars().all()[-1]))[0]
    page.context.clear_cookies()
    page.goto(address + link)
    assert axe(page) == []
    page.get_by_label("The new password", exact=True).fill("three quiet words")
    page.get_by_label("The new password once more").fill("three quiet words")
    page.get_by_role("button", name="Keep this password").click()
    page.get_by_label("User name").fill("ann")
    page.get_by_label("Password").fill("three quiet words")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Acting as").select_option(label="Auditor")
    page.get_by_role("button", name="Change role").click()
    page.goto(f"{address}/audit/reads")
    page.get_by_role("heading", name="Who has read what").wait_for()
