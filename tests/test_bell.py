"""The bell in the service: it rings, one ring at a time, and a ring that fails is logged and not the last."""

import logging

import pytest

from service.register.register import Register
from service.wakeups import EmbeddedBell


def test_a_ring_says_that_it_was_there(register: Register) -> None:
    EmbeddedBell(register).ring()
    assert register.last_tick is not None


def test_a_ring_that_fails_is_logged_and_the_next_one_comes(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    bell = EmbeddedBell(register)
    with register.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE dues RENAME TO elsewhere")
    with caplog.at_level(logging.ERROR):
        bell.ring()
        bell.ring()
    assert [record.message for record in caplog.records] == ["a tick failed", "a tick failed"]
    assert register.last_tick is None


def test_a_ring_that_finds_another_under_way_leaves_it_to_that(register: Register) -> None:
    bell = EmbeddedBell(register)
    with bell._one_at_a_time:
        bell.ring()
    assert register.last_tick is None
    bell.start()
    bell.stop()
    assert register.last_tick is not None
