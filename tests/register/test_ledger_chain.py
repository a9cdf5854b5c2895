"""The chain finds every change of what was written, and names the first row that does not hold."""

import pytest
from sqlalchemy import text

from service import audit
from tests.conftest import Office

CHANGES = {
    "an entry is edited": ("UPDATE ledger SET detail = '{}' WHERE seq = 5", 5, "changed after it was written"),
    "an instant is moved": ("UPDATE ledger SET at = at + 1 WHERE seq = 7", 7, "changed after it was written"),
    "a name is put in": ("UPDATE ledger SET \"by\" = 'somebody' WHERE seq = 9", 9, "changed after it was written"),
    "an entry is taken out": ("DELETE FROM ledger WHERE seq = 6", 6, "is missing"),
    "the end is cut off": ("DELETE FROM ledger WHERE seq > 10", 11, "cut off"),
    "a hash is recomputed": ("UPDATE ledger SET hash = 'x' WHERE seq = 8", 8, "changed after it was written"),
    "a link is changed": ("UPDATE ledger SET previous = 'x' WHERE seq = 8", 8, "hash of the entry before"),
}


def test_an_untouched_ledger_holds(office: Office) -> None:
    office.do(office.open(), "submit_proforma_delegated")
    count, fault = audit.verify(office.register)
    assert fault is None
    assert count > 12


@pytest.mark.parametrize("change", CHANGES)
def test_the_first_row_at_fault_is_named(office: Office, change: str) -> None:
    office.do(office.open(), "submit_proforma_delegated")
    statement, row, reason = CHANGES[change]
    with office.register.database.write() as connection:
        connection.execute(text(statement))
    _, fault = audit.verify(office.register)
    assert fault is not None
    assert fault.seq == row
    assert reason in fault.reason


def test_a_case_that_the_ledger_does_not_know_is_said_to_be_so(office: Office) -> None:
    with pytest.raises(audit.NoSuchEntry, match="nothing of a case 99"):
        list(audit.show(office.register, 99))


def test_the_story_of_a_case_reads_in_order(office: Office) -> None:
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    kinds = [entry["kind"] for entry in audit.show(office.register, case)]
    assert kinds[0] == "opened"
    assert kinds.index("step-opened") < kinds.index("step-completed") < kinds.index("status")
