"""Driving a cohort: virtual time from event to event, over the real register. Nothing here decides anything."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from deadlines.clock import HandClock
from service.register.opening import open_case
from service.register.queries import live_case
from service.register.receive import receive
from service.register.register import Register
from service.register.settle import due_cases, settle
from service.register.watching import case_at_step, steps_and_next_due
from service.rehearsal.cohort import Row
from service.rehearsal.people import Opened, doing, filled

PATHS = {"delegated": "delegated", "joint": "joint", "greater_involvement": "greater-involvement"}
MODELS = {path: model for model, path in PATHS.items()}


@dataclass(frozen=True)
class Act:
    """Something that a person will do, or a case that will be opened (then `step` is empty)."""

    row: Row
    case_id: int = 0
    step: str = ""
    visit: int = 0


class Drive:
    """One cohort in one round on one register, from an instant to another."""

    def __init__(self, register: Register, clock: HandClock, round_: str, rows: Iterable[Row]) -> None:
        self._register = register
        self._clock = clock
        self._round = register.round(round_)
        self._rows = {(row.ods_code, row.model): row for row in rows}
        self._row_of: dict[int, Row] = {}
        self._opened: set[tuple[str, str]] = set()
        self._planned: set[tuple[int, str, int]] = set()
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = count()
        self._soonest: datetime | None = None

    def run(self, start: datetime, end: datetime, progress: Callable[[datetime], None] = lambda _: None) -> None:
        """Play everything that happens from start to end (aware UTC)."""
        for row in self._rows.values():
            self._plan(self._opens_at(row, start), Act(row))
        while self._acts and self._acts[0][0] <= end:
            at, _, act = heapq.heappop(self._acts)
            self._fall_until(at)
            self._clock.move_to(max(at, self._clock()))
            progress(self._clock())
            self._do(act)
        self._fall_until(end)
        self._clock.move_to(end)
        progress(end)

    def _plan(self, at: datetime | None, act: Act) -> None:
        if at is not None:
            heapq.heappush(self._acts, (max(at, self._clock()), next(self._order), act))

    def _opens_at(self, row: Row, start: datetime) -> datetime:
        """A proposal is opened when the round begins; one that follows another only when it is sent."""
        follows = row.model != "delegated" and (row.ods_code, "delegated") in self._rows
        follows = follows or row.model == "greater_involvement"
        sent = row.submitted_at or start
        return max(start, sent - timedelta(hours=1)) if follows else start + timedelta(hours=9)

    def _fall_until(self, at: datetime) -> None:
        while self._soonest is not None and self._soonest + self._register.pause <= at:
            self._clock.move_to(max(self._soonest + self._register.pause, self._clock()))
            for case_id in due_cases(self._register, self._clock()):
                settle(self._register, case_id, self._clock())
                self._look(case_id)

    # --- acts ------------------------------------------------------------------------------------------------------

    def _do(self, act: Act) -> None:
        if not act.step:
            self._open(act.row)
        else:
            self._answer(act)

    def _open(self, row: Row) -> None:
        if (row.ods_code, row.model) in self._opened:
            return
        self._opened.add((row.ods_code, row.model))
        path, now = PATHS[row.model], self._clock()
        case_id = open_case(self._register, path, self._round.name, row.ods_code, by="rehearsal", at=now)
        self._row_of[case_id] = row
        self._look(case_id)

    def _answer(self, act: Act) -> None:
        row = case_at_step(self._register, act.case_id, act.step)
        if row is None or row["visit"] != act.visit:
            return
        case = self._register.live.look(act.case_id, row["state"]) or live_case(self._register, row)
        _, answers = doing(self._seen(act.row, act.step, self._clock(), str(row["region"])))
        content = filled(case.form(act.step), answers, case.scope())
        role, now = case.definition.element(act.step).role, self._clock()
        receive(self._register, act.case_id, act.step, content, by=role, received_at=now)
        settle(self._register, act.case_id, now)
        self._look(act.case_id)

    def _look(self, case_id: int) -> None:
        """See which steps opened in the case and its linked ones, and plan who does them when."""
        found, self._soonest = steps_and_next_due(self._register, case_id)
        for step in found:
            if (step.case_id, step.element, step.visit) in self._planned:
                continue
            self._planned.add((step.case_id, step.element, step.visit))
            row = self._row_for(step.case_id, step.path, step.organisation, step.opened_by)
            if row is not None:
                at, _ = doing(self._seen(row, step.element, self._clock(), step.region))
                self._plan(at, Act(row, step.case_id, step.element, step.visit))

    def _row_for(self, case_id: int, path: str, organisation: str, opened_by: str) -> Row | None:
        if case_id not in self._row_of:
            opener = int(opened_by.removeprefix("case ")) if opened_by.startswith("case ") else 0
            key = (organisation, MODELS.get(path, ""))
            row = self._rows.get(key) if path in MODELS else self._row_of.get(opener)
            if row is None:
                return None
            self._opened.add(key)
            self._row_of[case_id] = row
        return self._row_of[case_id]

    def _seen(self, row: Row, step: str, at: datetime, region: str) -> Opened:
        followed = [model for model in ("joint", "greater_involvement") if (row.ods_code, model) in self._rows]
        return Opened(step, at, row, region, self._round, PATHS[followed[0]] if followed else "none")
