"""The settings of the service: read once from the environment, checked with a clear message, never written."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from service.access_settings import address_of, oidc_of, wrong_with_access
from service.hooks.places import Network, RefusedPlace, networks
from service.mail.addresses import UnusableMail, callback_token, checked_sender, mailer_of

DEFAULT_DATABASE = "sqlite:///approvals.sqlite"
DEFAULT_SENDER = "approvals@localhost"
MIN_SECRET = 32
DOWNTIME_HOLDS = ("adverse", "all", "off")
NAMES: Mapping[str, str] = {
    "DATABASE_URL": f"The database. Default {DEFAULT_DATABASE}; postgresql+psycopg://user@host/name with the extra.",
    "APPROVALS_SECRET_KEY": f"Signs sessions and tokens; at least {MIN_SECRET} characters. Required by `serve`.",
    "APPROVALS_HOST": "The address to listen on. Default 127.0.0.1.",
    "APPROVALS_PORT": "The port to listen on. Default 8000.",
    "APPROVALS_THREADS": "How many requests are served at once. Default 8.",
    "APPROVALS_DOWNTIME_HOLD": "What waits for a person after more than an hour away: adverse (default), all or off.",
    "APPROVALS_MAIL": "How mail leaves: smtp://, smtps://, notify:// or folder:///. Unset, messages wait.",
    "APPROVALS_MAIL_FROM": "The address that mail comes from, with or without a name. Default approvals@localhost.",
    "APPROVALS_BOUNCES": "A folder of .eml files or a Maildir to which undelivered mail comes back. Default: none.",
    "APPROVALS_WEBHOOK_NETS": "Networks of your own that webhooks may lead to, like 10.1.0.0/16. Default: public only.",
    "APPROVALS_INSECURE_COOKIES": "Set to 1 to allow sessions over plain HTTP, behind no proxy. Default: HTTPS only.",
    "APPROVALS_ADDRESS": "Where people reach the service, for links in mail: https://host. Default from host and port.",
    "APPROVALS_IDLE_MINUTES": "After how many minutes without use a session ends, 5 to 720. Default 240.",
    "APPROVALS_TRUSTED_PROXIES": "How many proxies before the service are believed, 0 to 5. Default 0.",
    "APPROVALS_LOCAL_ACCOUNTS": "Set to 0 to let nobody in by password. Default: passwords let people in.",
    "APPROVALS_OIDC_ISSUER": "The organisation's sign-in service (OpenID Connect): its issuer. Default: none.",
    "APPROVALS_OIDC_CLIENT_ID": "By which name the sign-in service knows this service.",
    "APPROVALS_OIDC_CLIENT_SECRET": "What proves to the sign-in service that it is this service.",
}


class UnusableSettings(Exception):
    """A setting is missing or cannot be used; the message says which and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """What the service is started with."""

    database_url: str
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    secure_cookies: bool = True
    demonstration: bool = False
    downtime_hold: str = "adverse"
    mail: str = field(default="", repr=False)
    mail_from: str = DEFAULT_SENDER
    bounces: Path | None = None
    mail_callback: str = field(default="", repr=False)
    address: str = "http://localhost:8000"
    idle_minutes: int = 240
    trusted_proxies: int = 0
    local_accounts: bool = True
    oidc: tuple[str, str, str] | None = field(default=None, repr=False)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings of `approvals serve`. Raises UnusableSettings, naming everything that is wrong."""
    wrong = [f"{name} is not a setting; the settings are {', '.join(NAMES)}." for name in _unknown(environment)]
    secret = environment.get("APPROVALS_SECRET_KEY", "")
    if len(secret) < MIN_SECRET:
        wrong.append(
            f"APPROVALS_SECRET_KEY must hold at least {MIN_SECRET} random characters, for example from: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    insecure = environment.get("APPROVALS_INSECURE_COOKIES", "")
    if insecure not in ("", "1"):
        wrong.append(f"APPROVALS_INSECURE_COOKIES must be 1 or left unset, not '{insecure}'.")
    downtime_hold = environment.get("APPROVALS_DOWNTIME_HOLD", "adverse")
    if downtime_hold not in DOWNTIME_HOLDS:
        wrong.append(f"APPROVALS_DOWNTIME_HOLD must be {', '.join(DOWNTIME_HOLDS)}, not '{downtime_hold}'.")
    numbers = {name: _number(environment, name, *limits, wrong) for name, limits in _NUMBERS.items()}
    url = environment.get("DATABASE_URL", DEFAULT_DATABASE)
    wrong += _wrong_with_database(url) + _wrong_with_mail(environment)
    wrong += wrong_with_access(environment) + _wrong_with_webhooks(environment)
    if wrong:
        raise UnusableSettings("\n".join(wrong))
    return Settings(
        database_url=url,
        secret_key=secret,
        host=environment.get("APPROVALS_HOST", "127.0.0.1"),
        port=numbers["APPROVALS_PORT"],
        threads=numbers["APPROVALS_THREADS"],
        secure_cookies=insecure != "1",
        downtime_hold=downtime_hold,
        mail=environment.get("APPROVALS_MAIL", ""),
        mail_from=mail_from(environment),
        bounces=Path(environment["APPROVALS_BOUNCES"]) if environment.get("APPROVALS_BOUNCES") else None,
        mail_callback=callback_token(environment.get("APPROVALS_MAIL", "")),
        address=address_of(environment, numbers["APPROVALS_PORT"]),
        idle_minutes=numbers["APPROVALS_IDLE_MINUTES"],
        trusted_proxies=numbers["APPROVALS_TRUSTED_PROXIES"],
        local_accounts=environment.get("APPROVALS_LOCAL_ACCOUNTS", "1") == "1",
        oidc=oidc_of(environment),
    )


def where_people_sign_in(environment: Mapping[str, str] = os.environ) -> tuple[str, bool]:
    """Return where people reach the service, and whether passwords let anybody in. Raises UnusableSettings."""
    wrong: list[str] = []
    port = _number(environment, "APPROVALS_PORT", *_NUMBERS["APPROVALS_PORT"], wrong)
    wrong += wrong_with_access(environment)
    if wrong:
        raise UnusableSettings("\n".join(wrong))
    return address_of(environment, port), environment.get("APPROVALS_LOCAL_ACCOUNTS", "1") == "1"


def mail_from(environment: Mapping[str, str] = os.environ) -> str:
    """Return the address that mail comes from. Raises UnusableSettings."""
    try:
        return checked_sender(environment.get("APPROVALS_MAIL_FROM", DEFAULT_SENDER))
    except UnusableMail as problem:
        raise UnusableSettings(f"APPROVALS_MAIL_FROM {problem}.") from None


def webhook_nets(environment: Mapping[str, str] = os.environ) -> tuple[Network, ...]:
    """Return the networks of our own that webhooks may lead to. Raises UnusableSettings."""
    try:
        return networks(environment.get("APPROVALS_WEBHOOK_NETS", ""))
    except RefusedPlace as problem:
        raise UnusableSettings(f"APPROVALS_WEBHOOK_NETS {problem}.") from None


def _wrong_with_webhooks(environment: Mapping[str, str]) -> list[str]:
    try:
        webhook_nets(environment)
    except UnusableSettings as problem:
        return [str(problem)]
    return []


def _wrong_with_mail(environment: Mapping[str, str]) -> list[str]:
    """Say what is wrong with the settings of mail; never shows a password."""
    wrong, bounces = [], environment.get("APPROVALS_BOUNCES", "")
    try:
        mailer_of(environment.get("APPROVALS_MAIL", ""), DEFAULT_SENDER)
    except UnusableMail as problem:
        wrong.append(f"APPROVALS_MAIL {problem}.")
    try:
        mail_from(environment)
    except UnusableSettings as problem:
        wrong.append(str(problem))
    if bounces and not Path(bounces).is_dir():
        wrong.append(f"APPROVALS_BOUNCES names {bounces}, which is no folder; make it first.")
    return wrong


_NUMBERS = {
    "APPROVALS_PORT": (8000, 1, 65535), "APPROVALS_THREADS": (8, 1, 256), "APPROVALS_IDLE_MINUTES": (240, 5, 720),
    "APPROVALS_TRUSTED_PROXIES": (0, 0, 5),
}  # fmt: skip
_OF_TESTS_AND_BUILD = ("APPROVALS_REQUIRE_BROWSER", "APPROVALS_SKIP_ASSETS")
_SQLITE_BEGINS = b"SQLite format 3\0"


def _unknown(environment: Mapping[str, str]) -> list[str]:
    known = (*NAMES, *_OF_TESTS_AND_BUILD)
    return [name for name in environment if name.startswith("APPROVALS_") and name not in known]


def _number(
    environment: Mapping[str, str], name: str, default: int, least: int, most: int, wrong: list[str]
) -> int:  # fmt: skip
    text = environment.get(name, str(default))
    if not (text.isascii() and text.isdecimal()) or not least <= int(text[:9]) <= most:
        wrong.append(f"{name} must be a whole number from {least} to {most}, not '{text}'.")
        return default
    return int(text)


def database_url(environment: Mapping[str, str] = os.environ) -> str:
    """Return the database that commands work on. Raises UnusableSettings."""
    url = environment.get("DATABASE_URL", DEFAULT_DATABASE)
    if wrong := _wrong_with_database(url):
        raise UnusableSettings(wrong[0])
    return url


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database; None for another database."""
    return Path(url.partition(":///")[2]) if url.startswith("sqlite:///") else None


