"""Whatever is sent to whichever form: a page that says what is wrong, never an error of ours, nothing lost."""

import pytest

from service.register import queries
from tests.web.filling import posted_pack

STEP = "submit_proforma_delegated"
NONSENSE = [
    "",
    " ",
    "\0",
    "-1",
    "1e999",
    "99999999999999999999",
    "<script>alert(1)</script>",
    "ä" * 3000,
    "../../etc",
    "'; --",
]
FORMS = {
    "/sign-in": ("username", "password", "next"),
    "/sign-in/demonstration": ("account",),
    "/cases/new": ("path", "round", "organisation"),
    f"/cases/1/steps/{STEP}": ("do", "version", "key", "ccgs_in_delegation", "onward_delegation", "benefits"),
    f"/cases/1/received-elsewhere/{STEP}": ("claimed-day", "claimed-year", "claimed-time", "channel", "evidence"),
    "/cases/1/correct/1": ("reason",),
    "/cases/1/correct/999": ("reason",),
    "/cases/1/retry": ("anything",),
    "/office/requests/1/confirm": ("anything",),
    "/office/requests/1/decline": ("anything",),
    "/office/holds/1/release": ("because",),
    "/office/clock/believe": ("anything",),
    "/paths/delegated/check": ("xml",),
    "/paths/delegated/save": ("xml", "base"),
    "/paths/nonsense/propose": ("anything",),
    "/paths/delegated/publish": ("anything",),
    "/demonstration/clock": ("to", "at-day"),
}
WHO = {"/paths": "designer", f"/cases/1/steps/{STEP}": "ccg"}


def who(address):
    return next((name for start, name in WHO.items() if address.startswith(start)), "programme-office")


@pytest.mark.parametrize("address", FORMS)
def test_nonsense_in_a_form_is_answered_with_a_page(address, visitor, case_id):
    someone = visitor(who(address))
    token = someone.gets("/sign-in").split('name="csrf_token" value="')[1].split('"')[0]
    for text in NONSENSE:
        sent = {"csrf_token": token, **dict.fromkeys(FORMS[address], text)}
        answer = someone.client.post(address, data=sent, content_type="multipart/form-data")
        assert answer.status_code < 500, (address, text)
        assert "Traceback" not in answer.text
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/cases?page=nonsense", "/cases?page=-5", "/cases?page=99999999999999999999", "/cases?search=%25%00",
        "/cases?ended=nonsense&region=%FF&mine=1", "/cases/0", "/cases/999", "/cases/-1", "/cases/1/steps/%00",
        "/cases/99999999999999999999999999", "/cases/1/receipts/999", "/cases/1/documents/nonsense",
        "/deadlines/%FF/%00", "/paths/..%2F..", "/paths/%00", "/cases/1/correct/1", "/office/requests/999",
    ],
)  # fmt: skip
def test_a_nonsense_address_is_answered_with_a_page(address, visitor, case_id):
    answer = visitor("programme-office").client.get(address)
    assert answer.status_code in (200, 404, 409, 422)
    assert "Traceback" not in answer.text


def test_a_request_that_is_too_large_is_refused_before_it_is_read(visitor, case_id):
    client = visitor("ccg").client
    answer = client.post(f"/cases/{case_id}/steps/{STEP}", data=b"x" * 45_000_001, content_type="text/plain")
    assert answer.status_code == 413


def test_an_error_of_ours_gives_a_reference_and_no_traceback(built, visitor, register, monkeypatch):
    someone = visitor("ccg")
    register.rounds.clear()
    answer = someone.client.get("/deadlines")
    assert answer.status_code == 500
    assert "reference" in answer.text
    assert "Traceback" not in answer.text
    assert "IndexError" not in answer.text


def test_what_was_refused_left_nothing_behind(visitor, register, case_id):
    pack = posted_pack(register, case_id, STEP)
    before = queries.ledger_head_of(register)
    visitor("ccg").sends(f"/cases/{case_id}/steps/{STEP}", 422, **{**pack, "voting_members": "a few"})
    assert queries.ledger_head_of(register) == before
    assert queries.arrivals_of(register, case_id) == []
