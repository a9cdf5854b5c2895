"""Notes of the office, and queries between office and applicant: their clock, their mail, and who sees what."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.register import office_queries, queries
from service.register.preferences import add_mailbox
from service.register.tables import outbox
from service.register.tasks import open_tasks

THURSDAY = datetime(2014, 12, 4, 15, tzinfo=UTC)


@pytest.fixture
def asked(visitor, register, case_id, clock):
    """A query of the office that wants an answer within two working days."""
    clock.move_to(THURSDAY)
    add_mailbox(register, "ccg", "03L", "primary.care@rotherham.example.org", "test")
    visitor("programme-office").posts(f"/cases/{case_id}/queries", question="Who chairs the committee?", days="2")
    return office_queries.queries_of(register, case_id)[0]


def answer(case_id, query):
    return f"/cases/{case_id}/queries/{query['id']}/answer"


def test_the_clock_of_a_query_counts_working_days(asked):
    """From Thursday two working days end with Monday."""
    assert asked["wanted_by"] == datetime(2014, 12, 9, tzinfo=UTC) - timedelta(microseconds=1)


def test_a_query_is_told_by_mail_answered_once_and_told_back(visitor, register, case_id, asked):
    before = queries.case_row(register, queries.Sight(), case_id)
    ccg = visitor("ccg")
    assert "Who chairs the committee?" in ccg.gets("/")
    assert "Send the answer" in ccg.gets(f"/cases/{case_id}")
    assert "Send the answer" not in visitor("programme-office").gets(f"/cases/{case_id}")
    visitor("area-team").posts(answer(case_id, asked), 403, answer="We do")
    ccg.posts(answer(case_id, asked), 422, answer=" ")
    ccg.posts(answer(case_id, asked), answer="A lay member chairs it.")
    assert "A lay member chairs it." in visitor("programme-office").gets(f"/cases/{case_id}")
    assert "may be answered already" in ccg.posts(answer(case_id, asked), 404, answer="Again")
    with register.database.read() as connection:
        assert connection.execute(select(outbox.c.subject)).scalars().all() == [f"A query about {before['reference']}"]
    assert "no address is known" in str(open_tasks(register, queries.Sight())[0]["said"])
    kinds = [entry["kind"] for entry in queries.ledger_of(register, case_id)]
    assert kinds[-3:] == ["query-asked", "query-answered", "task-opened"]
    after = queries.case_row(register, queries.Sight(), case_id)
    assert {**before} == {**after}


def test_a_query_is_overdue_only_after_its_last_microsecond(visitor, register, case_id, asked, clock):
    sight, late = queries.Sight(), timedelta(microseconds=1)
    assert office_queries.overdue_queries(register, sight, asked["wanted_by"]) == 0
    assert office_queries.overdue_queries(register, sight, asked["wanted_by"] + late) == 1
    clock.move_to(asked["wanted_by"] + late)
    assert '<strong>1</strong> <a href="/#queries">queries not answered in time' in visitor("programme-office").gets(
        "/"
    )
    visitor("ccg").posts(answer(case_id, asked), answer="Late, but here it is")
    assert ", late</span>" in visitor("ccg").gets(f"/cases/{case_id}")


def test_an_applicant_asks_the_office(visitor, register, case_id):
    visitor("ccg").posts(f"/cases/{case_id}/queries", question="May we add a document?", days="3")
    query = office_queries.queries_of(register, case_id)[0]
    visitor("ccg").posts(answer(case_id, query), 403, answer="Yes")
    visitor("exceptions-officer").posts(answer(case_id, query), answer="Yes, until midday")
    assert "Yes, until midday" in visitor("ccg").gets(f"/cases/{case_id}")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"question": " "}, "Type the question"), ({"days": "0"}, "within 1 to 60"), ({"days": "a"}, "within 1 to 60"),
        ({"question": "x" * 4001}, "at most 4000"),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_kept_is_refused(wrong, said, visitor, register, case_id):
    asked = {"question": "Who?", "days": "5", **wrong}
    assert said in visitor("programme-office").posts(f"/cases/{case_id}/queries", 422, **asked)
    assert office_queries.queries_of(register, case_id) == []


def test_a_query_of_another_organisation_is_not_there(visitor, register, case_id, asked):
    visitor("other-ccg").posts(answer(case_id, asked), 404, answer="Let me see")
    visitor("other-ccg").posts(f"/cases/{case_id}/queries", 404, question="What is this?", days="5")
    visitor("ccg").posts(f"/cases/{case_id}/queries/99/answer", 404, answer="Which one?")


def test_a_note_is_seen_by_the_office_and_the_auditor_alone_and_not_in_the_ledger_of_others(visitor, register, case_id):
    office = visitor("programme-office")
    office.posts(f"/cases/{case_id}/note", note="They are\r\nslow", officer="office-2", was_note="", was_officer="")
    assert "They are\nslow" in office.gets(f"/cases/{case_id}")
    auditor = visitor("auditor").gets(f"/cases/{case_id}")
    assert "They are" in auditor
    assert "Assigned to office-2." in auditor
    applicant = visitor("ccg").gets(f"/cases/{case_id}")
    assert "They are" not in applicant
    assert "Officer note changed" in applicant
    office.posts(f"/cases/{case_id}/note", 409, note="Mine", officer="", was_note="", was_officer="")
    assert "changed a note since" in office.page.text
    office.posts(f"/cases/{case_id}/note", note="", officer="", was_note="They are\r\nslow", was_officer="office-2")
    assert "note: nothing; assigned to: nothing" in office.gets(f"/cases/{case_id}")


def test_nobody_finds_a_case_by_a_note_of_the_office(visitor, case_id):
    office = visitor("programme-office")
    office.posts(f"/cases/{case_id}/note", note="dilatory", officer="", was_note="", was_officer="")
    assert "No case fits." in office.gets("/cases?search=dilatory")
