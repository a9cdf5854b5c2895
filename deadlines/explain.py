"""Explaining a deadline in words: when, by which policy, from which source, instead of what, with which reminders.

Returns texts; printing them is another's business.
"""

from __future__ import annotations

from datetime import datetime

from deadlines.calendar import WorkingDays, wording
from deadlines.deadline import Deadline
from deadlines.ladders import Ladder
from deadlines.reminders import Reminder
from deadlines.rounds import Round

DATE_ONLY_POLICY = (
    "A day without a time lasts to its end in London: the last microsecond of the day is on time, midnight is late."
)

ADVERSE = (
    "When it falls, it can end a proposal or an arrangement without anybody deciding so. Such falls wait for a person "
    "after a long downtime (docs/settings.md, APPROVALS_DOWNTIME_HOLD)."
)


def explain(chosen: Round, name: str, working_days: WorkingDays | None = None) -> list[tuple[str, str]]:
    """Return labels and texts that account for one deadline. Raises UnknownDeadline."""
    deadline = chosen.deadline(name)
    texts = [
        ("Deadline", f"{deadline.name} ({deadline.title})"),
        ("Round", _round_of(chosen, deadline)),
        ("London time", _capital(deadline.london_wording())),
        ("UTC", _utc(deadline)),
        ("Kind", deadline.kind),
        ("Policy", policy(deadline)),
        ("Adverse", ADVERSE if deadline.adverse else ""),
        ("Status", deadline.status),
        ("Source", f"{deadline.document}, {deadline.section}" if deadline.section != "-" else deadline.document),
        ("Wording", deadline.wording),
        ("Recipient", deadline.recipient),
        ("Requirements", ", ".join(deadline.requirements)),
        ("Catalogue", ", ".join(deadline.catalogue)),
        ("Same as", deadline.same_as),
        ("Computed from", f"{deadline.computed_from}, {deadline.period}" if deadline.computed_from else ""),
        ("Supersedes", "; ".join(_link(chosen, other) for other in deadline.supersedes)),
        ("Superseded by", "; ".join(_link(chosen, other) for other in deadline.superseded_by)),
        ("Why", _why(chosen, deadline)),
        ("Bound", _capital(deadline.bound_wording)),
        ("Stopping the clock", f"Never: {deadline.never_stops}." if deadline.never_stops else ""),
        ("Note", deadline.note),
        ("Reminders", "; ".join(_reminders(chosen, deadline, working_days))),
    ]
    return [(label, text) for label, text in texts if text]


def table(chosen: Round) -> list[dict[str, str]]:
    """Return one row of texts per deadline of a round, in order of time."""
    return [_row(deadline) for deadline in chosen.deadlines]


def policy(deadline: Deadline) -> str:
    """Say in words which instant is the last on time."""
    if deadline.is_relative:
        return f"Counted in London days from the instant at which {deadline.after}. {DATE_ONLY_POLICY}"
    if deadline.kind == "effective":
        return f"Takes effect at {deadline.last_on_time.isoformat()}; what must be done before is on time up to then."
    if deadline.at is not None:
        last = f"{deadline.at.isoformat('microseconds')} London time"
        return f"{last} is on time; one microsecond later is late. The stamp of the server's clock decides."
    if deadline.starts is not None:
        return f"A window of whole London days. {DATE_ONLY_POLICY}"
    return DATE_ONLY_POLICY


def _row(deadline: Deadline) -> dict[str, str]:
    """Return the texts of one row."""
    return {
        "name": deadline.name,
        "title": deadline.title,
        "when": deadline.london_wording(),
        "utc": "" if deadline.is_relative else _stamp(deadline.instant_utc),
        "kind": deadline.kind,
        "status": deadline.status,
        "round": deadline.round,
        "source": f"{deadline.document}, {deadline.section}",
    }


def _round_of(chosen: Round, deadline: Deadline) -> str:
    """Say where a deadline is defined."""
    return chosen.name if deadline.round == chosen.name else f"{chosen.name}, from {deadline.round}"


def _utc(deadline: Deadline) -> str:
    """Say the instant in UTC."""
    if deadline.is_relative:
        return f"depends on the case: {deadline.anchor} + {deadline.period}"
    if deadline.starts is not None:
        return f"{_stamp(deadline.starts_at)} to {_stamp(deadline.last_on_time)} (inclusive)"
    return f"{_stamp(deadline.last_on_time)} (inclusive)"


def _stamp(instant: datetime) -> str:
    """Write an instant in UTC: 2015-01-09T12:00:00Z."""
    return instant.isoformat().replace("+00:00", "Z")


def _link(chosen: Round, name: str) -> str:
    """Name another deadline with its time, when this round knows it."""
    return f"{name} ({chosen.deadline(name).london_wording()})" if chosen.knows(name) else name


def _why(chosen: Round, deadline: Deadline) -> str:
    """Say why one deadline replaced another, on whichever side it is written."""
    others = [chosen.deadline(name) for name in deadline.supersedes if chosen.knows(name)]
    return " ".join(dict.fromkeys(text for text in (deadline.why, *(other.why for other in others)) if text))


def _reminders(chosen: Round, deadline: Deadline, working_days: WorkingDays | None) -> list[str]:
    """Say the reminders that a deadline produces; of a relative one, its rungs."""
    ladder = chosen.ladder(deadline.name)
    if ladder is None:
        return []
    if deadline.is_relative:
        return _rungs(ladder)
    return [_reminder(reminder) for reminder in chosen.reminders(deadline.name, working_days=working_days)]


def _rungs(ladder: Ladder) -> list[str]:
    """Say the rungs of a ladder."""
    return [rung.wording() for rung in ladder.rungs]


def _reminder(reminder: Reminder) -> str:
    """Say one reminder with its day and, when it was brought forward, from where."""
    moved = f", moved from {reminder.moved_from.isoformat()}" if reminder.moved_from else ""
    return f"{wording(reminder.at)} to {reminder.audience}{moved}"


def _capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]