def _wrong_with_database(url: str) -> list[str]:
    """Say what is wrong with DATABASE_URL, in a list of one sentence or none; never shows a password."""
    kind = url.partition("://")[0]
    if kind in ("postgresql", "postgresql+psycopg"):
        needs = "DATABASE_URL names a PostgreSQL database; install what it needs: pip install 'approvals[postgres]'."
        return [] if find_spec("psycopg") else [needs]
    if kind != "sqlite":
        return [f"DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://, not with '{kind[:40]}'."]
    file = sqlite_file(url)
    if file is None or not file.name or "?" in url:
        return ["DATABASE_URL must name a file and nothing else: sqlite:///file or sqlite:////folder/file."]
    why = _wrong_with_file(file)
    return [f"DATABASE_URL names {file}, {why}."] if why else []


def _wrong_with_file(file: Path) -> str:
    try:
        with file.open("rb") as there:
            begins = there.read(len(_SQLITE_BEGINS))
    except FileNotFoundError:
        return "" if file.absolute().parent.is_dir() else "whose folder does not exist; make the folder first"
    except IsADirectoryError:
        return "which is a folder; name a file in it"
    except OSError as problem:
        return f"which cannot be read: {problem.strerror}"
    return "" if begins in (b"", _SQLITE_BEGINS) else "which is no SQLite database; name another file"


def demonstration_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder in which the demonstration keeps its database."""
    return Path(environment.get("XDG_STATE_HOME", str(Path.home() / ".local" / "state"))) / "approvals-demonstration"
