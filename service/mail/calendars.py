"""Calendar files (RFC 5545, 5546) of deadlines: a stable UID, a SEQUENCE that only rises, UTC with the London wording.

Pure: knows no database and no page. A deadline is shown as the quarter of an hour that ends with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress, vText

from deadlines.calendar import due_wording

PRODUCT_ID = "-//Approvals//Deadlines//EN"
SHOWN = timedelta(minutes=15)
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Appointment:
    """One deadline of one case. `at` is the last instant on time; `sequence` how often it has moved; both aware UTC.

    changed_at: when it was last moved: the stamp of the event. text: what else is said of it.
    """

    case_id: int
    element: str
    title: str
    at: datetime
    sequence: int
    changed_at: datetime
    cancelled: bool = False
    text: str = ""


def calendar_file(appointments: Iterable[Appointment], method: str, sender: str, name: str = "") -> bytes:
    """Return the bytes of a calendar with these deadlines. The same appointments give the same bytes.

    method: PUBLISH for a file or a feed, REQUEST for one that has moved, CANCEL for one that waits no more.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT1H")
    for one in appointments:
        calendar.add_component(_event(one, parseaddr(sender)[1]))
    return bytes(calendar.to_ical())


def uid_of(case_id: int, element: str, sender: str) -> str:
    """Return the identifier of a deadline of a case; it never changes, wherever the date goes."""
    return f"case-{case_id}-{element}@{sender.rpartition('@')[2] or 'localhost'}"


def _event(one: Appointment, sender: str) -> Event:
    event = Event()
    event.add("uid", uid_of(one.case_id, one.element, sender))
    event.add("sequence", one.sequence)
    event.add("dtstamp", _seconds(one.changed_at))
    event.add("dtstart", _seconds(one.at - SHOWN))
    event.add("dtend", _seconds(one.at))
    event.add("summary", one.title)
    event.add("description", f"Due by {due_wording(one.at)} (London time).\n{one.text}".strip())
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    organizer = vCalAddress(f"mailto:{sender}")
    organizer.params["cn"] = vText("Co-commissioning approvals")
    event.add("organizer", organizer)
    return event


def _seconds(instant: datetime) -> datetime:
    """Return an instant in UTC to the second, which is as exact as a calendar file can be."""
    return instant.astimezone(UTC).replace(microsecond=0)
