"""My account: how I want to be told, and who covers for me while I am away."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deadlines.calendar import day_wording, london_date
from service.actions import accounts, mail
from service.actions.mail import UnusableAbsence
from service.front.doors import everybody
from service.front.reading import date_parts
from service.front.state import me, office, the_register
from service.register import preferences
from service.register.queries import Row
from service.web.calendar_files import feed_address

pages = Blueprint("account_page", __name__)


@pages.get("/account")
@everybody
def account() -> str:
    """Show my preferences and absences."""
    return _page()


def _page(problem: str = "") -> str:
    register, today = the_register(), london_date(the_register().clock())
    names = {one.username: one.name for one in accounts.people(register)}
    away = [
        {**row, "name": names.get(str(row["cover"]), row["cover"]), "days": _days(row)}
        for row in preferences.absences_of(register, me().username, today.isoformat())
    ]  # fmt: skip
    return render_template(
        "account.html", page_title="My account", own=accounts.preferences_of(register, me().username), absences=away,
        covers=mail.covers_for(register, me()), feed=feed_address(me().username), local=office().local_accounts,
        errors=[{"text": problem, "href": "#first-day"}] if problem else [], given=request.form,
    )  # fmt: skip


def _days(row: Row) -> str:
    begins, ends = (day_wording(date.fromisoformat(str(row[name]))) for name in ("first_day", "last_day"))
    return begins if begins == ends else f"{begins} to {ends}"


@pages.post("/account/mail")
@everybody
def choose_mail() -> ResponseReturnValue:
    """Choose each message or a daily digest. Raises UnusableAccount."""
    mail.choose_mail(the_register(), me(), request.form.get("mail", ""))
    return redirect(url_for("account_page.account"))


@pages.post("/account/absences")
@everybody
def add_absence() -> ResponseReturnValue:
    """Say who covers for me and when."""
    days = date_parts("first"), date_parts("last")
    try:
        mail.add_absence(the_register(), me(), *days, request.form.get("cover", ""))
    except UnusableAbsence as problem:
        return _page(str(problem)), 422
    return redirect(url_for("account_page.account"))


@pages.post("/account/absences/<int:absence_id>/remove")
@everybody
def remove_absence(absence_id: int) -> ResponseReturnValue:
    """Take an absence of mine back. Raises NotThere."""
    mail.remove_absence(the_register(), me(), absence_id)
    return redirect(url_for("account_page.account"))
