"""Accounts: the programme office invites people, gives and ends roles, closes accounts and ends sessions."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import access
from service.actions.access import ACCOUNT_OFFICERS, Invited, NewRole
from service.actions.accounts import UnusableAccount
from service.front.doors import only
from service.front.reading import date_parts
from service.front.single_sign_on import the_provider
from service.front.state import me, the_register
from service.mail.message import UnusableAddress
from service.register import accounts as kept
from service.register.accounts import AccountExists, NoSuchAccount
from service.register.identities import identities_of
from service.register.sessions import sessions_of
from service.register.tenures import Tenure
from service.roles import ROLES
from service.web.links import invitation

pages = Blueprint("account_pages", __name__)


@pages.get("/accounts")
@only(*ACCOUNT_OFFICERS)
def accounts() -> str:
    """Show the accounts and the form for an invitation."""
    return _list()


@pages.post("/accounts")
@only(*ACCOUNT_OFFICERS)
def invite() -> ResponseReturnValue:
    """Invite somebody; what cannot be used is said above the form."""
    form = request.form
    username = form.get("username", "").strip()
    new = Invited(username, form.get("name", ""), form.get("email", ""), _new_role())
    try:
        access.invite(the_register(), me(), new, *invitation())
    except (UnusableAccount, UnusableAddress, AccountExists) as problem:
        return _list(str(problem)), 422
    return redirect(url_for("account_pages.one", username=username))


def _list(problem: str = "") -> str:
    rows = [{**row, "role": _words(row["role"], row["scope"])} for row in kept.all_accounts(the_register())]
    return render_template(
        "accounts.html", page_title="Accounts", rows=rows, roles=_choices(), form=request.form,
        errors=[{"text": problem, "href": "#username"}] if problem else [],
    )  # fmt: skip


@pages.get("/accounts/<username>")
@only(*ACCOUNT_OFFICERS)
def one(username: str) -> str:
    """Show one account. Raises NoSuchAccount."""
    return _one(username)


def _one(username: str, problem: str = "") -> str:
    register = the_register()
    row = kept.account(register, username)
    if row is None:
        raise NoSuchAccount(f"There is no account '{username}'.")
    held = [_shown(tenure, register.clock()) for tenure in kept.roles_of(register, username)]
    return render_template(
        "account_one.html", page_title=row["name"], row=row, held=held, roles=_choices(), own=username == me().username,
        sessions=sessions_of(register, username), identities=identities_of(register, username),
        provider=the_provider(), errors=[{"text": problem, "href": "#role"}] if problem else [],
    )  # fmt: skip


def _shown(tenure: Tenure, now: datetime) -> dict[str, object]:
    begun, over = tenure.from_at <= now, tenure.until_at is not None and tenure.until_at <= now
    state = "Ended" if over else ("Held now" if begun else "Not begun")
    return {
        "id": tenure.id, "words": _words(tenure.role, tenure.scope), "from_at": tenure.from_at,
        "until_at": tenure.until_at, "state": state, "over": over,
    }  # fmt: skip


def _words(role: str, scope: str) -> str:
    name = ROLES[role].name if role in ROLES else "No role today"
    return f"{name}, {scope}" if scope else name


def _choices() -> list[tuple[str, str]]:
    return [(role.id, role.name) for role in ROLES.values()]


def _new_role() -> NewRole:
    role, scope = request.form.get("role", ""), request.form.get("scope", "").strip()
    return NewRole(role, scope, date_parts("first"), date_parts("last"))


@pages.post("/accounts/<username>/roles")
@only(*ACCOUNT_OFFICERS)
def give(username: str) -> ResponseReturnValue:
    """Give somebody a role. Raises NotAllowed, NoSuchAccount."""
    try:
        access.give_role(the_register(), me(), username, _new_role())
    except UnusableAccount as problem:
        return _one(username, str(problem)), 422
    return _back(username)


@pages.post("/accounts/<username>/roles/<int:tenure_id>/end")
@only(*ACCOUNT_OFFICERS)
def end(username: str, tenure_id: int) -> ResponseReturnValue:
    """Let a role of somebody end now. Raises NotAllowed, NoSuchAccount, NoSuchTenure."""
    access.end_role(the_register(), me(), username, tenure_id)
    return _back(username)


@pages.post("/accounts/<username>/close")
@only(*ACCOUNT_OFFICERS)
def close(username: str) -> ResponseReturnValue:
    """Close an account. Raises NotAllowed, NoSuchAccount."""
    access.set_active(the_register(), me(), username, active=False)
    return _back(username)


@pages.post("/accounts/<username>/reopen")
@only(*ACCOUNT_OFFICERS)
def reopen(username: str) -> ResponseReturnValue:
    """Re-open an account. Raises NotAllowed, NoSuchAccount."""
    access.set_active(the_register(), me(), username, active=True)
    return _back(username)


@pages.post("/accounts/<username>/invite")
@only(*ACCOUNT_OFFICERS)
def invite_again(username: str) -> ResponseReturnValue:
    """Send another invitation. Raises NotAllowed, NoSuchAccount, UnusableAccount."""
    access.invite_again(the_register(), me(), username, *invitation())
    return _back(username)


@pages.post("/accounts/<username>/sessions/end")
@only(*ACCOUNT_OFFICERS)
def end_sessions(username: str) -> ResponseReturnValue:
    """Sign somebody out everywhere. Raises NotAllowed, NoSuchAccount."""
    access.end_sessions(the_register(), me(), username)
    return _back(username)


@pages.post("/accounts/<username>/identities")
@only(*ACCOUNT_OFFICERS)
def link(username: str) -> ResponseReturnValue:
    """Link an identity of the sign-in service. Raises NotAllowed, NoSuchAccount, LinkedAlready, UnusableAccount."""
    provider = the_provider()
    issuer = provider.issuer if provider else ""
    access.link_identity(the_register(), me(), username, issuer, request.form.get("subject", ""))
    return _back(username)


@pages.post("/accounts/<username>/identities/<int:identity_id>/remove")
@only(*ACCOUNT_OFFICERS)
def unlink(username: str, identity_id: int) -> ResponseReturnValue:
    """Take an identity away. Raises NotAllowed, NoSuchAccount, NoSuchIdentity."""
    access.unlink_identity(the_register(), me(), username, identity_id)
    return _back(username)


def _back(username: str) -> ResponseReturnValue:
    return redirect(url_for("account_pages.one", username=username))
