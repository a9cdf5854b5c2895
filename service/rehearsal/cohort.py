"""Cohorts: what people send, rule, vote and sign, and when. Never an outcome: outcomes come out of the rehearsal."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from deadlines.calendar import london

MODELS = ("delegated", "joint", "greater_involvement")
VALUES: dict[str, tuple[str, ...]] = {
    "model": MODELS,
    "constitution_content": ("", "solely-joint", "mixed", "other"),
    "thresholds": ("", "confirmed", "not-confirmed:develop", "not-confirmed:joint", "not-confirmed:withdraw"),
    "late_ruling": ("", "accept", "in-year", "next-round"),
    "regional": (
        "", "recommended", "not-recommended:develop", "not-recommended:joint", "not-recommended:withdraw",
        "agreed", "develop", "declined",
    ),
    "national": ("", "ready", "in-year", "not-ready:develop", "not-ready:joint", "not-ready:withdraw"),
    "committee": ("", "approved", "conditional", "conditional:met", "declined", "deferred"),
    "constitution_outcome": ("", "approved", "refused", "returned"),
}  # fmt: skip

REGIONAL = {"delegated": VALUES["regional"][:5], "joint": ("", *VALUES["regional"][5:])}


class UnusableCohort(Exception):
    """The cohort file cannot be used; the message lists every row at fault with its line."""


@dataclass(frozen=True)
class Row:
    """One application. Instants are aware UTC; None means that it never came."""

    ods_code: str
    model: str
    group: str = ""
    submitted_at: datetime | None = None
    constitution_content: str = ""
    constitution_submitted_at: datetime | None = None
    thresholds: str = ""
    late_ruling: str = ""
    regional: str = ""
    national: str = ""
    committee: str = ""
    constitution_outcome: str = ""
    constitution_outcome_at: datetime | None = None
    ccg_signed_at: datetime | None = None
    nhse_signed_at: datetime | None = None
    withdrawn_at: datetime | None = None


COLUMNS = tuple(field.name for field in fields(Row))
YEARS = range(2014, 2029)  # the shipped rounds, and as far as the bank holidays are known
LONGEST_SHOWN = 60


def read_cohort(text: str, known: Iterable[str]) -> list[Row]:
    """Read a cohort from CSV; instants are London wall time like 2015-01-09T11:58:03, empty when it never came.

    known: the codes of the organisations. Raises UnusableCohort, naming every fault with its line.
    """
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        _check_columns(columns)
        records = [(reader.line_num, record) for record in reader if record]
    except csv.Error as problem:
        raise UnusableCohort(f"line {reader.line_num}: this is no CSV: {problem}") from None
    return _rows(columns, records, set(known))


def _check_columns(columns: list[str]) -> None:
    if sorted(columns) == sorted(COLUMNS):
        return
    faults = {
        "missing": sorted(set(COLUMNS) - set(columns)),
        "not known": sorted(set(columns) - set(COLUMNS)),
        "twice": sorted(name for name in COLUMNS if columns.count(name) > 1),
    }
    said = "; ".join(
        f"{fault}: {', '.join(_short(name) for name in names)}" for fault, names in faults.items() if names
    )
    raise UnusableCohort(f"line 1: the columns must be {', '.join(COLUMNS)}. {said[:1].upper()}{said[1:]}.")


def _rows(columns: list[str], records: list[tuple[int, list[str]]], codes: set[str]) -> list[Row]:
    rows: list[Row] = []
    faults: list[str] = []
    seen: dict[tuple[object, object], int] = {}
    for line, record in records:
        values, wrong = _values(columns, record, codes)
        key = (values.get("ods_code"), values.get("model"))
        if not wrong and key in seen:
            wrong.append(f"{key[0]} applies for {key[1]} twice; the first time in line {seen[key]}")
        seen.setdefault(key, line)
        faults += [f"line {line}: {fault}" for fault in wrong]
        if not wrong:
            rows.append(Row(**values))  # type: ignore[arg-type]
    if faults or not rows:
        raise UnusableCohort("\n".join(faults) or "The file has no rows under its columns.")
    return rows


def _values(columns: list[str], record: list[str], codes: set[str]) -> tuple[dict[str, object], list[str]]:
    if len(record) != len(columns):
        return {}, [f"{len(record)} fields where {len(columns)} are needed"]
    values: dict[str, object] = {}
    wrong: list[str] = []
    written = {column: field.strip() for column, field in zip(columns, record, strict=True)}
    for column in COLUMNS:
        text = written[column]
        try:
            values[column] = _at(text) if column.endswith("_at") else text
        except ValueError as problem:
            wrong.append(f"{column}: {problem}")
        possible = _possible(column, values.get("model"))
        if possible and text not in possible:
            wrong.append(f"{column}: '{_short(text)}' is none of {', '.join(one or '(empty)' for one in possible)}")
    if values["ods_code"] not in codes:
        wrong.append(f"ods_code: '{_short(str(values['ods_code']))}' is no organisation here")
    return values, wrong


def _possible(column: str, model: object) -> tuple[str, ...]:
    """Return the values that a column may have, none when it is free text; regions rule otherwise on joint packs."""
    return REGIONAL.get(str(model), VALUES[column]) if column == "regional" else VALUES.get(column, ())


def _at(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or ":" not in text:
        raise ValueError(f"'{_short(text)}' is no date and time like 2015-01-09T11:58:03")
    if moment.tzinfo is not None:
        raise ValueError(f"'{_short(text)}' names an offset; write London wall time")
    if moment.year not in YEARS:
        raise ValueError(f"'{_short(text)}' lies outside the years {YEARS.start} to {YEARS.stop - 1}")
    return london(moment.date(), moment.time())


def _short(text: str) -> str:
    """Shorten what somebody wrote, so that a message stays a message, and show what cannot be printed."""
    return (text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}...").encode("unicode_escape").decode()
