"""Sending twice is harmless, sending something else under the same key is refused, and nothing unwritable gets in."""

import threading
from datetime import date, time, timedelta

import pytest

from deadlines.calendar import london
from processes.forms import InvalidAnswers
from service.actions import accounts
from service.actions.people import submit
from service.register import queries
from service.register.attempts import keys_of
from service.register.queries import Sight, arrival, case_row
from service.register.receive import KeyUsed, receive
from service.register.tables import attempts
from service.rehearsal.people import GOOD_COMMITTEE, filled
from service.roles import Person
from tests.conftest import Office

NOON = london(date(2015, 1, 9), time(12))
PACK = "submit_proforma_delegated"
CCG = Person("ccg", "Rotherham", "ccg", "03L")


def answers(office: Office, case: int) -> dict[str, object]:
    live = queries.live_case(office.register, case_row(office.register, Sight(), case))
    good = {**GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "pooled_fund": "no"}
    return filled(live.form(PACK), good, live.scope())


def test_a_key_that_was_used_for_another_step_gives_no_receipt(office: Office) -> None:
    """Lost submission: a receipt for something else would say that this one was received."""
    case = office.open()
    receive(office.register, case, PACK, {"a": 1}, by="ccg", received_at=office.clock(), key="k")
    with pytest.raises(KeyUsed):
        receive(office.register, case, PACK, {"a": 2}, by="ccg", received_at=office.clock(), key="k")
    with pytest.raises(KeyUsed):
        receive(office.register, case, "acknowledge_receipt", {"a": 1}, by="ccg", received_at=office.clock(), key="k")


def test_the_same_submission_again_gives_the_first_receipt_although_its_step_is_closed(office: Office) -> None:
    """Idempotency: a retry that lost the race against its first try is answered like it."""
    case = office.open()
    given = answers(office, case)
    first = submit(office.register, CCG, case, PACK, given, received_at=office.clock(), key="k")
    office.clock.advance(timedelta(minutes=1))
    office.do(case, "acknowledge_receipt")
    again = submit(office.register, CCG, case, PACK, given, received_at=office.clock(), key="k")
    assert again.receipt == first.receipt
    assert len(queries.arrivals_of(office.register, case)) == 2


def test_eight_senders_with_one_key_at_once_are_received_once(office: Office) -> None:
    """Race: the same request from many threads is one arrival with one receipt."""
    case = office.open()
    given, receipts = answers(office, case), []

    def send() -> None:
        receipts.append(submit(office.register, CCG, case, PACK, given, received_at=office.clock(), key="k").receipt)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert len(set(receipts)) == 1


@pytest.mark.parametrize("unwritable", ["\ud800", 10**40, {"a": b"bytes"}])
def test_what_cannot_be_written_down_is_refused_with_words(office: Office, unwritable: object) -> None:
    """Bad content: a lone surrogate or an endless number is an answer to be mended, not a failure."""
    case = office.open()
    with pytest.raises(InvalidAnswers, match="written down"):
        receive(office.register, case, PACK, {"pooled_fund_core": unwritable}, by="ccg", received_at=office.clock())
    assert queries.arrivals_of(office.register, case) == []


def test_a_stamp_of_the_deadline_itself_that_is_committed_too_late_goes_to_a_person(office: Office) -> None:
    """Equality: 12:00:00.000000 is on time, so it is never refused as late because it was committed late."""
    case = office.open()
    office.at(NOON + timedelta(seconds=6)).settle(case)
    receipt = office.receive(case, PACK, at=NOON)
    office.settle(case)
    assert arrival(office.register, case, receipt.arrival)["outcome"] == "out-of-order"


def test_an_account_stays_lockable_after_a_hundred_wrong_passwords(office: Office) -> None:
    """Overflow: the waiting time grows to its limit and no further."""
    accounts.add_account(office.register, "one", "One", "auditor", "", "a long password", by="tests")
    office.register.watch = office.clock
    row = {"key": keys_of("one", "")[0], "failures": 99, "last_at": office.clock(), "until_at": office.clock()}
    with office.register.database.write() as connection:
        connection.execute(attempts.insert().values(row))
    with pytest.raises(accounts.WrongPassword):
        accounts.sign_in(office.register, "one", "wrong")
    with pytest.raises(accounts.AccountLocked, match=r"Try again in 1[56] minutes"):
        accounts.sign_in(office.register, "one", "a long password")
