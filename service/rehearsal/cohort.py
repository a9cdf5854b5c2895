"""Cohorts: what people send, rule, vote and sign, and when. Never an outcome: outcomes come out of the rehearsal."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from deadlines.calendar import london

MODELS = ("delegated", "joint", "greater_involvement")
PLANS = ("develop", "joint", "withdraw")
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


def read_cohort(text: str, known: Iterable[str]) -> list[Row]:
    """Read a cohort from CSV; instants are London wall time like 2015-01-09T11:58:03, empty when it never came.

    known: the codes of the organisations. Raises UnusableCohort, naming every fault with its line.
    """
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames is None or set(reader.fieldnames) != set(COLUMNS):
        missing = ", ".join(sorted(set(COLUMNS) - set(reader.fieldnames or ()))) or "none"
        extra = ", ".join(sorted({name or "" for name in reader.fieldnames or ()} - set(COLUMNS))) or "none"
        raise UnusableCohort(f"The columns must be {', '.join(COLUMNS)}. Missing: {missing}. Not known: {extra}.")
    codes, rows, faults, seen = set(known), [], [], set()
    for record in reader:
        values, wrong = _values(record, codes)
        key = (values.get("ods_code"), values.get("model"))
        if key in seen:
            wrong.append(f"{key[0]} applies for {key[1]} twice")
        seen.add(key)
        faults += [f"line {reader.line_num}: {fault}" for fault in wrong]
        if not wrong:
            rows.append(Row(**values))  # type: ignore[arg-type]
    if faults or not rows:
        raise UnusableCohort("\n".join(faults) or "The file has no rows.")
    return rows


def _values(record: dict[str, str], codes: set[str]) -> tuple[dict[str, object], list[str]]:
    values: dict[str, object] = {}
    wrong: list[str] = []
    for column in COLUMNS:
        text = (record.get(column) or "").strip()
        try:
            values[column] = _READ.get(column, _READ_AT if column.endswith("_at") else str)(text)
        except ValueError as problem:
            wrong.append(f"{column}: {problem}")
            continue
        if column in VALUES and text not in VALUES[column]:
            wrong.append(f"{column}: '{text}' is none of {', '.join(v or '(empty)' for v in VALUES[column])}")
    if values.get("ods_code") not in codes:
        wrong.append(f"ods_code: '{values.get('ods_code')}' is no organisation here")
    return values, wrong


def _at(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is no date and time like 2015-01-09T11:58:03") from None
    if moment.tzinfo is not None:
        raise ValueError(f"'{text}' names an offset; write London wall time")
    return london(moment.date(), moment.time())


_READ_AT: Callable[[str], object] = _at
_READ: dict[str, Callable[[str], object]] = {}
