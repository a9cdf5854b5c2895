"""Writing back what was judged in one transaction: a fixed number of statements, however many bundles took part."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, update

from processes.engine import DoesNotSettle
from service.register.bundle import Bundle, Held, Sitting
from service.register.dues import Move, due_rows, keep_dues
from service.register.ledger import append
from service.register.outbox import post
from service.register.reminders import Waits, plan
from service.register.tables import arrivals, cases, steps


def save(sitting: Sitting, bundles: Sequence[Bundle]) -> None:
    """Write everything that changed: states, ledger, due instants, open steps, outcomes, reminders, letters.

    Raises SetAside, when a case comes to stand where it cannot be kept.
    """
    connection = sitting.connection
    changed = [held for bundle in bundles for held in bundle.held.values() if held.changed]
    saved = [_saved(bundle, held) for bundle in bundles for held in bundle.held.values() if held.changed]
    append(connection, sitting.entries, sitting.now)
    if sitting.messages:
        connection.execute(_ADD_ARRIVALS, sitting.messages)
    sitting.save_outcomes()
    post(sitting.register, connection, sitting.letters, sitting.now)
    if changed:
        connection.execute(_SAVED, saved)
        _rewrite_steps(sitting, changed)
        _rewrite_dues(sitting, changed)


def _saved(bundle: Bundle, held: Held) -> dict[str, object]:
    next_due = min((due.at for due in held.case.dues()), default=None)
    with bundle.blaming(held.id):
        state = held.case.dump()
        _one_token_each([step.element.id for step in held.case.steps()])
        _one_token_each([due.element.id for due in held.case.dues()])
    held.row = {**held.row, "state": state}
    return {
        "case": held.id, "new_state": state, "new_status": held.case.status, "new_ended": held.case.ended,
        "new_settled_at": held.case.now, "new_next_due": next_due,
        "new_fallen_at": held.fallen_at, "new_calendar": held.calendar,
    }  # fmt: skip


def _one_token_each(elements: Sequence[str]) -> None:
    """Raise DoesNotSettle, when two tokens wait at one element: open steps and deadlines are known by it."""
    if doubled := sorted({element for element in elements if elements.count(element) > 1}):
        raise DoesNotSettle(f"Two tokens wait at {', '.join(doubled)}; join the branches before they get there.")


def _rewrite_steps(sitting: Sitting, changed: Sequence[Held]) -> None:
    sitting.connection.execute(_FORGET_STEPS, {"ids": [held.id for held in changed]})
    rows = [row for held in changed for row in _step_rows(held)]
    if rows:
        sitting.connection.execute(_ADD_STEPS, rows)


def _step_rows(held: Held) -> list[dict[str, object]]:
    if held.case.ended:
        return []
    return [
        {
            "case_id": held.id, "element": step.element.id, "visit": step.visit, "name": step.element.name,
            "role": step.element.role, "form": step.element.form, "offer": step.offer, "opened_at": step.opened_at,
        }
        for step in held.case.steps()
    ]  # fmt: skip


def _rewrite_dues(sitting: Sitting, changed: Sequence[Held]) -> None:
    moved = {held.id: Move(held.dues_before, due_rows(held.case), held.fell) for held in changed}
    keep_dues(sitting.connection, moved, sitting.now)
    waits = {held.id: _waits(held, moved[held.id]) for held in changed}
    plan(sitting.connection, waits, sitting.now)


def _waits(held: Held, move: Move) -> Waits:
    recalendared = held.calendar != held.row["calendar"]
    fallen_before = held.row["fallen_at"] is not None
    return Waits(held.case.round, move, held.case.now, held.completed, fallen_before, recalendared)


_ADD_ARRIVALS, _ADD_STEPS = insert(arrivals), insert(steps)
_FORGET_STEPS = delete(steps).where(steps.c.case_id.in_(bindparam("ids", expanding=True)))
_SAVED = (
    update(cases)
    .where(cases.c.id == bindparam("case"))
    .values(
        state=bindparam("new_state"), status=bindparam("new_status"), ended=bindparam("new_ended"),
        settled_at=bindparam("new_settled_at"), next_due=bindparam("new_next_due"),
        fallen_at=bindparam("new_fallen_at"), calendar=bindparam("new_calendar"), version=cases.c.version + 1,
    )
)  # fmt: skip
