"""Accounts in a browser: from an invitation by mail to the second role of somebody."""

import re

import pytest
from sqlalchemy import select

from service.mail.message import text_of
from service.register.tables import outbox
from tests.browser.walking import signs_in

pytestmark = pytest.mark.browser


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
