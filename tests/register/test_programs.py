"""What programs stand on, on every database: keys, transactions within one another, pages by keyset."""

import threading

import pytest

from service.register import keys, queries
from service.register.keyset import Page, Readable, cases_page, entries_page, mail_page, tasks_page
from service.register.opening import open_case
from service.register.queries import Filter, Sight
from service.register.tasks import open_task

CODES = ("03L", "07K", "02X", "03N", "02Q")


def test_one_of_many_who_claim_a_key_at_once_acts_and_the_others_get_its_answer(register):
    begin, got = threading.Barrier(6), []

    def ask():
        begin.wait()
        with register.database.together() as connection:
            first = keys.claim(connection, "ccg", "k", "a" * 64, register.clock())
            if first is None:
                case = open_case(register, "delegated", "2014-15", "03L", by="office", at=register.clock())
                first = keys.First(201, {"Location": "/"}, str(case).encode())
                keys.keep(connection, "ccg", "k", first)
        got.append(first)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(got), len({first.body for first in got})) == (6, 1)
    assert queries.list_cases(register, Sight(), Filter(path="delegated"))[0] == 1


def test_what_is_written_together_is_kept_together_or_not_at_all(register):
    def broken_off():
        with register.database.together() as connection:
            keys.claim(connection, "ccg", "k", "a" * 64, register.clock())
            open_case(register, "delegated", "2014-15", "03L", by="office", at=register.clock())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert queries.list_cases(register, Sight(), Filter())[0] == 0
    with register.database.write() as connection:
        assert keys.claim(connection, "ccg", "k", "b" * 64, register.clock()) is None


def walked(read):
    """Read a list two at a time; return the ids in order."""
    seen, place = [], None
    while True:
        found = read(Page(place, 2))
        seen += [row.get("id", row.get("seq")) for row in found.rows]
        place = found.next
        if place is None:
            return seen


def test_every_list_comes_whole_and_once_in_pages(register):
    for code in CODES:
        open_case(register, "delegated", "2014-15", code, by="office", at=register.clock())
    with register.database.write() as connection:
        for number in range(5):
            open_task(connection, f"t/{number}", "undelivered", "Phone", register.clock())
    whole, first = cases_page(register, Sight(), Filter(), Page(limit=100))
    assert (whole, len(first.rows)) == (len(first.rows), whole)
    assert walked(lambda page: cases_page(register, Sight(), Filter(), page)[1]) == [row["id"] for row in first.rows]
    assert len(walked(lambda page: tasks_page(register, page))) == 5
    assert walked(lambda page: mail_page(register, "", "", page)) == []
    seq, _ = queries.ledger_head_of(register)
    assert walked(lambda page: entries_page(register, Readable(Sight(), outside=True), page)) == [*range(1, seq + 1)]
    own = walked(lambda page: entries_page(register, Readable(Sight("organisation", "03L"), outside=False), page))
    assert 0 < len(own) < seq
