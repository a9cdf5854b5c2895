"""What the office does by hand: opened once, seen by whose it is, closed once, both in the ledger."""

import orjson
import pytest

from service.register.ledger import read
from service.register.queries import Sight
from service.register.tasks import NoSuchTask, done, open_task, open_tasks, task


def opened(register, key: str = "one", case_id: int | None = None) -> bool:
    with register.database.write() as connection:
        return open_task(connection, key, "phone", "Phone them.", register.clock(), case_id)


def entries(register) -> list[tuple[str, str]]:
    with register.database.read() as connection:
        found = [row for row in read(connection) if str(row["kind"]).startswith("task-")]
    return [(str(row["kind"]), orjson.loads(str(row["detail"]))["task"]) for row in found]


def test_a_task_is_opened_once_and_entered_in_the_ledger(register):
    assert [opened(register), opened(register)] == [True, False]
    assert entries(register) == [("task-opened", "one")]
    assert [row["said"] for row in open_tasks(register, Sight())] == ["Phone them."]


def test_a_task_is_closed_once_by_a_named_person(register):
    opened(register)
    number = int(str(open_tasks(register, Sight())[0]["id"]))
    done(register, number, "officer", "Phoned at ten.")
    assert open_tasks(register, Sight()) == []
    assert entries(register) == [("task-opened", "one"), ("task-done", "one")]
    for act in (lambda: done(register, number, "other", ""), lambda: task(register, number)):
        with pytest.raises(NoSuchTask):
            act()


def test_a_task_about_a_case_is_seen_by_those_who_see_the_case(register, office):
    opened(register, "case", office.open())
    opened(register, "none")
    assert len(open_tasks(register, Sight())) == 2
    assert [row["key"] for row in open_tasks(register, Sight("organisation", "07K"))] == ["none"]
    assert open_tasks(register, Sight(nothing=True)) == []
