"""Reads of what is confidential: one row for each successful one, for the auditor, and nothing shown without it."""

import csv
import io

import pytest
from sqlalchemy import event, select

from service.front.confidential import kinds, kinds_by_view
from service.register.ledger import last_recorded_at
from service.register.tables import reads
from tests.web.test_database_trouble import read_only


def rows(register):
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(select(reads).order_by(reads.c.id)).mappings()]


def test_a_successful_read_is_written_with_who_in_which_role_and_session_what_and_when(visitor, register, clock):
    visitor("auditor").gets("/interests?page=1")
    (row,) = rows(register)
    assert row == {
        "id": 1, "at": clock(), "username": "auditor", "role": "auditor", "session_id": 1, "kind": "declarations",
        "what": "/interests?page=1",
    }  # fmt: skip


def test_a_read_costs_one_statement_and_leaves_the_ledger_alone(visitor, register):
    someone, written = visitor("auditor"), []
    with register.database.read() as connection:
        before = last_recorded_at(connection)
    event.listen(register.database.engine, "before_cursor_execute", lambda *args: written.append(args[2]))
    someone.gets("/interests")
    assert [one.split(" (")[0] for one in written if not one.startswith("BEGIN")] == ["INSERT INTO reads"]
    with register.database.read() as connection:
        assert last_recorded_at(connection) == before


def test_what_was_refused_or_is_not_confidential_is_no_read(visitor, register, case_id):
    visitor("ccg").gets("/interests", 403)
    visitor("other-ccg").gets(f"/cases/{case_id}/receipts/1", 404)
    visitor("ccg").gets("/cases")
    visitor("auditor").posts("/interests", 403)
    assert rows(register) == []


def test_an_answer_of_the_api_is_a_read_too(app, visitor, register):
    client = app.test_client()
    given = {"username": "auditor", "password": "correct horse battery"}
    token = client.post("/api/v1/tokens", json=given).json["token"]
    assert client.get("/api/v1/interests", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert [row["what"] for row in rows(register)] == ["/api/v1/interests"]


def test_nothing_confidential_is_shown_when_the_read_cannot_be_written(visitor, register):
    someone = visitor("auditor")
    with read_only(register):
        page = someone.gets("/interests", 503)
    assert "Register of interests" not in page
    assert rows(register) == []


def test_every_confidential_view_is_there_and_each_kind_says_why(app):
    assert set(kinds_by_view()) <= set(app.view_functions)
    assert all(kind.words and kind.because and kind.views for kind in kinds().values())
    assert len(kinds_by_view()) == sum(len(kind.views) for kind in kinds().values())


def test_the_auditor_sees_the_reads_narrowed_and_as_a_file(visitor, register):
    visitor("programme-office").gets("/interests")
    auditor = visitor("auditor")
    assert "1 read." in auditor.gets("/audit/reads")
    assert 'href="/audit/reads"' in auditor.gets("/audit")
    found = {
        "username=auditor": 0, "kind=papers": 0, "kind=declarations": 1, "since=2014-12-01": 1, "since=2014-12-02": 0,
        "until=2014-11-30": 0, "until=2014-12-01": 1,
    }  # fmt: skip
    for narrow, count in found.items():
        assert f"{count} read" in auditor.gets(f"/audit/reads?{narrow}"), narrow
    auditor.gets("/audit/reads?since=tomorrow", 422)
    table = list(csv.DictReader(io.StringIO(auditor.gets("/audit/reads.csv?kind=declarations"))))
    assert [(row["username"], row["kind"], row["what"]) for row in table] == [
        ("programme-office", "declarations", "/interests")
    ]


@pytest.mark.parametrize("role", ["programme-office", "ccg", "finance"])
def test_only_the_auditor_sees_who_has_read_what(role, visitor):
    visitor(role).gets("/audit/reads", 403)
    visitor(role).gets("/audit/reads.csv", 403)


def test_a_list_of_many_reads_is_shown_page_by_page(visitor, register, clock):
    row = {"username": "ccg", "role": "ccg", "session_id": 1, "kind": "papers", "what": "=1+1", "at": clock()}
    with register.database.write() as connection:
        connection.execute(reads.insert(), [row] * 120)
    auditor = visitor("auditor")
    assert "Page 3 of 3" in auditor.gets("/audit/reads?page=3&kind=papers")
    assert "'=1+1" in auditor.gets("/audit/reads.csv")
