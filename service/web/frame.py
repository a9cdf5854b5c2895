"""What every page shows around its content: navigation, who is signed in, the clock."""

from flask import Flask, request, url_for

from service.actions.mail import READERS
from service.front.state import office, signed_in, the_register
from service.roles import ALL, NONE, ROLES

FOOTER = (("about.about", "About this service"), ("about.accessibility", "Accessibility statement"))


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
        "footer_links": [{"text": text, "href": url_for(view)} for view, text in FOOTER],
    }


def navigation() -> list[dict[str, object]]:
    """Return the menu of the person who is signed in."""
    person = signed_in()
    if person is None:
        return []
    role = ROLES[person.role]
    items = [("cases.list_of_cases", "Cases", "/cases")] if role.sees != NONE else []
    if role.office:
        items.append(("office.desk", "Office", "/office"))
    if person.role in READERS:
        items.append(("mail_pages.list_of_mail", "Mail", "/mail"))
    items += [("calendar_pages.deadlines", "Deadlines", "/deadlines"), ("paths.list_of_paths", "Paths", "/paths")]
    if role.sees in (ALL, NONE):
        items.append(("audit.audit", "Audit", "/audit"))
    return [
        {"text": text, "href": url_for(view), "current": request.path.startswith(prefix)}
        for view, text, prefix in items
    ]


def _account() -> dict[str, object]:
    person = signed_in()
    if person is None:
        return {"sign_in": url_for("signing.sign_in")}
    role = ROLES[person.role].name
    told = "" if person.name.startswith(role) else role
    account, sign_out = url_for("account_page.account"), url_for("signing.sign_out")
    return {"name": person.name, "role": told, "href": account, "sign_out": sign_out}
