"""Instants as they stand in diagrams and states: ISO literals and integer microseconds."""

from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_literal(text: str) -> datetime | None:
    """Return the instant of an ISO 8601 literal with offset, aware UTC; None when the text is something else."""
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def to_micros(instant: datetime) -> int:
    """Return an aware instant as integer microseconds since 1970, exactly."""
    return (instant - EPOCH) // datetime.resolution


def from_micros(micros: int) -> datetime:
    """Return the aware UTC instant of integer microseconds since 1970, exactly."""
    return EPOCH + micros * datetime.resolution
