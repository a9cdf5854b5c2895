"""Area teams and who follows them: what is known is shown, and two officers enter what is not."""

FORM = {
    "predecessor": "Wessex", "successor": "South East", "first-day": "1", "first-month": "4", "first-year": "2016",
    "source": "A letter",
}  # fmt: skip


def test_the_successors_of_april_2015_are_shown_with_their_source(visitor):
    page = visitor("programme-office").gets("/bodies")
    assert "Yorkshire and Humber (Organisation Data Service" in page
    assert "midday" not in page


def test_one_officer_asks_and_another_confirms(visitor):
    first, second = visitor("programme-office"), visitor("office-2")
    first.posts("/bodies/successions", **FORM)
    assert "Waits for a second officer" in first.gets("/bodies")
    number = first.page.text.split("/bodies/successions/")[1].split("/")[0]
    first.posts(f"/bodies/successions/{number}/confirm", 403)
    assert "Confirm it" in second.gets("/bodies")
    second.posts(f"/bodies/successions/{number}/confirm")
    assert "South East (A letter)" in second.gets("/bodies")
    second.posts(f"/bodies/successions/{number}/confirm", 404)


def test_what_was_asked_for_can_be_taken_back(visitor):
    officer = visitor("programme-office")
    officer.posts("/bodies/successions", **FORM)
    number = officer.gets("/bodies").split("/bodies/successions/")[1].split("/")[0]
    officer.posts(f"/bodies/successions/{number}/decline")
    assert "Waits for a second officer" not in officer.gets("/bodies")


def test_what_cannot_be_is_said_at_its_field(visitor):
    page = visitor("programme-office").posts("/bodies/successions", 422, **{**FORM, "source": "", "first-day": "31"})
    assert 'href="#source"' in page
    assert 'href="#first-day"' in page
    assert "Say which document names the successor" in page
