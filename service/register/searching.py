"""Searching cases by the words that stand in them: the one place that knows how each database finds words.

What is kept of a case is what everybody who sees the case can read on its page: its organisation, reference, path and
the answers given in it; internal notes are not among it. The row is written in the transaction that writes the case,
and the database itself keeps its index in step. Every word that is looked for must begin a word of the case.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import DDL, Boolean, Connection, bindparam, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from processes.case import Case
from processes.values import Value
from service.register.register import Register
from service.register.tables import case_search, cases, definitions, organisations

WORD = re.compile(r"\w+")
LONGEST = 20_000
INDEXES: Mapping[str, Sequence[str]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE case_words USING fts5(words, content='case_search', content_rowid='case_id', "
        "tokenize='unicode61 remove_diacritics 2')",
        "CREATE TRIGGER case_words_added AFTER INSERT ON case_search BEGIN "
        "INSERT INTO case_words (rowid, words) VALUES (new.case_id, new.words); END",
        "CREATE TRIGGER case_words_gone AFTER DELETE ON case_search BEGIN "
        "INSERT INTO case_words (case_words, rowid, words) VALUES ('delete', old.case_id, old.words); END",
        "CREATE TRIGGER case_words_changed AFTER UPDATE ON case_search BEGIN "
        "INSERT INTO case_words (case_words, rowid, words) VALUES ('delete', old.case_id, old.words); "
        "INSERT INTO case_words (rowid, words) VALUES (new.case_id, new.words); END",
    ),
    "postgresql": ("CREATE INDEX case_words ON case_search USING gin (to_tsvector('simple', words))",),
}
for _dialect, _statements in INDEXES.items():
    for _statement in _statements:
        _made = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(case_search, "after_create", _made.execute_if(dialect=_dialect))


class having_words(FunctionElement[bool]):  # noqa: N801 - it stands in queries like a function of the database
    """The condition that a case has words: its number, and what is looked for as each database writes it."""

    type = Boolean()
    inherit_cache = True


@compiles(having_words, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    number, wanted, _ = (compiler.process(one, **options) for one in element.clauses)
    return f"{number} IN (SELECT rowid FROM case_words WHERE case_words MATCH {wanted})"  # noqa: S608 - names of bound parameters


@compiles(having_words, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    number, _, wanted = (compiler.process(one, **options) for one in element.clauses)
    there = f"to_tsvector('simple', words) @@ to_tsquery('simple', {wanted})"
    return f"{number} IN (SELECT case_id FROM case_search WHERE {there})"  # noqa: S608 - names of bound parameters


def fits_words(text: str) -> having_words | None:
    """Return the condition that a case has all words of a text, each as the beginning; None, when it has none."""
    wanted = WORD.findall(text.replace("_", " ").casefold())
    if not wanted:
        return None
    in_sqlite = " ".join(f'"{word}"*' for word in wanted)
    return having_words(cases.c.id, in_sqlite, " & ".join(f"{word}:*" for word in wanted))


def words_of(row: Mapping[str, Any], organisation_name: str, title: str, variables: Mapping[str, Value]) -> str:
    """Return what is kept of a case for searching: see the module. `row`: its row of `cases`."""
    of_row = (row["reference"], organisation_name, title, row["region"], row["area_team"], row["round"])
    return " ".join(dict.fromkeys([*map(str, of_row), *_texts(list(variables.values()))]))[:LONGEST]


def _texts(values: Sequence[Value]) -> Iterator[str]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _texts(value)
        elif isinstance(value, str) and value:
            yield value


def keep_words(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Write the words of cases (`case_id`, `words`) over those that were kept, in one statement."""
    if rows:
        connection.execute(_KEEP[connection.dialect.name], list(rows))


def rebuild(register: Register) -> int:
    """Write the words of all cases anew and return how many there are: after an upgrade, or if in doubt."""
    names = (organisations.c.name.label("organisation_name"), definitions.c.title)
    query = select(cases, *names).join(organisations, organisations.c.code == cases.c.organisation)
    query = query.join(definitions, definitions.c.id == cases.c.definition_id)
    with register.database.write() as connection:
        rows = list(connection.execute(query).mappings())
        keep_words(connection, [_anew(register, connection, dict(row)) for row in rows])
    return len(rows)


def _anew(register: Register, connection: Connection, row: Mapping[str, Any]) -> dict[str, object]:
    definition = register.versions.load(connection, row["definition_id"])
    case = Case.restored(definition, register.calendars.load(connection, row["calendar"]), row["state"])
    return {"case_id": row["id"], "words": words_of(row, row["organisation_name"], row["title"], case.variables)}


def _keeping(made: Any) -> Any:
    return made.on_conflict_do_update(index_elements=["case_id"], set_={"words": made.excluded.words})


_NEW: Mapping[str, Any] = {"case_id": bindparam("case_id"), "words": bindparam("words")}
_KEEP = {
    "sqlite": _keeping(sqlite.insert(case_search).values(_NEW)),
    "postgresql": _keeping(postgresql.insert(case_search).values(_NEW)),
}
