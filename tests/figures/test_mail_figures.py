"""A small run of the figures of mail, and that its counting sees what it is there to see."""

from collections import Counter

import pytest

from tests.figures.mail import figures, judged


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", ["smtp", "notify", "folder"])
def test_nothing_is_lost_or_doubled_in_silence(name):
    counted = figures(name, messages=300, kills=3, seed=7)
    assert sum(counted["faults"].values()) == 0, counted
    assert counted["kills"] == 3


RIGHT = {"id": 1, "message_id": "<a@b>", "state": "sent", "twice": False}
SENT = ("sent", 1)


@pytest.mark.parametrize(
    ("changed", "times", "marked", "asked", "dedupes", "fault"),
    [
        ({"state": "sent"}, 0, {SENT}, set(), False, "sent, says the outbox, but never arrived"),
        ({"state": "cancelled"}, 0, set(), set(), False, "silently lost"),
        ({"state": "todo"}, 1, set(), set(), False, "never settled"),
        ({"twice": True}, 2, {SENT}, set(), False, "arrived twice without a mark"),
        ({}, 2, {SENT, 1}, set(), False, "arrived twice without a mark"),
        ({"twice": True}, 3, {SENT, 1}, set(), False, "arrived more than twice"),
        ({"twice": True}, 2, {SENT, 1}, set(), True, "arrived twice where the other side dedupes"),
        ({}, 1, set(), set(), False, "sent, but without its entry in the ledger"),
    ],
)
def test_the_counting_sees_each_fault(changed, times, marked, asked, dedupes, fault):
    faults = judged([{**RIGHT, **changed}], Counter(a=times), marked, asked, dedupes=dedupes)
    assert faults[fault] == 1


def test_the_counting_finds_no_fault_in_what_is_right():
    rows = [RIGHT, {**RIGHT, "id": 2, "message_id": "<c@b>", "state": "unknown"}]
    assert sum(judged(rows, Counter(a=1), {SENT}, {2}, dedupes=False).values()) == 0
