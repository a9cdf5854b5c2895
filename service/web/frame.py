"""What every page shows around its content: navigation, who is signed in, the clock."""

from flask import Flask, request, url_for

from service.actions.access import ACCOUNT_OFFICERS
from service.actions.interests import READERS as INTERESTED
from service.actions.mail import READERS
from service.actions.procurement import READERS as PROCURING
from service.actions.sittings import READERS as AT_SITTINGS
from service.front.state import asks, office, signed_in, the_register
from service.register.bell import NextDue
from service.roles import ALL, NONE, OWN, ROLES
from service.web.health import health_of

FOOTER = (
    ("public_register.register", "Public register"),
    ("about.about", "About this service"),
    ("about.accessibility", "Accessibility statement"),
    ("privacy.privacy", "Privacy notice"),
    ("api_pages.about", "API"),
)


def install_frame(app: Flask) -> None:
    """Give the base template what it asks for."""
    app.context_processor(_frame)


def _frame() -> dict[str, object]:
    state = office()
    moving = {"href": url_for("demonstration.clock")} if state.clock is not None and signed_in() else {}
    return {
        "navigation": navigation(),
        "account": _account(),
        "now": the_register().clock(),
        "demonstration": {"clock": None, **moving} if state.demonstration else None,
        "strip": _strip(),
        "footer_links": [{"text": text, "href": url_for(view)} for view, text in FOOTER],
    }


def _strip() -> dict[str, object] | None:
    """Return how well the calendar is looked after: for the office and the auditor always, for all in trouble."""
    person = signed_in()
    if person is None:
        return None
    found = health_of(the_register())
    if not found.ills and not found.held and not (ROLES[person.role].office or person.role == "auditor"):
        return None
    title = "" if found.next_due is None else _title(found.next_due)
    return {"health": found, "title": title, "holds": bool(ROLES[person.role].office)}


def _title(due: NextDue) -> str:
    round_ = the_register().rounds.get(due.round)
    known = round_ is not None and round_.knows(due.deadline)
    return round_.deadline(due.deadline.removesuffix(".start")).title if round_ and known else due.deadline


_PROCUREMENT = ("procurement_pages.register_of_decisions", "Procurement", "/procurement")
_SETTING_UP = [("account_pages.accounts", "Accounts", "/accounts"), ("setup_pages.checklist_", "Setting up", "/setup")]


def navigation() -> list[dict[str, object]]:
    """Return the menu of the person who is signed in."""
    person = signed_in()
    if person is None:
        return []
    role = ROLES[person.role]
    items = [("home.home", "Home", "/")]
    items += [("cases_list.list_of_cases", "Cases", "/cases")] if role.sees != NONE else []
    if person.role in AT_SITTINGS:
        items.append(("sitting_pages.list_of_sittings", "Sittings", "/sittings"))
    elif person.role in INTERESTED:
        items.append(("interest_pages.register_of_interests", "Interests", "/interests"))
    items += [_PROCUREMENT] if person.role in PROCURING and role.sees == OWN else []
    if role.office:
        items.append(("office.desk", "Office", "/office"))
        items.append(("date_pages.all_changes", "Changes", "/dates"))
    items += _SETTING_UP if person.role in ACCOUNT_OFFICERS else []
    if person.role in READERS:
        items.append(("mail_pages.list_of_mail", "Mail", "/mail"))
    items += [("calendar_pages.deadlines", "Deadlines", "/deadlines"), ("paths.list_of_paths", "Paths", "/paths")]
    items.append(("reports.reports", "Reports", "/reports"))
    if role.sees in (ALL, NONE):
        items.append(("audit.audit", "Audit", "/audit"))
    return [{"text": text, "href": url_for(view), "current": _within(prefix)} for view, text, prefix in items]


def _within(prefix: str) -> bool:
    return request.path == prefix if prefix == "/" else request.path.startswith(prefix)


def _account() -> dict[str, object]:
    person = signed_in()
    if person is None:
        return {"sign_in": url_for("signing.sign_in")}
    role = ROLES[person.role].name
    told = "" if person.name.startswith(role) else role
    account, sign_out = url_for("account_page.account"), url_for("signing.sign_out")
    choose = {"choose": url_for("session_pages.act"), "roles": _roles()}
    return {"name": person.name, "role": told, "href": account, "sign_out": sign_out, **choose}


def _roles() -> list[dict[str, object]]:
    """Return the roles between which somebody can choose; none, when there is only one."""
    asking, person = asks(), signed_in()
    if asking is None or person is None or len(asking.tenures) < 2:
        return []
    return [
        {
            "id": one.id, "words": f"{ROLES[one.role].name}{', ' if one.scope else ''}{one.scope}",
            "chosen": (one.role, one.scope) == (person.role, person.scope),
        }
        for one in asking.tenures
    ]  # fmt: skip
