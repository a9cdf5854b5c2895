"""What the deadlines of one round say of each other: same instants, computed days, supersession, ladders.

Takes deadlines as they were read and completes them; a link to nothing is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from deadlines.calendar import add_period, london, london_date
from deadlines.deadline import Deadline
from deadlines.reading import Source


def linked(source: Source, read: Mapping[str, Deadline], ladders: Collection[str]) -> dict[str, Deadline]:
    """Complete the deadlines of a round. Raises UnusableRound, when a link leads nowhere."""
    found = {name: _same(source, read, deadline) for name, deadline in read.items()}
    found = {name: _computed(source, found, deadline) for name, deadline in found.items()}
    for deadline in found.values():
        _check_ladder(source, deadline, ladders)
        _check_supersession(source, deadline, found)
    return {name: _superseding(deadline, found) for name, deadline in found.items()}


def _other(source: Source, among: Mapping[str, Deadline], deadline: Deadline, key: str, name: str) -> Deadline:
    """Return the deadline that another names."""
    other = among.get(name)
    if other is None:
        raise source.mistake(f"names '{name}', which this round does not define.", f"deadlines.{deadline.name}", key)
    if other.day is None and other.ends is None:
        raise source.mistake(f"names '{name}', which has no day of its own.", f"deadlines.{deadline.name}", key)
    return other


def _same(source: Source, read: Mapping[str, Deadline], deadline: Deadline) -> Deadline:
    """Give a deadline the instant of the one it is the same as; of a window, its end."""
    if not deadline.same_as:
        return deadline
    other = _other(source, read, deadline, "same_as", deadline.same_as)
    return replace(deadline, day=other.last_day, at=other.at)


def _computed(source: Source, read: Mapping[str, Deadline], deadline: Deadline) -> Deadline:
    """Give a computed deadline its day: the period after the day of another."""
    if not deadline.computed_from:
        return deadline
    other = _other(source, read, deadline, "from", deadline.computed_from)
    return replace(deadline, day=london_date(add_period(london(other.last_day), deadline.period)))


def _check_ladder(source: Source, deadline: Deadline, ladders: Collection[str]) -> None:
    """Refuse a ladder that nobody has defined."""
    if deadline.ladder and deadline.ladder not in ladders:
        known = ", ".join(sorted(ladders)) or "none"
        message = f"names the ladder '{deadline.ladder}', which is not defined. Known: {known}."
        raise source.mistake(message, f"deadlines.{deadline.name}", "ladder")


def _check_supersession(source: Source, deadline: Deadline, found: Mapping[str, Deadline]) -> None:
    """Refuse a replacement that does not exist or is not explained; those of other rounds are named round/name."""
    links = {"superseded_by": deadline.superseded_by, "supersedes": deadline.supersedes}
    for key, names in links.items():
        for name in names:
            if "/" not in name and name not in found:
                message = f"names '{name}', which this round does not define. Write round/name for another round."
                raise source.mistake(message, f"deadlines.{deadline.name}", key)
    if (deadline.superseded_by or deadline.supersedes) and not deadline.why:
        raise source.mistake("is missing: say why one replaced the other.", f"deadlines.{deadline.name}", "why")


def _superseding(deadline: Deadline, found: Mapping[str, Deadline]) -> Deadline:
    """Add to a deadline those that say it has replaced them."""
    replaced = [name for name, other in found.items() if deadline.name in other.superseded_by]
    names = tuple(dict.fromkeys((*deadline.supersedes, *sorted(replaced))))
    return replace(deadline, supersedes=names)
