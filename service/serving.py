"""Serving: the pages behind waitress with the embedded bell, as the real thing or as the demonstration."""

import errno
import gc
import logging
import signal
import socket
import sys
from datetime import timedelta
from threading import Event, Thread
from typing import NoReturn

import waitress
from flask import Flask

from deadlines.calendar import wording
from deadlines.clock import DemonstrationClock
from service.actions.accounts import people
from service.demo import PASSWORD, PEOPLE, Demonstration
from service.hooks.sending import Post
from service.mail.addresses import mailer_of
from service.mail.mailer import Mailer
from service.settings import Settings
from service.startup import open_served
from service.wakeups import EmbeddedBell, HookBell, PostBell
from service.web import create_app

SAVE_EVERY_SECONDS = 5
LOCAL = "127.0.0.1"
OTHER_PORT = "choose another with --port"


class CannotListen(Exception):
    """The address or the port cannot be had; the message says what to do."""


def service(settings: Settings) -> None:
    """Serve the real thing until it is stopped. Raises UnusableDatabase, CannotListen."""
    must_be_free(settings.host, settings.port, "set APPROVALS_HOST or APPROVALS_PORT to another")
    signal.signal(signal.SIGTERM, _stop)
    register = open_served(settings.database_url, settings.downtime_hold)
    register.watch, register.idle = register.clock, timedelta(minutes=settings.idle_minutes)
    bell = EmbeddedBell(register, signs_of_life=True)
    post, hooks = (
        PostBell(register, _mailer(settings), settings.bounces),
        HookBell(register, Post(register.webhook_nets)),
    )
    bell.start()
    post.start()
    hooks.start()
    try:
        _say(f"Approvals is served at {_address(settings.host, settings.port)}")
        if not people(register):
            _say("There are no accounts yet. Add one: approvals users add NAME --role programme-office")
        if not settings.mail:
            _say("No mail leaves: APPROVALS_MAIL is not set, so messages wait (see docs/mail.md).")
        _serve(create_app(register, settings), settings)
    finally:
        hooks.stop()
        post.stop()
        bell.stop()


def _mailer(settings: Settings) -> Mailer | None:
    return mailer_of(settings.mail, settings.mail_from)


def demonstration(kept: Demonstration, port: int) -> None:
    """Serve the demonstration until it is stopped. Raises UnusableDemonstration, UnusableDatabase, CannotListen."""
    must_be_free(LOCAL, port, OTHER_PORT)
    signal.signal(signal.SIGTERM, _stop)
    register, clock, key = kept.go_on()
    address = _address(LOCAL, port)
    settings = Settings(kept.url, key, port=port, secure_cookies=False, demonstration=True, address=address)
    bell, post, hooks = EmbeddedBell(register), PostBell(register, kept.mailer), HookBell(register, Post())
    bell.start()
    post.start()
    hooks.start()
    stop = Event()
    keeping = Thread(target=_keep_clock, args=(kept, clock, stop), daemon=True)
    keeping.start()
    try:
        _introduce(kept, clock, port)
        _serve(create_app(register, settings, demonstration=clock), settings)
    finally:
        stop.set()
        keeping.join()
        hooks.stop()
        post.stop()
        bell.stop()
        kept.save(clock())


def _keep_clock(kept: Demonstration, clock: DemonstrationClock, stop: Event) -> None:
    while not stop.wait(SAVE_EVERY_SECONDS):
        kept.save(clock())


def _introduce(kept: Demonstration, clock: DemonstrationClock, port: int) -> None:
    _say(f"The demonstration is served at {_address(LOCAL, port)}")
    _say(f"Its clock reads {wording(clock().replace(microsecond=0))} and can be moved forward in the page.")
    _say(f"Accounts, all with the password '{PASSWORD}':")
    for username, name, _, _ in PEOPLE:
        _say(f"  {username:<22} {name}")
    _say(f"Its mail goes into the folder {kept.mail} and can be read under Mail.")
    _say(f"Its register, for other commands: DATABASE_URL={kept.url}")
    _say("Totals are real; which CCG got which outcome is simulated. Stop with Ctrl+C; --fresh begins anew.")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def must_be_free(host: str, port: int, otherwise: str) -> None:
    """Raise CannotListen, when nothing can listen there; `otherwise` says what to do then."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        in_use = problem.errno == errno.EADDRINUSE
        why = "is in use by another program" if in_use else f"cannot be used: {problem.strerror}"
        raise CannotListen(f"{_address(host, port)} {why}; {otherwise}.") from None


def _serve(app: Flask, settings: Settings) -> None:
    logging.getLogger("waitress").setLevel(logging.ERROR)
    set_apart()
    waitress.serve(app, host=settings.host, port=settings.port, threads=settings.threads, ident=None)


def set_apart() -> None:
    """Take what is there now out of the search for garbage: it lives as long as the service.

    Looking through it made one page in twenty half as long again.
    """
    gc.collect()
    gc.freeze()


def _stop(_number: int, _frame: object) -> NoReturn:
    """Leave as on Ctrl+C: requests under way get a few seconds, the bell is stopped, the clock is kept."""
    raise SystemExit(0)
