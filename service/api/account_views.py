"""Tokens, and what people decide about themselves: how they are told, and who covers while they are away."""

from flask import Response, request

from deadlines.calendar import london_date
from service.actions import accounts, mail
from service.api import account_models as models
from service.api.describing import NEEDED, REPEATABLE, answers, api, as_json
from service.front.doors import TOKEN_SECONDS, everybody, limiter, public, token_for
from service.front.state import me, office, the_register
from service.register import preferences


@api.post("/tokens")
@limiter.limit("20 per minute")
@public
@answers(models.Token, 401, 429, key=REPEATABLE)
def make_token(json: models.Credentials) -> Response:
    """Give a token for an account's name and password. Raises WrongPassword, AccountLocked."""
    if not office().local_accounts:
        raise accounts.WrongPassword("Passwords let nobody in here.")
    username = accounts.sign_in(the_register(), json.username, json.password, request.remote_addr or "")
    return as_json(models.Token(token=token_for(username), expires_in=TOKEN_SECONDS))


@api.get("/account")
@everybody
@answers(models.Account)
def account() -> Response:
    """Give the account that asks: its role, how it is told, its absences and who may cover."""
    return as_json(_account())


def _account() -> models.Account:
    register, person = the_register(), me()
    today = london_date(register.clock()).isoformat()
    away = [models.Absence.model_validate(dict(r)) for r in preferences.absences_of(register, person.username, today)]
    told = accounts.preferences_of(register, person.username)
    return models.Account(
        username=person.username, name=person.name, role=person.role, scope=person.scope, email=told["email"],
        mail=told["mail"], absences=away, covers=[one.username for one in mail.covers_for(register, person)],
    )  # fmt: skip


@api.post("/account/mail")
@everybody
@answers(models.Account)
def choose_mail(json: models.MailChoice) -> Response:
    """Choose each message by itself, or one message a day."""
    mail.choose_mail(the_register(), me(), json.mail)
    return as_json(_account())


@api.post("/account/absences")
@everybody
@answers(models.Account, status=201, key=NEEDED)
def add_absence(json: models.NewAbsence) -> Response:
    """Say who covers for me, from one London day to another, both inclusive."""
    mail.add_absence(the_register(), me(), json.first_day.isoformat(), json.last_day.isoformat(), json.cover)
    return as_json(_account(), 201)


@api.post("/account/absences/<int:absence_id>/remove")
@everybody
@answers(models.Account)
def remove_absence(absence_id: int) -> Response:
    """Take an absence of mine back."""
    mail.remove_absence(the_register(), me(), absence_id)
    return as_json(_account())


@api.post("/account/feed")
@everybody
@answers(models.Account)
def renew_feed() -> Response:
    """Give my calendar feed another secret address; the old one stops working."""
    preferences.renew_feed(the_register(), me().username)
    return as_json(_account())
