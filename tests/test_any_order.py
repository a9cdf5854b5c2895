"""Whenever the scheduler runs, the outcome is the same: a proposal and its linked constitution request, any order."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from deadlines.clock import HandClock
from deadlines.rounds import shipped_round, shipped_rounds
from processes.case import Case
from service.actions.calendar import tick
from service.register import ledger
from service.register.database import Database
from service.register.opening import open_case
from service.register.queries import Sight, case_row, live_case
from service.register.receive import receive
from service.register.register import Register
from service.register.settle import settle
from service.register.tables import cases, metadata
from service.register.versions import Versions
from service.rehearsal.people import GOOD_COMMITTEE, filled
from service.rehearsal.rehearse import begin
from tests.conftest import BEGINNING

ROUND = shipped_round("2014-15")
DEADLINES = [
    ROUND.due(name)
    for name in (
        "delegated-submission",
        "constitution-joint-only",
        "committee-sign-off",
        "agreement-signature",
        "go-live",
    )
]
NEAR = [timedelta(hours=-1), timedelta(seconds=-2), timedelta(microseconds=-1), timedelta(0), timedelta(microseconds=1)]
NEAR += [timedelta(seconds=5), timedelta(days=1)]
STEPS = (
    "submit_proforma_delegated", "submit_late_delegated", "rule_on_late_submission", "acknowledge_receipt",
    "confirm_thresholds", "moderate_regionally", "moderate_nationally", "decide_sign_off", "set_out_plans",
    "send_outcome_letter", "issue_agreement", "sign_for_ccg", "sign_for_nhs_england", "reconcile_amounts",
    "arrange_transfer", "withdraw_delegated", "submit_constitution_request", "acknowledge_constitution_request",
    "rule_on_late_constitution", "decide_constitution_request", "notify_constitution_outcome",
)  # fmt: skip
USUAL = {
    **GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "late_ruling": "accept",
    "regional_recommendation": "recommended", "national_recommendation": "ready", "committee_decision": "approved",
    "constitution_content": "other", "constitution_outcome": "approved", "late_constitution_ruling": "accept",
    "ccg_signing": "signed", "nhse_signing": "signed", "special_measures": "no",
}  # fmt: skip


@cache
def begun() -> tuple[bytes, Versions]:
    """A register that has just begun, as the bytes of its database, and its versions, read once."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/begun.sqlite", durable=False)
        metadata.create_all(database.engine)
        register = Register(database, HandClock(BEGINNING), shipped_rounds())
        begin(register, "tests")
        database.close()
        return (Path(folder) / "begun.sqlite").read_bytes(), register.versions


def a_register(clock: HandClock) -> Register:
    """A register of its own in memory."""
    content, versions = begun()
    database = Database("sqlite://", durable=False)
    with database.engine.connect() as connection:
        connection.connection.driver_connection.deserialize(content)  # type: ignore[union-attr]
    register = Register(database, clock, shipped_rounds())
    register.versions = versions
    return register


class AnyOrder(RuleBasedStateMachine):
    """One register is settled whenever hypothesis likes, the other only at the end; people send the same to both."""

    @initialize()
    def a_proposal_is_opened(self) -> None:
        """Open the same proposal in both registers; its constitution request is opened by it."""
        self.clock = HandClock(BEGINNING)
        self.often, self.late = a_register(self.clock), a_register(self.clock)
        for register in (self.often, self.late):
            self.case = open_case(register, "delegated", "2014-15", "03L", by="office", at=self.clock())
        self.constitution = self.case + 1

    @rule(deadline=st.sampled_from(DEADLINES), near=st.sampled_from(NEAR))
    def time_passes(self, deadline: datetime, near: timedelta) -> None:
        """Move the clock to just about a deadline, or on by an hour when that lies behind."""
        later = deadline + near
        self.clock.move_to(later if later > self.clock() else self.clock() + timedelta(hours=1))

    @rule(step=st.sampled_from(STEPS), now=st.booleans())
    def somebody_sends(self, step: str, now: bool) -> None:
        """Send a step, open or not, with the same stamp to both registers."""
        case = self.constitution if "constitution" in step else self.case
        row = case_row(self.often, Sight(), case)
        live = live_case(self.often, row)
        content = filled(live.form(step), USUAL, live.scope())
        for register in (self.often, self.late):
            receive(register, case, step, content, by="somebody", received_at=self.clock())
        if now:
            settle(self.often, case, self.clock())

    @rule()
    def the_next_open_step_is_done(self) -> None:
        """Do what the case waits for, so that it gets somewhere."""
        settle(self.often, self.case, self.clock())
        for case in (self.case, self.constitution):
            live = live_case(self.often, case_row(self.often, Sight(), case))
            for step in [one.element.id for one in live.steps() if not one.offer][:1]:
                self.somebody_sends(step, now=True)

    @rule()
    def the_scheduler_runs(self) -> None:
        """Tick one register."""
        tick(self.often)

    @invariant()
    def a_restored_case_is_the_case(self) -> None:
        """Restore and dump every case."""
        if hasattr(self, "often"):
            for _, case, state in self.states(self.often):
                assert Case.restored(case.definition, case.round, state).dump() == state

    def states(self, register: Register) -> Iterator[tuple[int, Case, bytes]]:
        """Yield the cases with their stored states."""
        with register.database.read() as connection:
            rows = [dict(row) for row in connection.execute(select(cases).order_by(cases.c.id)).mappings()]
        for row in rows:
            yield row["id"], live_case(register, row), row["state"]

    def teardown(self) -> None:
        """Settle both to the same instant and compare everything but when it was written."""
        if not hasattr(self, "often"):
            return
        self.clock.advance(timedelta(seconds=10))
        tick(self.often)
        tick(self.late)
        often, late = self.stories(self.often), self.stories(self.late)
        assert often == late
        for story in often.values():
            instants = [entry[0] for entry in story]
            assert instants == sorted(instants)
        assert [state for *_, state in self.states(self.often)] == [state for *_, state in self.states(self.late)]
        for register in (self.often, self.late):
            register.database.close()

    def stories(self, register: Register) -> dict[object, list[tuple[object, ...]]]:
        """Return what the ledger says of each case, without when it was written."""
        told: dict[object, list[tuple[object, ...]]] = {}
        with register.database.read() as connection:
            for entry in ledger.read(connection):
                if str(entry["kind"]).startswith(("reminder-", "escalation-", "task-")):
                    continue  # who was reminded depends on when the bell rang; who was ruled upon must not
                detail = orjson.loads(str(entry["detail"]))
                detail.pop("arrival", None)  # a row number: messages take numbers too, when they are delivered
                detail.pop("earlier", None)
                known = (entry["at"], entry["kind"], entry["element"], entry["visit"], entry["by"], detail)
                told.setdefault(entry["case_id"], []).append(known)
        told.pop(None)
        return told


AnyOrder.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestAnyOrder = pytest.mark.timeout(300)(AnyOrder.TestCase)
