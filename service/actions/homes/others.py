"""The panels of finance, of auditors and of those who look after the diagrams."""

from service.actions.homes.panels import TOP, Asking, Panel
from service.register import designs, queries
from service.register.desk.exceptional import exceptional
from service.register.desk.money import by_area_team, transfers

SHOWN = 20


def money(asking: Asking) -> Panel:
    """Return the approved proposals with their amounts, signed ones without a transfer first, and sums by area team."""
    found = transfers(asking.register, asking.sight)
    first = sorted(found, key=lambda one: (one.arranged is not None, -one.signatures))[:SHOWN]
    data = {"rows": first, "count": len(found), "teams": by_area_team(found)} if found else {}
    return Panel("money", "Approved and signed", data, "No delegated proposal is approved yet.")


def record(asking: Asking) -> Panel:
    """Return the head of the ledger, with the ways to find a case and to look at it as it was."""
    seq, last = queries.ledger_head_of(asking.register)
    return Panel("record", "The record", {"seq": seq, "last": last}, place=TOP)


def exceptions(asking: Asking) -> Panel:
    """Return late acceptances, what was received elsewhere, corrections and overrides, newest first."""
    found = exceptional(asking.register, asking.sight)
    empty = "Nothing was accepted late, corrected or set aside."
    return Panel("exceptional", "Overrides and late acceptances", found, empty)


def diagrams(asking: Asking) -> Panel:
    """Return the drafts of diagrams: those that wait for publication first, then those that are worked on."""
    found = designs.all_drafts(asking.register)
    return Panel("drafts", "Drafts", found, "There is no draft. Open a path to begin one.")


def paths(asking: Asking) -> Panel:
    """Return the published paths with the number of open cases on each of their versions."""
    return Panel("paths", "Published paths", designs.versions_in_use(asking.register), "No path is published.")
