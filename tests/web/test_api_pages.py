"""Lists in pages: whole, in order, and unmoved by what is added meanwhile; and what has not changed costs no bytes."""

from io import BytesIO

import pytest

from service.actions import people
from service.mail.message import Letter, Recipient
from service.register.outbox import post
from service.register.tasks import open_task
from service.roles import Person
from tests.web.asking import Asks

OFFICE = Person("programme-office", "", "programme-office")
CODES = ("03L", "07K", "02X", "03N", "02Q")


@pytest.fixture
def officer(app):
    return Asks(app, "programme-office")


def walked(officer, address, name, meanwhile=lambda: None):
    """Read a list two at a time by its Link headers, doing something after each page; return the ids in order."""
    seen, following = [], f"{address}{'&' if '?' in address else '?'}limit=2"
    while following:
        answer = officer.answer("GET", following, 200)
        seen += [one.get("id", one.get("sha256", one.get("seq"))) for one in answer.json[name]]
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(answer.json["next"])
        following = link.partition(">")[0].removeprefix("</api/v1") if link else ""
        meanwhile()
    return seen


def opened(register, codes=CODES):
    return [people.open_case(register, OFFICE, "delegated", "2014-15", code) for code in codes]


def test_cases_come_once_each_whatever_is_opened_meanwhile(officer, register):
    opened(register)
    first = [one["id"] for one in officer.gets("/cases?limit=200&path=delegated")["cases"]]
    more = iter(("joint", "greater-involvement", "joint"))
    new = iter(("03L", "07K", "02X"))

    def open_another():
        people.open_case(register, OFFICE, next(more), "2014-15", next(new))

    seen = walked(officer, "/cases?path=delegated", "cases", open_another)
    assert seen == first
    assert len(set(seen)) == len(CODES)


def test_mail_comes_newest_first_and_once_each_whatever_is_written_meanwhile(officer, register):
    def write(number):
        letter = Letter(key=f"l/{number}", kind="notice", subject="S", text="T", to=Recipient("a@example.org"))
        with register.database.write() as connection:
            post(register, connection, [letter], register.clock())

    for number in range(5):
        write(number)
    before = [one["id"] for one in officer.gets("/mail?limit=200")["messages"]]
    numbers = iter(range(100, 200))
    assert walked(officer, "/mail", "messages", lambda: write(next(numbers))) == before
    assert before == sorted(before, reverse=True)
    assert officer.gets("/mail?state=sent")["messages"] == []
    assert officer.gets("/mail?case=none")["messages"] == []


def test_documents_tasks_and_the_ledger_come_in_pages_too(officer, register, case_id):
    for number in range(3):
        sent = {"file": (BytesIO(f"{number}".encode()), "a.txt", "text/plain")}
        officer.posts(f"/cases/{case_id}/documents", None, 201, data=sent)
    with register.database.write() as connection:
        for number in range(3):
            open_task(connection, f"t/{number}", "undelivered", "Phone them", register.clock(), case_id)
    assert len(walked(officer, f"/cases/{case_id}/documents", "documents")) == 3
    assert len(walked(officer, "/mail/tasks", "tasks")) == 3
    ledger = walked(officer, f"/cases/{case_id}/ledger", "entries")
    assert ledger == sorted(set(ledger))
    assert len(ledger) > 4


@pytest.mark.parametrize("mark", ["x", "!!!!", "W10", "WzEsMl0", "WzEsMiwiYSJd", "WzEsMiwxZTQwXQ", "bnVsbA"])
def test_a_mark_that_is_none_is_refused(officer, mark):
    problem = officer.gets(f"/cases?after={mark}", 422)
    assert problem["errors"][0]["parameter"] == "after"


def test_what_has_not_changed_is_answered_without_a_body(officer, register, case_id):
    first = officer.answer("GET", f"/cases/{case_id}", 200)
    known = {"If-None-Match": first.headers["ETag"]}
    assert officer.answer("GET", f"/cases/{case_id}", 304, headers=known).data == b""
    officer.posts(f"/cases/{case_id}/documents", None, 201, data={"file": (BytesIO(b"x"), "a.txt", "text/plain")})
    officer.answer("GET", f"/cases/{case_id}/documents", 200, headers=known)
