"""Documents of a case: what is kept and refused, what came after the pack, and whether it may be published."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from service.actions.documents import MOST_DOCUMENTS, UnusableDocument, add_document
from service.register import queries
from service.register.tables import documents
from service.roles import Person
from tests.web.conftest import OWN_CCG
from tests.web.filling import posted_pack

CCG = Person("ccg", "", "ccg", OWN_CCG)


@pytest.fixture
def digest(register, case_id):
    return add_document(register, CCG, case_id, "minutes.pdf", b"%PDF-1.4 minutes")


@pytest.fixture
def address(case_id, digest):
    return f"/cases/{case_id}/documents/{digest}/mark"


def marks(register, case_id):
    row = queries.documents_of(register, case_id)[0]
    return row["sharing"], row["exempt_because"]


def test_an_officer_says_that_a_document_may_be_published(visitor, address, register, case_id):
    office = visitor("programme-office")
    assert "Not decided" in office.gets(f"/cases/{case_id}")
    office.posts(address, sharing="publishable")
    assert marks(register, case_id) == ("publishable", "")
    page = office.gets(f"/cases/{case_id}")
    assert "May be published" in page
    assert "Said whether a document may be published" in page


def test_an_exemption_has_a_reason(visitor, address, register, case_id):
    office = visitor("programme-office")
    page = office.posts(address, 422, sharing="exempt", reason="  ")
    assert "Give the reason" in page
    assert marks(register, case_id) == ("", "")
    office.posts(address, sharing="exempt", reason="Section 40: personal data")
    assert marks(register, case_id) == ("exempt", "Section 40: personal data")
    assert "Section 40: personal data" in office.gets(address)


def test_nothing_else_can_be_said(visitor, address, register, case_id):
    visitor("programme-office").posts(address, 422, sharing="everything")
    visitor("ccg").posts(address, 403, sharing="publishable")
    visitor("programme-office").posts(f"/cases/{case_id}/documents/{'0' * 64}/mark", 404, sharing="publishable")
    assert marks(register, case_id) == ("", "")


def test_a_document_that_came_after_the_pack_is_marked_so(visitor, digest, register, case_id, clock):
    step = f"/cases/{case_id}/steps/submit_proforma_delegated"
    clock.advance(timedelta(minutes=1))
    ccg = visitor("ccg")
    ccg.sends(step, **posted_pack(register, case_id, "submit_proforma_delegated"))
    assert "added after the pack was sent" not in ccg.gets(f"/cases/{case_id}")
    clock.advance(timedelta(minutes=1))
    add_document(register, CCG, case_id, "later.pdf", b"%PDF-1.4 later")
    assert ccg.gets(f"/cases/{case_id}").count("added after the pack was sent") == 1


def test_a_program_in_the_clothes_of_a_document_is_refused(register, case_id):
    with pytest.raises(UnusableDocument, match="looks like application/x-msdownload"):
        add_document(register, CCG, case_id, "minutes.pdf", b"MZ" + bytes(100))


def test_a_case_holds_a_limited_number_of_documents(register, case_id, clock):
    row = {"case_id": case_id, "name": "x", "media_type": "text/plain", "size": 1, "content": b"x", "by": "ccg"}
    rows = [{**row, "sha256": f"{n:064x}", "added_at": clock()} for n in range(MOST_DOCUMENTS)]
    with register.database.write() as connection:
        connection.execute(insert(documents), rows)
    with pytest.raises(UnusableDocument, match="put several into one file"):
        add_document(register, CCG, case_id, "one-more.pdf", b"%PDF-1.4")


def test_the_check_page_names_the_documents_that_are_missing(visitor, case_id):
    page = visitor("ccg").gets(f"/cases/{case_id}/steps/submit_proforma_delegated/check")
    assert "No document was added for: " in page
    assert "Terms of reference with scheme of delegation" in page
