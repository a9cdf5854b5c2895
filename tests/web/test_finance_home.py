"""What finance sees: approved proposals with signatures and amounts, those signed without a transfer first."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import orjson
from sqlalchemy import insert, update

from service.actions.calendar import tick
from service.register import queries
from service.register.desk.money import Money, _pounds, by_area_team, transfers
from service.register.tables import arrivals, cases
from tests.web.test_homes import SUBMIT, does

UP_TO_SIGNING = (
    SUBMIT, "acknowledge_receipt", "confirm_thresholds", "moderate_regionally", "moderate_nationally",
    "decide_sign_off",
)  # fmt: skip


def test_an_approved_proposal_is_listed_before_any_amount_is_recorded(visitor, register, case_id, clock):
    for step in UP_TO_SIGNING:
        does(register, case_id, step)
    clock.move_to(datetime(2015, 2, 20, 9, tzinfo=UTC))
    tick(register)
    found = transfers(register, queries.Sight())
    assert [(one.organisation_name, one.signatures, one.agreed) for one in found] == [("NHS Rotherham CCG", 0, None)]
    page = visitor("finance").gets("/")
    assert "0 of 2" in page
    assert "Not recorded" in page
    assert "Not arranged" in page


def test_amounts_and_signatures_are_those_that_stand_and_the_later_one_counts(visitor, register, case_id):
    recorded = (
        ("sign_for_ccg", {}), ("sign_for_nhs_england", {}),
        ("reconcile_amounts", {"amount_agreed": "1,000", "amounts_reconciled": "no"}),
        ("reconcile_amounts", {"amount_agreed": "2000", "amounts_reconciled": "yes"}),
        ("arrange_transfer", {"transfer_amount": "2000"}),
    )  # fmt: skip
    with register.database.write() as connection:
        connection.execute(update(cases).where(cases.c.id == case_id).values(status="signed"))
        for number, (step, answers) in enumerate(recorded):
            row = {"case_id": case_id, "kind": "answer", "step": step, "content": orjson.dumps(answers).decode()}
            at = register.clock() + timedelta(minutes=number)
            connection.execute(insert(arrivals).values(**row, by="x", received_at=at, outcome="accepted"))
    (found,) = transfers(register, queries.Sight())
    assert (found.signatures, found.agreed, found.arranged, found.said) == (2, Decimal(2000), Decimal(2000), "yes")
    assert "£2,000.00" in visitor("finance").gets("/")


def test_sums_are_by_area_team_and_count_only_what_is_recorded():
    rows = [
        Money(1, "r", "A", "Essex", "signed", 2, Decimal("10.5"), Decimal(10), "no"),
        Money(2, "r", "B", "Essex", "approved", 0, None, None, ""),
        Money(3, "r", "C", "Wessex", "signed", 2, Decimal(1), None, "yes"),
    ]
    assert by_area_team(rows) == [("Essex", 2, Decimal("10.5"), Decimal(10)), ("Wessex", 1, Decimal(1), Decimal(0))]


def test_amounts_are_read_as_they_were_typed():
    typed = {"1,250,000.50": Decimal("1250000.50"), "£3": Decimal(3), "": None, None: None, "about ten": None}
    assert {text: _pounds(text) for text in typed} == typed
