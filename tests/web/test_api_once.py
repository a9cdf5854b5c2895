"""Sending again: one key is one act, whatever happens between, and whoever sends it at the same time."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest

from service.register import keys, queries
from service.register.database import DatabaseBusy
from service.register.queries import Filter, Sight
from service.register.tables import idempotency_keys
from tests.web.asking import Asks
from tests.web.filling import good_answers

CASE = {"path": "delegated", "round": "2014-15", "organisation": "03L"}
STEP = "submit_proforma_delegated"


@pytest.fixture
def ccg(app):
    return Asks(app, "ccg")


@pytest.fixture
def officer(app):
    return Asks(app, "programme-office")


def opened(register):
    return queries.list_cases(register, Sight(), Filter(path="delegated"))[0]


def test_the_same_key_gives_the_first_answer_again_and_opens_one_case(ccg, register):
    first = ccg.answer("POST", "/cases", 201, json=CASE, key="k")
    again = ccg.answer("POST", "/cases", 201, json=CASE, key='"k"')
    assert (again.data, again.headers["Location"]) == (first.data, first.headers["Location"])
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert opened(register) == 1


def test_a_key_that_was_used_for_something_else_is_refused(ccg, register):
    ccg.posts("/cases", CASE, 201, key="k")
    refused = ccg.posts("/cases", {**CASE, "path": "joint"}, 422, key="k")
    assert refused["type"] == "/api/problems/key-of-another"
    ccg.posts("/account/mail", {"mail": "daily"}, 422, key="k")
    assert opened(register) == 1


def test_a_key_belongs_to_its_account(ccg, app):
    ccg.posts("/cases", CASE, 201, key="k")
    Asks(app, "other-ccg").posts("/cases", {**CASE, "organisation": "07K"}, 201, key="k")


def test_what_would_be_done_twice_needs_a_key(ccg, case_id):
    for key in ("", "k" * 81, "kéy"):
        refused = ccg.answer("POST", "/cases", 400, json=CASE, key=key or "", headers={"Idempotency-Key": key}).json
        assert refused["type"] == "/api/problems/key-needed"
        assert refused["errors"][0]["header"] == "Idempotency-Key"
    ccg.posts("/account/mail", {"mail": "daily"}, key="")


def test_an_answer_that_refuses_keeps_no_key(ccg, register):
    ccg.posts("/cases", {**CASE, "path": "nonsense"}, 403, key="k")
    ccg.posts("/cases", CASE, 201, key="k")
    assert opened(register) == 1


def test_the_same_file_again_is_one_document(ccg, case_id):
    def upload(content, status=201):
        sent = {"file": (BytesIO(content), "minutes.txt", "text/plain")}
        return ccg.answer("POST", f"/cases/{case_id}/documents", status, data=sent, key="minutes")

    assert upload(b"one").data == upload(b"one").data
    assert upload(b"two", 422).json["type"] == "/api/problems/key-of-another"
    assert len(ccg.gets(f"/cases/{case_id}/documents")["documents"]) == 1


def test_a_submission_under_a_key_is_one_arrival_and_one_answer(ccg, register, case_id):
    answers = good_answers(register, case_id, STEP)
    first = ccg.answer("POST", f"/cases/{case_id}/steps/{STEP}", 200, json=answers, key="k")
    again = ccg.answer("POST", f"/cases/{case_id}/steps/{STEP}", 200, json=answers, key="k")
    assert again.data == first.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(queries.arrivals_of(register, case_id)) == 1


def test_many_at_once_under_one_key_open_one_case(app, register):
    begin, answers = threading.Barrier(8), []

    def ask():
        program = Asks(app, "ccg")
        begin.wait()
        answers.append(program.answer("POST", "/cases", 201, json=CASE, key="k").data)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(answers), len(set(answers)), opened(register)) == (8, 1, 1)


def test_many_at_once_under_one_key_submit_once(app, register, case_id):
    begin, statuses, sent = threading.Barrier(8), [], good_answers(register, case_id, STEP)

    def ask():
        program = Asks(app, "ccg")
        begin.wait()
        given = {**program.headers, "Idempotency-Key": "k"}
        address = f"/api/v1/cases/{case_id}/steps/{STEP}"
        statuses.append(program.client.post(address, json=sent, headers=given).status_code)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [200] * 8
    assert len(queries.arrivals_of(register, case_id)) == 1


def claim(register, fingerprint="a" * 64):
    with register.database.write() as connection:
        return keys.claim(connection, "ccg", "k", fingerprint, register.clock())


def test_a_submission_that_broke_off_before_its_answer_was_kept_goes_on_at_once(ccg, register, case_id):
    """Class of bug: the service dies between the act and its answer, and whoever asks again is told to wait."""
    answers = good_answers(register, case_id, STEP)
    first = ccg.posts(f"/cases/{case_id}/steps/{STEP}", answers, key="k")
    with register.database.write() as connection:
        connection.execute(idempotency_keys.update().values(status=None, body=b""))
    assert ccg.posts(f"/cases/{case_id}/steps/{STEP}", answers, key="k") == first
    assert len(queries.arrivals_of(register, case_id)) == 1


def test_a_key_is_kept_for_thirty_days(register, clock):
    first = keys.First(200, {}, b"{}")
    claim(register)
    with register.database.write() as connection:
        keys.keep(connection, "ccg", "k", first)
    clock.advance(keys.KEPT_FOR)
    assert claim(register) == first
    clock.advance(timedelta(microseconds=1))
    assert claim(register, "b" * 64) is None


def test_a_submission_that_was_refused_gives_its_key_back(ccg, register, case_id):
    ccg.posts(f"/cases/{case_id}/steps/{STEP}", {"no_such_question": 1}, 422, key="k")
    ccg.posts(f"/cases/{case_id}/steps/{STEP}", good_answers(register, case_id, STEP), key="k")
    with register.database.read() as connection:
        assert [row.status for row in connection.execute(idempotency_keys.select())] == [200]


def test_act_and_key_are_kept_together_or_not_at_all(register):
    """Class of bug: the act is committed, the service dies, and the key does not know of it."""

    def switched_off():
        with register.database.together() as connection:
            keys.claim(connection, "ccg", "k", "a" * 64, register.clock())
            with register.database.write() as inner:
                inner.exec_driver_sql("INSERT INTO office (name, value) VALUES ('a', 'b')")
            with register.database.read() as inner:
                assert inner.exec_driver_sql("SELECT value FROM office WHERE name = 'a'").scalar() == "b"
            raise DatabaseBusy("the machine is switched off here")

    with pytest.raises(DatabaseBusy):
        switched_off()
    with register.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM office WHERE name = 'a'").scalar() == 0
        assert connection.execute(idempotency_keys.select()).first() is None


def broken_off(register):
    with register.database.write() as inner:
        inner.exec_driver_sql("INSERT INTO office (name, value) VALUES ('lost', '')")
        raise DatabaseBusy("something else came first")


def test_what_is_rolled_back_within_leaves_the_rest(register):
    with register.database.together():
        with register.database.write() as inner:
            inner.exec_driver_sql("INSERT INTO office (name, value) VALUES ('kept', '')")
        with pytest.raises(DatabaseBusy):
            broken_off(register)
    with register.database.read() as connection:
        names = [row.name for row in connection.exec_driver_sql("SELECT name FROM office")]
    assert ("kept" in names, "lost" in names) == (True, False)
