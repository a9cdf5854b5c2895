"""Failed sign-ins: waiting grows, survives a restart, begins before the password is read, and tells nothing."""

import threading
from datetime import timedelta

import pytest
from argon2 import Type

from deadlines.clock import HandClock
from service.actions import accounts
from service.actions.accounts import AccountLocked, WrongPassword
from service.register.attempts import FREE, LONGEST, attempt, keys_of, succeeded
from service.register.database import Database
from service.register.register import Register
from tests.quick_hashes import AS_SERVED
from tests.web.conftest import BEGINS, PASSWORD


def fails(register, name="ccg", address="192.0.2.1"):
    with pytest.raises(WrongPassword):
        accounts.sign_in(register, name, "wrong", address)


@pytest.mark.parametrize("name", ["ccg", "nobody-of-that-name"])
def test_a_name_waits_whether_or_not_there_is_such_an_account(name, register):
    for _ in range(FREE["name"] + 1):
        fails(register, name)
    with pytest.raises(AccountLocked, match="Try again in 1 minutes"):
        accounts.sign_in(register, name, PASSWORD, "192.0.2.1")


def waits(register, keys, watch):
    """Let every attempt fail as soon as it may; return how long each had to wait."""
    found = []
    for _ in range(16):
        wait = attempt(register, keys)
        if wait is not None:
            found.append(wait)
            watch.advance(wait)
            assert attempt(register, keys) is None
    return found


def test_waiting_doubles_up_to_its_limit(register, watch):
    found = waits(register, keys_of("ccg", "192.0.2.1"), watch)
    assert found[:3] == [timedelta(seconds=16), timedelta(seconds=32), timedelta(seconds=64)]
    assert found[-1] == LONGEST
    assert found == sorted(found)


def test_waiting_survives_a_restart(register, watch):
    for _ in range(FREE["name"] + 1):
        fails(register)
    again = Register(Database(register.database.url), HandClock(BEGINS), register.rounds)
    again.watch = watch
    with pytest.raises(AccountLocked):
        accounts.sign_in(again, "ccg", PASSWORD, "192.0.2.1")
    again.database.close()


def test_an_address_waits_after_many_names(register):
    for number in range(FREE["address"] + 1):
        assert attempt(register, keys_of(f"name-{number}", "192.0.2.1")) is None
    assert attempt(register, keys_of("another", "192.0.2.1")) is not None
    assert attempt(register, keys_of("another", "192.0.2.2")) is None


def test_success_forgets_the_failures_of_a_name(register):
    for _ in range(5):
        fails(register, address="192.0.2.1") if _ < FREE["name"] else None
    accounts.sign_in(register, "ccg", PASSWORD, "192.0.2.1")
    for _ in range(FREE["name"]):
        fails(register)
    succeeded(register, keys_of("ccg", "192.0.2.1"))


def test_failures_are_forgotten_after_a_day(register, watch):
    for _ in range(FREE["name"] + 1):
        fails(register)
    watch.advance(timedelta(days=1, seconds=1))
    assert attempt(register, keys_of("ccg", "192.0.2.1")) is None


def test_many_attempts_at_once_gain_nothing(register):
    """Race: each attempt counts before the password is looked at, so no more than the free ones look at it."""
    let_through, keys = [], keys_of("ccg", "192.0.2.1")
    threads = [threading.Thread(target=lambda: let_through.append(attempt(register, keys) is None)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_through) == FREE["name"] + 1


@pytest.mark.parametrize("name", ["ccg", "nobody", "closed", "invited"])
def test_one_hash_is_computed_for_every_name(name, register, monkeypatch):
    """Time: an account that is not there, is closed or has no password yet costs the same one argon2id hash."""
    for username in ("closed", "invited"):
        accounts.add_account(register, username, "", "auditor", "", PASSWORD, by="test")
    with register.database.write() as connection:
        connection.exec_driver_sql("UPDATE accounts SET active = 0 WHERE username = 'closed'")
        connection.exec_driver_sql("UPDATE accounts SET password_hash = '' WHERE username = 'invited'")
    hashes, verify = [], type(accounts.HASHER).verify
    monkeypatch.setattr(type(accounts.HASHER), "verify", lambda *args: (hashes.append(args[1]), verify(*args))[1])
    fails(register, name)
    assert len(hashes) == 1
    assert hashes[0].startswith("$argon2id$")


def test_the_service_hashes_slowly_though_its_tests_do_not():
    slowly = AS_SERVED
    assert (slowly.type, slowly.memory_cost, slowly.time_cost) == (Type.ID, 64 * 1024, 3)
    assert accounts.HASHER.memory_cost < slowly.memory_cost


@pytest.mark.parametrize("password", ["CoCommissioning 2015", "nhs-england 1 2 3", "a" * 257, "short"])
def test_a_password_with_a_word_of_the_service_is_refused(password):
    with pytest.raises(accounts.UnusableAccount):
        accounts.hashed(password)
