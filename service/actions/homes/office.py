"""The panels of the programme office and of the exceptions officer."""

from service.actions.homes.panels import SHOWN, TOP, Asking, Figure, Panel
from service.register import office_queries, queries
from service.register.desk.receiving import Reception, reception
from service.register.desk.waiting import lying, piles, queue
from service.register.tasks import open_tasks

RECEIPTS = ("receipt", "constitution-acknowledgement")
LATE = ("late-ruling", "late-constitution")


def figures(asking: Asking) -> Panel:
    """Return the numbers that the office looks at before anything else."""
    register, sight = asking.register, asking.sight
    came = reception(register, sight, asking.today_begins, asking.today_ends)
    lies = piles(register, sight)
    unanswered = office_queries.overdue_queries(register, sight, asking.now)
    told = [
        Figure(came.last_hour, "packs received in the last hour"),
        Figure(came.today, _expected(came)),
        Figure(lying(lies, *RECEIPTS), "not acknowledged yet", "unacknowledged"),
        Figure(lying(lies, *LATE), "late and waiting for a ruling", "late", alarming=True),
        Figure(asking.late.count, "steps overdue", "overdue", alarming=True),
        Figure(unanswered, "queries not answered in time", "queries", alarming=True),
        Figure(len(open_tasks(register, sight)), "could not be told by mail", "tasks", alarming=True),
        Figure(len(queries.requests_open(register, sight)), "wait for a second officer", "office"),
    ]
    return Panel("figures", "Now", told, place=TOP)


def _expected(came: Reception) -> str:
    return f"received today, of {came.all} due today" if came.expected else "packs received today"


def unacknowledged(asking: Asking) -> Panel:
    """Return what the office has to acknowledge or to do otherwise, soonest deadline first."""
    found = queue(asking.register, asking.sight, "programme-office", SHOWN)
    return Panel("queue", "Waiting for the programme office", found, "Everything received is acknowledged.")


def late(asking: Asking) -> Panel:
    """Return the late submissions that wait for the ruling of the named officer."""
    found = queue(asking.register, asking.sight, "exceptions-officer", SHOWN)
    return Panel("queue", "Late, waiting for a ruling", found, "Nothing late waits for a ruling.")
