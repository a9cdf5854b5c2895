"""The panels of those who sit: panels, committee and the regional team that prepares them."""

from service.actions.homes.panels import SHOWN, Asking, Maker, Panel
from service.register.desk.readiness import meetings, not_ready, without_paper
from service.register.desk.waiting import queue

NAMES = {"regional-panel": "the panel", "national-panel": "the national panel", "committee": "the committee"}


def calendar(body: str) -> Maker:
    """Return the maker of the panel of a body's sittings, with how many cases lie on no paper."""

    def made(asking: Asking) -> Panel:
        found = meetings(asking.register, body, asking.person.scope)
        bare = without_paper(asking.register, asking.sight, body)
        lies = "case waits" if bare == 1 else "cases wait"
        note = f"{bare} {lies} for {NAMES[body]} on no frozen agenda." if bare else ""
        return Panel("sittings", "Sittings to come", found, "No sitting is planned. Plan one under Sittings.", note)

    return made


def ready(body: str) -> Maker:
    """Return the maker of the panel of what a body can decide at its next sitting."""

    def made(asking: Asking) -> Panel:
        found = queue(asking.register, asking.sight, body, SHOWN)
        return Panel("queue", "Ready for the next sitting", found, f"No case waits for {NAMES[body]}.")

    return made


def unready(body: str) -> Maker:
    """Return the maker of the panel of what a body cannot decide yet, and why."""

    def made(asking: Asking) -> Panel:
        found = not_ready(asking.register, asking.sight, body, SHOWN)
        return Panel("unready", "Not ready, and why", found, f"Every open proposal has reached {NAMES[body]}.")

    return made
