"""Serving: the pages behind waitress with the embedded bell, as the real thing or as the demonstration."""

import errno
import logging
import socket
import sys
from threading import Event, Thread

import waitress
from flask import Flask

from deadlines.calendar import wording
from deadlines.clock import DemonstrationClock
from service.demo import PASSWORD, PEOPLE, Demonstration
from service.settings import Settings
from service.startup import open_register
from service.wakeups import EmbeddedBell
from service.web import create_app

SAVE_EVERY_SECONDS = 5


class CannotListen(Exception):
    """The port cannot be had; the message says what to do."""


def service(settings: Settings) -> None:
    """Serve the real thing until it is stopped. Raises UnusableDatabase, CannotListen."""
    _must_be_free(settings.host, settings.port)
    register = open_register(settings.database_url)
    bell = EmbeddedBell(register)
    bell.start()
    _say(f"Approvals is served at http://{settings.host}:{settings.port}")
    try:
        _serve(create_app(register, settings), settings)
    finally:
        bell.stop()


def demonstration(kept: Demonstration, port: int) -> None:
    """Serve the demonstration until it is stopped. Raises CannotListen."""
    _must_be_free("127.0.0.1", port)
    register, clock, key = kept.go_on()
    settings = Settings(kept.url, key, port=port, secure_cookies=False, demonstration=True)
    bell = EmbeddedBell(register)
    bell.start()
    stop = Event()
    Thread(target=_keep_clock, args=(kept, clock, stop), daemon=True).start()
    _introduce(clock, port)
    try:
        _serve(create_app(register, settings, demonstration=clock), settings)
    finally:
        stop.set()
        bell.stop()
        kept.save(clock())


def _keep_clock(kept: Demonstration, clock: DemonstrationClock, stop: Event) -> None:
    while not stop.wait(SAVE_EVERY_SECONDS):
        kept.save(clock())


def _introduce(clock: DemonstrationClock, port: int) -> None:
    _say(f"The demonstration is served at http://127.0.0.1:{port}")
    _say(f"Its clock reads {wording(clock().replace(microsecond=0))} and can be moved forward in the page.")
    _say(f"Accounts, all with the password '{PASSWORD}':")
    for username, name, _, _ in PEOPLE:
        _say(f"  {username:<22} {name}")
    _say("Totals are real; which CCG got which outcome is simulated. Stop with Ctrl+C; --fresh begins anew.")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _must_be_free(host: str, port: int) -> None:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as problem:
        why = "is in use by another program" if problem.errno == errno.EADDRINUSE else f"cannot be used: {problem}"
        raise CannotListen(f"{host}:{port} {why}; choose another port.") from None


def _serve(app: Flask, settings: Settings) -> None:
    logging.getLogger("waitress").setLevel(logging.ERROR)
    waitress.serve(app, host=settings.host, port=settings.port, threads=settings.threads, ident=None)
