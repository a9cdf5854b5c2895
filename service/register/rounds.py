"""Rounds that the office makes: asked for by one officer, opened by another, never changed afterwards.

A date of an opened round moves as that of a shipped one does (`service/register/dates`). Judges nothing.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from deadlines.rounds import Round, read_kept
from service.register.calendars import OPENED
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import made_rounds

DECLINED = "declined"
Row = Mapping[str, Any]


class NoSuchRound(LookupError):
    """There is no such round, or it does not wait for a second officer."""


class RoundNameTaken(ValueError):
    """A round of that name is there or waits for a second officer already; nothing was asked for."""


def ask(register: Register, round_: Round, template: str, by: str) -> int:
    """Keep a round until a second officer opens it, and return its number. Raises RoundNameTaken."""
    now = register.clock()
    with register.database.write() as connection:
        _refuse_taken(register, connection, round_.name)
        row = {
            "name": round_.name, "text": round_.text, "standing": round_.standing.text if round_.standing else "",
            "template": template, "by": by, "asked_at": now,
        }  # fmt: skip
        key = connection.execute(insert(made_rounds).values(row)).inserted_primary_key
        number = int(key[0]) if key else 0
        detail = {"round": round_.name, "digest": round_.digest, "template": template}
        append(connection, [Entry("round-asked", now, by=by, detail=detail)], now)
    return number


def _refuse_taken(register: Register, connection: Connection, name: str) -> None:
    there = select(made_rounds.c.id).where(made_rounds.c.name == name, made_rounds.c.outcome != DECLINED)
    if name in register.rounds or connection.execute(there).first() is not None:
        raise RoundNameTaken(f"A round called '{name}' is there or waits for a second officer already.")


def answer(register: Register, number: int, outcome: str, second: str) -> str:
    """Open a round or decline it, once; return its name. Raises NoSuchRound."""
    now = register.clock()
    with register.database.write() as connection:
        row = _one(connection, number, outcome="")
        change = update(made_rounds).where(made_rounds.c.id == number)
        connection.execute(change.values(outcome=outcome, second=second, answered_at=now))
        round_ = read_kept(row["text"], row["standing"])
        if outcome == OPENED:
            register.calendars.keep(connection, round_, now)
        detail = {"round": row["name"], "digest": round_.digest, "asked_by": row["by"]}
        append(connection, [Entry(f"round-{outcome}", now, by=second, detail=detail)], now)
    if outcome == OPENED:
        register.rounds[round_.name] = round_
    return round_.name


def made(register: Register, number: int) -> Row:
    """Return a round that was made, with `round` as it was asked for. Raises NoSuchRound."""
    with register.database.read() as connection:
        row = _one(connection, number)
    return {**row, "round": read_kept(row["text"], row["standing"])}


def _one(connection: Connection, number: int, **also: str) -> Row:
    query = select(made_rounds).where(made_rounds.c.id == number)
    for column, value in also.items():
        query = query.where(made_rounds.c[column] == value)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchRound(str(NoSuchRound.__doc__))
    return dict(row)


def all_made(register: Register) -> list[Row]:
    """Return the rounds that were made, newest first, without their texts."""
    columns = [column for column in made_rounds.c if column.name not in ("text", "standing")]
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(select(*columns).order_by(made_rounds.c.id.desc())).mappings()]


def learn_opened(register: Register) -> None:
    """Learn which rounds were opened: at the start, and by a process that has not opened them itself."""
    with register.database.read() as connection:
        for row in connection.execute(select(made_rounds).where(made_rounds.c.outcome == OPENED)):
            if row.name not in register.rounds:
                register.rounds[row.name] = read_kept(row.text, row.standing)
