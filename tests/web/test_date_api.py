"""Changing dates by a program: looked at, asked, applied by a second officer, ruled on."""

from datetime import UTC, datetime

import pytest

from service.actions.calendar import tick
from tests.web.test_api import Program

CHANGES = "/rounds/2014-15/changes"
WISH = {
    "kind": "move", "deadline": "constitution-general", "day": "2015-01-30", "because": "The guidance came late.",
    "authority": "National programme director",
}  # fmt: skip


@pytest.fixture
def anne(app, case_id):
    return Program(app, "programme-office")


@pytest.fixture
def bob(app):
    return Program(app, "office-2")


def asked(who, **more) -> int:
    seen = who.asks("POST", CHANGES, json={**WISH, **more})["seen"]
    return who.asks("POST", CHANGES, json={**WISH, **more, "seen": seen})["change"]


def test_a_program_looks_asks_and_another_applies(anne, bob):
    shown = anne.asks("POST", CHANGES, json=WISH)
    assert (shown["change"], len(shown["cases"])) == (None, 1)
    assert shown["cases"][0]["becomes"] == "2015-01-30T12:00:00Z"
    number = asked(anne)
    anne.asks("POST", f"/changes/{number}/apply", 422)
    assert bob.asks("POST", f"/changes/{number}/apply") == {"change": number, "previewed": 1, "landed": 1}
    [change] = anne.asks("GET", CHANGES)["changes"]
    assert (change["outcome"], change["by"], change["second"]) == ("applied", "programme-office", "office-2")
    bob.asks("POST", f"/changes/{number}/apply", 404)


def test_what_cannot_be_read_or_done_is_a_problem_document(anne):
    anne.asks("POST", CHANGES, 422, json={**WISH, "kind": "hurry"})
    anne.asks("POST", CHANGES, 422, json={**WISH, "day": "2014-01-30"})
    anne.asks("POST", CHANGES, 404, json={**WISH, "deadline": "nothing"})
    anne.asks("GET", "/rounds/1999/changes", 422)
    anne.asks("POST", CHANGES, json={**WISH, "at": "12:30"})


def test_a_change_is_declined(anne, bob):
    assert bob.asks("POST", f"/changes/{asked(anne)}/decline")["outcome"] == "declined"


def test_what_had_fallen_is_ruled_on(anne, bob, clock, register, case_id):
    clock.move_to(datetime(2015, 1, 9, 13, tzinfo=UTC))
    tick(register)
    fallen = anne.asks("POST", CHANGES, json=WISH)["fallen"][0]
    number = asked(anne)
    bob.asks("POST", f"/changes/{number}/apply")
    ruling = {"case_id": fallen["case_id"], "element": fallen["element"], "ruling": "stands", "reason": "Nobody asked."}
    bob.asks("POST", f"/changes/{number}/rulings", json=ruling)
    bob.asks("POST", f"/changes/{number}/rulings", 404, json=ruling)


def test_applicants_are_kept_out(app, case_id):
    Program(app, "ccg").asks("POST", CHANGES, 403, json=WISH)
