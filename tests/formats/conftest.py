"""Officers and a case for the tests of office formats."""

import pytest

from service.register.accounts import add_account
from service.roles import Person

OFFICER, SECOND = Person("ann", "Ann", "programme-office"), Person("ben", "Ben", "exceptions-officer")
AUDITOR, CCG = Person("eve", "Eve", "auditor"), Person("cat", "Cat", "ccg", "03L")


@pytest.fixture
def officers(register):
    """Accounts for two officers, so that cases can be assigned to them."""
    for one in (OFFICER, SECOND):
        row = {"username": one.username, "name": one.name, "role": one.role, "scope": "", "password_hash": "none"}
        add_account(register, {**row, "active": True, "demonstration": False}, by="test")
    return register


@pytest.fixture
def case(officers, office):
    """A delegated case of Rotherham."""
    return office.open()
