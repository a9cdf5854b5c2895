"""Calendar files: a person's own feed behind a secret address, and the dates of one case as a file."""

import hashlib
import hmac

from flask import Blueprint, Response, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from deadlines.clock import aware_utc
from service.actions import accounts
from service.actions.people import sight_of
from service.front.doors import everybody, public
from service.front.state import me, received_at, the_register
from service.mail.calendars import PUBLISH, Appointment, calendar_file
from service.register import appointments, queries
from service.register.preferences import feed_of, renew_feed
from service.register.queries import Sight
from service.roles import ALL, NONE, ROLES, Person

pages = Blueprint("calendar_files", __name__)
NAME = "Co-commissioning deadlines"


@pages.get("/calendar/<username>/<token>.ics")
@public
def feed(username: str, token: str) -> Response:
    """Give a person's dates to whoever has the secret address, as a calendar that is read again and again."""
    register = the_register()
    person = accounts.person(register, username)
    if person is None or not hmac.compare_digest(token, token_of(username)):
        raise NotFound
    return _file(_dates_of(person), "deadlines.ics", f"{NAME}: {person.name or person.username}")


def _dates_of(person: Person) -> list[Appointment]:
    register = the_register()
    if ROLES[person.role].sees in (ALL, NONE):
        return appointments.of_rounds(register, aware_utc(queries.begun_at(register) or received_at()))
    return appointments.of_cases(register, sight_of(person), received_at())


@pages.get("/cases/<int:case_id>/deadlines.ics")
@everybody
def of_case(case_id: int) -> Response:
    """Give the dates of one case as a file. Raises NoSuchCase."""
    register = the_register()
    row = queries.case_row(register, sight_of(me()), case_id)
    found = appointments.of_cases(register, Sight(), received_at(), case_id)
    return _file(found, f"{row['reference']}.ics", str(row["reference"]))


@pages.post("/account/feed")
@everybody
def renew() -> ResponseReturnValue:
    """Give me another secret address; the old one stops working."""
    renew_feed(the_register(), me().username)
    return redirect(url_for("account_page.account"))


def feed_address(username: str) -> str:
    """Return the secret address of somebody's feed."""
    return url_for("calendar_files.feed", username=username, token=token_of(username), _external=True)


def token_of(username: str) -> str:
    """Return the secret of somebody's feed: it follows from the service's key and from how often it was renewed."""
    told = f"feed/{username}/{feed_of(the_register(), username)}"
    return hmac.new(str(current_app.secret_key).encode(), told.encode(), hashlib.sha256).hexdigest()[:40]


def _file(found: list[Appointment], name: str, title: str) -> Response:
    content = calendar_file(found, PUBLISH, the_register().mail_from, title)
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer
