"""Many threads on one register: nothing lost, nothing twice, and the chain holds."""

import threading
from collections.abc import Callable
from datetime import timedelta

import orjson

from deadlines.rounds import shipped_rounds
from service.actions.calendar import tick
from service.register import queries
from service.register.database import Database
from service.register.queries import Sight, case_row
from service.register.receive import receive
from service.register.register import Register
from service.register.settle import settle
from tests.conftest import Office

PACK = "submit_proforma_delegated"


def together(*works: Callable[[], object]) -> list[Exception]:
    """Run all of them at once and return what they raised."""
    problems: list[Exception] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as problem:  # noqa: BLE001 - the test wants none of any kind
            problems.append(problem)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_packs_and_ticks_of_six_threads_and_two_processes_end_as_if_sent_one_by_one(office: Office) -> None:
    """Lost update: two registers on one database share nothing but the database."""
    case = office.open()
    office.do(case, PACK)
    pack = orjson.loads(str(queries.arrivals_of(office.register, case)[0]["content"]))
    other = Register(Database(office.register.database.url), office.clock, shipped_rounds())

    def sender(register: Register, minutes: int) -> None:
        at = office.clock() - timedelta(hours=1) + timedelta(minutes=minutes)
        receive(register, case, PACK, {**pack, "group_pack": str(minutes)}, by="ccg", received_at=at)
        settle(register, case, office.clock())

    office.clock.advance(timedelta(hours=2))
    works = [lambda n=n: sender((office.register, other)[n % 2], n) for n in range(4)]
    problems = together(*works, lambda: tick(office.register), lambda: tick(other))
    assert problems == []
    rows = queries.arrivals_of(office.register, case)
    assert len([row for row in rows if row["kind"] == "answer"]) == 5
    assert len([row for row in rows if row["outcome"] == "accepted" and not row["withdrawn_by"]]) == 1
    assert not [row for row in rows if not row["outcome"]]
    assert queries.verify_ledger(office.register)[1] is None
    fresh = queries.live_case(other, case_row(other, Sight(), case))
    held = office.register.live.look(case, case_row(other, Sight(), case)["state"])  # type: ignore[arg-type]
    assert held is None or held.dump() == fresh.dump()
    other.database.close()
