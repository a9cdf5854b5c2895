"""Answers that were saved before a form is sent. No part of the record: nobody judges them.

One row a question, so that two people who fill in one form never overwrite each other's answers. Sending takes them
away in the transaction that receives what was sent, so that a draft never looks sent, nor what was sent like a draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, func, insert, select

from service.register.register import Register
from service.register.tables import answer_drafts


@dataclass(frozen=True)
class Draft:
    """What is saved of a form: the answers as they were typed, and who saved last and when (aware UTC)."""

    answers: Mapping[str, object] = field(default_factory=dict)
    by: str = ""
    saved_at: datetime | None = None


def draft_of(register: Register, case_id: int, step: str) -> Draft:
    """Return what is saved for a step of a case; an empty draft, when nothing is."""
    query = select(answer_drafts).where(answer_drafts.c.case_id == case_id, answer_drafts.c.step == step)
    with register.database.read() as connection:
        rows = connection.execute(query.order_by(answer_drafts.c.saved_at)).all()
    if not rows:
        return Draft()
    return Draft({row.question: orjson.loads(row.answer) for row in rows}, rows[-1].by, rows[-1].saved_at)


def drafted_steps(register: Register, case_id: int) -> Mapping[str, datetime]:
    """Return the steps of a case for which something is saved and not sent, and when it was saved last."""
    query = (
        select(answer_drafts.c.step, func.max(answer_drafts.c.saved_at).label("last"))
        .where(answer_drafts.c.case_id == case_id)
        .group_by(answer_drafts.c.step)
    )
    with register.database.read() as connection:
        return {row.step: row.last for row in connection.execute(query)}


def save_draft(register: Register, case_id: int, step: str, answers: Mapping[str, object], by: str) -> None:
    """Save answers, each in the place of what was saved for its question before."""
    now = register.clock()
    rows = [
        {
            "case_id": case_id, "step": step, "question": question, "answer": orjson.dumps(answer).decode(), "by": by,
            "saved_at": now,
        }
        for question, answer in answers.items()
    ]  # fmt: skip
    with register.database.write() as connection:
        take_away(connection, case_id, step, answers)
        connection.execute(insert(answer_drafts), rows)


def renew_draft(register: Register, case_id: int, step: str, answers: Mapping[str, object], by: str) -> None:
    """Put answers in the place of everything that was saved for a step; none begins it anew."""
    with register.database.write() as connection:
        take_away(connection, case_id, step)
    if answers:
        save_draft(register, case_id, step, answers, by)


def take_away(connection: Connection, case_id: int, step: str, questions: Mapping[str, object] | None = None) -> None:
    """Take away what was saved for a step, or for some of its questions, in a transaction that the caller commits."""
    saved = delete(answer_drafts).where(answer_drafts.c.case_id == case_id, answer_drafts.c.step == step)
    if questions is not None:
        saved = saved.where(answer_drafts.c.question.in_(list(questions)))
    connection.execute(saved)
