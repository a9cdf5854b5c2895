"""Roles: who may see which cases and who may do which step. Enforced on the server for pages and API alike."""

from collections.abc import Mapping
from dataclasses import dataclass

OWN, AREA, REGION, ALL, NONE = "own", "area", "region", "all", "none"


@dataclass(frozen=True)
class Role:
    """One role. `sees` says which cases: those of its own organisation, its area team, its region, all or none."""

    id: str
    name: str
    sees: str
    office: bool = False


_ROLES = (
    Role("ccg", "CCG", OWN),
    Role("accountable-officer", "Accountable officer", OWN),
    Role("audit-chair", "Audit committee chair", OWN),
    Role("area-team", "Area team", AREA),
    Role("regional-team", "Regional team", REGION),
    Role("regional-panel", "Regional moderation panel", REGION),
    Role("national-panel", "National moderation panel", ALL),
    Role("committee", "Commissioning Committee", ALL),
    Role("finance", "Finance directorate", ALL),
    Role("constitution-officer", "Constitution decision maker", ALL),
    Role("delegation-issuer", "Delegation issuer", ALL),
    Role("exceptions-officer", "Exceptions officer", ALL, office=True),
    Role("programme-office", "Programme office", ALL, office=True),
    Role("auditor", "Auditor", ALL),
    Role("designer", "Process designer", NONE),
    Role("publisher", "Process publisher", NONE),
)
ROLES: Mapping[str, Role] = {role.id: role for role in _ROLES}


AUDIENCES: Mapping[str, str] = {
    "applicant": "ccg",
    "accountable officer": "accountable-officer",
    "area team": "area-team",
    "regional team": "regional-team",
    "panel secretary": "regional-panel",
    "national moderation panel": "national-panel",
    "committee secretary": "committee",
    "finance directorate": "finance",
    "constitution decision maker": "constitution-officer",
    "exceptions officer": "exceptions-officer",
    "programme office": "programme-office",
}
"""Who is meant by the audience of a reminder, as rounds say it: the role that is told."""


class NotAllowed(PermissionError):
    """The person's role does not allow this; the message says whose it is."""


@dataclass(frozen=True)
class Person:
    """Somebody signed in. `scope` is the organisation code, area team or region that the role is held for.

    `also`: the bodies whose cases the scope has taken over by now.
    """

    username: str
    name: str
    role: str
    scope: str = ""
    also: tuple[str, ...] = ()

    @property
    def sees(self) -> str:
        """Which cases the person's role sees."""
        return ROLES[self.role].sees

    def may_see(self, case: Mapping[str, object]) -> bool:
        """Return whether the person may see a case (a row with organisation, area_team and region)."""
        column = {OWN: "organisation", AREA: "area_team", REGION: "region"}.get(self.sees)
        if column is None:
            return self.sees == ALL
        return case[column] in (self.scope, *self.also)

    def may_do(self, role: str) -> bool:
        """Return whether the person may do a step of that role."""
        return self.role == role

    def require(self, *roles: str) -> None:
        """Raise NotAllowed, when the person holds none of these roles."""
        if self.role not in roles:
            names = " or ".join(ROLES[role].name for role in roles)
            raise NotAllowed(f"This is for the {names}; you are signed in as {ROLES[self.role].name}.")
