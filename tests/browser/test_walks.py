"""People at work in a browser: an applicant without scripts, two officers, two designers; an applicant who covers."""

from service.register import queries
from tests.browser.walking import signs_in

STRUCTURE = {"name": "structure.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 a structure"}
MESSAGE = {"name": "message.eml", "mimeType": "message/rfc822", "buffer": b"From: a CCG\n\nOur pack"}


def fill_in_the_pack(page):
    page.get_by_label("How many CCGs would hold this delegation?").fill("1")
    group = page.get_by_role("group", name="Would the CCG delegate these functions onward")
    group.get_by_label("No", exact=True).check()


def goes_on(page):
    page.get_by_role("button", name="Save and continue").click()


def test_an_applicant_submits_a_pack_one_question_at_a_time_and_gets_a_receipt(office, address, no_script_page):
    page, case = no_script_page, office.opens()
    signs_in(page, address, "ccg")
    page.goto(f"{address}/cases/{case}")
    page.get_by_role("link", name="Do this step").first.click()
    assert "nothing was sent" in page.inner_text("main")
    page.get_by_role("link", name="The CCGs", exact=True).click()
    page.get_by_label("How many CCGs would hold this delegation?").fill("many")
    goes_on(page)
    assert page.get_by_role("link", name="Enter a number, like 12").is_visible()
    page.get_by_label("How many CCGs would hold this delegation?").fill("1")
    goes_on(page)
    page.get_by_role("button", name="Save and come back later").click()
    signs_in(page, address, "ccg")
    page.goto(f"{address}/cases/{case}")
    assert "Draft, not sent." in page.inner_text("main")
    page.get_by_role("link", name="Do this step").first.click()
    assert "1 of 5 answered" in page.inner_text("main")
    page.get_by_role("link", name="Documents and who stands behind them").click()
    page.get_by_label("Governance structure").set_input_files(STRUCTURE)
    goes_on(page)
    page.get_by_role("link", name="Back to what is asked").click()
    page.get_by_role("link", name="Check your answers and send").click()
    assert "Nothing has been sent yet" in page.inner_text("main")
    assert "questions are not answered. You can send without them" in page.inner_text("main")
    page.get_by_role("link", name="Change Would the CCG delegate these functions onward").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("link", name="Check your answers and send").click()
    page.get_by_role("button", name="Send").click()
    receipt = page.inner_text("main")
    assert "Receipt number" in receipt
    assert "2015-01-08T14:00:00.000000Z" in receipt
    assert "structure.pdf" in receipt
    assert len(queries.arrivals_of(office.register, case)) == 1
    page.get_by_role("link", name="Back to the case").click()
    assert "Draft, not sent." not in page.inner_text("main")


def test_two_officers_record_what_reached_the_mailbox(office, address, page):
    case = office.opens()
    signs_in(page, address, "programme-office")
    page.goto(f"{address}/cases/{case}")
    page.locator('a[href*="/received-elsewhere/submit"]').click()
    for part, value in (("Day", "7"), ("Month", "1"), ("Year", "2015")):
        page.locator("#claimed-" + part.lower()).fill(value)
    page.get_by_label("Time").first.fill("16:20")
    page.get_by_label("The mailbox").check()
    page.get_by_label("The evidence").set_input_files(MESSAGE)
    fill_in_the_pack(page)
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("link", name="delegated").click()
    assert "another officer must confirm" in page.inner_text("main")
    signs_in(page, address, "office-2")
    page.get_by_role("link", name="Office", exact=True).click()
    page.locator(".app-step a").click()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="Received").wait_for()
    assert "4:20pm on Wednesday 7 January 2015" in page.inner_text("main")


def test_a_path_is_edited_checked_saved_proposed_and_published_by_another(office, address, page):
    signs_in(page, address, "designer")
    page.goto(f"{address}/paths/local-approval/edit")
    page.wait_for_selector("#designer-canvas[data-ready]")
    page.get_by_text("The diagram as text").click()
    area = page.locator("#designer-xml-text")
    area.fill(area.input_value().replace("Local approval", "Local approval, edited", 1))
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Checked: nothing to mend.").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved as draft 1").wait_for()
    page.reload()
    page.get_by_role("button", name="Propose the saved draft").click()
    page.get_by_text("another person must publish it").wait_for()
    signs_in(page, address, "publisher")
    page.goto(f"{address}/paths/local-approval/edit")
    page.get_by_role("button", name="Publish as the second person").click()
    page.get_by_text("Version 2 is published.").wait_for()
    assert queries.ledger_head_of(office.register)[0] > 0


def test_a_receipt_that_waits_looks_again_by_itself(office, address, page):
    case = office.opens()
    office.clock.move_to(office.register.round("2014-15").due("delegated-submission"))
    office.clock.advance(office.clock().resolution)
    signs_in(page, address, "ccg")
    page.goto(f"{address}/cases/{case}/steps/submit_proforma_delegated?all=1")
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("It is stamped and safe.").wait_for()
    office.clock.advance(2 * office.register.pause)
    office.tick()
    page.get_by_role("heading", name="Received after the deadline").wait_for()


def test_an_officer_phones_and_sends_again_without_scripts(office, address, no_script_page):
    page = no_script_page
    office.refused(office.opens())
    signs_in(page, address, "programme-office")
    page.get_by_role("link", name="Mail", exact=True).click()
    page.get_by_role("link", name="Undelivered: 1 to do").click()
    assert "could not be delivered. There is nobody. Phone them." in page.inner_text("main")
    page.get_by_role("link", name="See the message").click()
    page.get_by_role("button", name="Send again").click()
    assert "To be sent" in page.inner_text("main")
    assert "Message to be sent again" in page.inner_text("main")


def test_an_applicant_says_who_covers_without_scripts(office, address, no_script_page):
    page = no_script_page
    signs_in(page, address, "ccg")
    page.get_by_role("link", name="ccg").click()
    for part in ("first", "last"):
        for name, value in (("day", "12"), ("month", "1"), ("year", "2015")):
            page.locator(f"#{part}-{name}").fill(value)
    page.get_by_label("Who is told instead").select_option("accountable-officer")
    page.get_by_role("button", name="Add", exact=True).click()
    assert "Monday 12 January 2015: accountable-officer is told instead of me." in page.inner_text("main")


def test_two_officers_move_a_date_for_one_class_of_requests_without_scripts(office, address, no_script_page):
    page, case = no_script_page, office.opens()
    signs_in(page, address, "programme-office")
    page.get_by_role("link", name="Deadlines").click()
    page.get_by_role("link", name="Delegated and all other constitution amendment requests").first.click()
    page.get_by_role("link", name="Change this date").click()
    page.get_by_role("button", name="See what would happen").click()
    assert page.get_by_role("link", name="Give the reason").is_visible()
    for part, value in (("day", "30"), ("month", "1"), ("year", "2015")):
        page.locator(f"#day-{part}").fill(value)
    page.get_by_label("Reason").fill("The guidance came late.")
    page.get_by_label("On whose authority").fill("National programme director")
    page.get_by_role("button", name="See what would happen").click()
    assert "1 date of cases will move" in page.inner_text("main")
    page.get_by_role("button", name="Ask a second officer to apply this").click()
    change = page.url
    assert page.get_by_role("button", name="Apply it").count() == 0
    signs_in(page, address, "office-2")
    page.goto(change)
    page.get_by_role("button", name="Apply it").click()
    assert "1 of 1 dates moved" in page.inner_text("main")
    signs_in(page, address, "ccg")
    page.goto(f"{address}/cases/{case + 1}")
    assert "midday (12 noon) on Friday 30 January 2015" in page.inner_text("main")
