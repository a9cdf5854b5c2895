"""What the public register says beside models: procurement decisions and interests, without anybody's name.

The guidance asks for the nature of a conflict and the conflicted parties (Next steps, 6.2): the organisation and the
role in which somebody holds the interest. Names, user names and addresses of people are left out.
"""

from collections.abc import Mapping

from service.register import procurements, queries
from service.register.accounts import all_accounts
from service.register.procurements import Kept
from service.register.queries import Sight
from service.register.register import Register
from service.register.sittings.interests import KINDS, all_interests
from service.roles import ROLES

Entry = Mapping[str, str]
NONE_DECLARED = "None declared"
FORMER = "Somebody who held a role before"
PROCUREMENT_DUTY = (
    "Each clinical commissioning group (CCG) keeps a register of its procurement decisions and publishes it regularly. "
    "It awards no contract where conflicts of interest affect, or appear to affect, the integrity of the award (Next "
    "steps towards primary care co-commissioning, November 2014, sections 6.1 and 6.2; National Health Service "
    "(Procurement, Patient Choice and Competition) (No. 2) Regulations 2013)."
)
INTERESTS_DUTY = (
    "Registers of interests are kept and published with the nature of each conflict and the conflicted parties "
    "(section 14O of the National Health Service Act 2006; Next steps towards primary care co-commissioning, November "
    "2014, sections 6.1 and 6.2). Names of people are left out here: what is said is the role in which one has it."
)


def procurement(register: Register) -> list[Entry]:
    """Return the newest version of each procurement decision, by organisation and day."""
    found = [_decision(one) for one in procurements.entries(register, Sight())]
    return sorted(found, key=lambda one: (one["region"], one["name"], one["day"], one["decision"]))


def _decision(one: Kept) -> Entry:
    correction = f"Version {one.version}: {one.reason}" if one.version > 1 else ""
    return {
        "code": one.organisation, "name": one.organisation_name, "region": one.region, "decision": one.said.decision,
        "day": one.said.decided_on, "contract": one.said.contract, "decided_by": one.said.decided_by,
        "conflicts": one.said.conflicts or NONE_DECLARED, "managed": one.said.managed, "correction": correction,
    }  # fmt: skip


def interests(register: Register) -> list[Entry]:
    """Return one entry for each interest and organisation in which it lies, ended ones included."""
    places = {str(row["code"]): row for row in queries.organisations_of(register)}
    roles = {str(row["username"]): str(row["role"]) for row in all_accounts(register)}
    found = [
        {
            "code": code, "name": str(places[code]["name"]), "region": str(places[code]["region"]),
            "day": one.from_day, "kind": KINDS[one.kind], "nature": one.nature, "until": one.until_day,
            "role": ROLES[roles[one.username]].name if roles.get(one.username) in ROLES else FORMER,
        }
        for one in all_interests(register)
        for code in one.parties
    ]  # fmt: skip
    return sorted(found, key=lambda one: tuple(one[key] for key in ("region", "name", "day", "kind", "nature", "role")))
