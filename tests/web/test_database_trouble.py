"""A database in trouble: nothing acknowledged is lost, the page says why, and the service recovers without help."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from service.register import database as databases
from service.register.database import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseTrouble,
    translated,
)
from service.register.queries import arrivals_of, verify_ledger
from service.register.receive import receive
from service.register.settle import settle_received
from service.wakeups import EmbeddedBell

STEP = "submit_proforma_delegated"


@contextmanager
def limited(register, pragma: str) -> Iterator[None]:
    """Let SQLite itself refuse to write, by a pragma on every connection that writes; then take the limit away."""
    engine = register.database.engine

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(pragma)

    engine.dispose()
    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def full(register):
    with register.database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    return limited(register, f"PRAGMA max_page_count={pages}")


def read_only(register):
    return limited(register, "PRAGMA query_only=ON")


def fill(register, case_id: int, clock) -> list[int]:
    """Receive until the disk is full, and return what was acknowledged."""
    acknowledged: list[int] = []
    while True:
        try:
            receipt = receive(register, case_id, STEP, {"text": "x" * 2000}, by="ccg", received_at=clock())
        except DatabaseFull:
            return acknowledged
        acknowledged.append(receipt.arrival)


def test_on_a_full_disk_nothing_acknowledged_is_lost_and_it_goes_on_when_there_is_room(register, case_id, clock):
    with full(register):
        acknowledged = fill(register, case_id, clock)
        assert "disk is full" in register.database.trouble
    assert acknowledged
    kept = {row["id"] for row in arrivals_of(register, case_id)}
    assert set(acknowledged) <= kept
    EmbeddedBell(register).ring()
    assert register.database.trouble == ""
    assert verify_ledger(register)[1] is None


@pytest.mark.parametrize(("trouble", "why"), [(full, "the disk is full"), (read_only, "its file may only be read")])
def test_the_page_and_the_api_say_why_and_when_to_come_again(visitor, register, case_id, clock, trouble, why):
    office = visitor("programme-office")
    office.gets("/cases/new")
    with trouble(register):
        if trouble is full:
            fill(register, case_id, clock)
        page = office.posts("/cases/new", 503, path="delegated", round="2014-15", organisation="07K")
        assert why in page
        assert "Nothing was received; send it again in a minute." in page
        assert office.page.headers["Retry-After"] == "60"
        health = office.client.get("/healthz")
        assert health.status_code == 503
        assert why in health.json["database"]
    office.posts("/cases/new", 302, path="delegated", round="2014-15", organisation="07K")
    assert office.client.get("/healthz").json["database"] == "ok"


def test_the_api_answers_with_a_problem_document(app, register, case_id):
    client = app.test_client()
    token = client.post("/api/v1/tokens", json={"username": "programme-office", "password": "correct horse battery"})
    bearer = {"Authorization": f"Bearer {token.json['token']}"}
    with read_only(register):
        wanted = {"path": "delegated", "round": "2014-15", "organisation": "07K"}
        answer = client.post("/api/v1/cases", json=wanted, headers={**bearer, "Idempotency-Key": "k"})
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "60"
    assert "its file may only be read" in answer.json["detail"]


def test_what_is_received_is_acknowledged_although_it_cannot_be_settled_now(register, case_id, clock, monkeypatch):

    with read_only(register):
        settle_received(register, case_id, clock())
    assert "may only be read" in register.database.trouble


def test_a_database_locked_by_another_program_is_waited_for(register, case_id, clock):
    other = sqlite3.connect(register.database.file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    let_go = threading.Timer(10, other.rollback)
    let_go.start()
    bell = EmbeddedBell(register)
    clock.advance(timedelta(days=60))
    bell.ring()
    let_go.join()
    other.close()
    assert (register.bell.failed, register.bell.done) == (0, 1)
    assert register.bell.took > 9


def test_when_it_stays_locked_the_bell_goes_on_and_takes_it_up_again(register, case_id, clock, monkeypatch):
    monkeypatch.setattr(databases, "BUSY_MILLISECONDS", 100)
    register.database.engine.dispose()
    other = sqlite3.connect(register.database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    bell = EmbeddedBell(register)
    clock.advance(timedelta(days=60))
    bell.ring()
    assert "another program has kept it locked" in register.bell.error
    other.rollback()
    other.close()
    bell.ring()
    assert (register.bell.error, register.bell.done) == ("", 1)


class OfServer(Exception):
    """What a driver for a server raises: an error with a state."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("server")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "kind"),
    [("08006", DatabaseAway), ("57P01", DatabaseAway), ("53100", DatabaseFull), ("53300", DatabaseBusy),
     ("40P01", DatabaseBusy), ("55P03", DatabaseBusy), ("25006", DatabaseReadOnly), ("42P01", None)],
)  # fmt: skip
def test_the_states_of_a_server_are_understood(state, kind):
    assert databases._trouble(OfServer(state)) is kind
    assert databases._trouble(type("OperationalError", (OfServer,), {})(None)) is DatabaseAway


def test_an_error_that_is_no_trouble_stays_what_it_is():
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError, match="syntax"), translated():
        connection.execute("NONSENSE")
    connection.close()
    assert issubclass(DatabaseFull, DatabaseTrouble)
