"""The settings of the service: read once from the environment, checked with a clear message, never written."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_DATABASE = "sqlite:///approvals.sqlite"
MIN_SECRET = 32
NAMES: Mapping[str, str] = {
    "DATABASE_URL": f"The database. Default {DEFAULT_DATABASE}; postgresql+psycopg://user@host/name with the extra.",
    "APPROVALS_SECRET_KEY": f"Signs sessions and tokens; at least {MIN_SECRET} characters. Required by `serve`.",
    "APPROVALS_HOST": "The address to listen on. Default 127.0.0.1.",
    "APPROVALS_PORT": "The port to listen on. Default 8000.",
    "APPROVALS_THREADS": "How many requests are served at once. Default 8.",
    "APPROVALS_INSECURE_COOKIES": "Set to 1 to allow sessions over plain HTTP, behind no proxy. Default: HTTPS only.",
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


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings of `approvals serve`. Raises UnusableSettings, naming everything that is wrong."""
    wrong = [f"{name} is not a setting; the settings are {', '.join(NAMES)}." for name in _unknown(environment)]
    secret = environment.get("APPROVALS_SECRET_KEY", "")
    if len(secret) < MIN_SECRET:
        wrong.append(
            f"APPROVALS_SECRET_KEY must hold at least {MIN_SECRET} random characters, for example from: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    numbers = {name: _number(environment, name, default, wrong) for name, default in _NUMBERS.items()}
    if wrong:
        raise UnusableSettings("\n".join(wrong))
    return Settings(
        database_url=environment.get("DATABASE_URL", DEFAULT_DATABASE),
        secret_key=secret,
        host=environment.get("APPROVALS_HOST", "127.0.0.1"),
        port=numbers["APPROVALS_PORT"],
        threads=numbers["APPROVALS_THREADS"],
        secure_cookies=environment.get("APPROVALS_INSECURE_COOKIES") != "1",
    )


_NUMBERS = {"APPROVALS_PORT": 8000, "APPROVALS_THREADS": 8}
_TEST_ONLY = ("APPROVALS_REQUIRE_BROWSER",)


def _unknown(environment: Mapping[str, str]) -> list[str]:
    known = (*NAMES, *_TEST_ONLY)
    return [name for name in environment if name.startswith("APPROVALS_") and name not in known]


def _number(environment: Mapping[str, str], name: str, default: int, wrong: list[str]) -> int:
    text = environment.get(name, str(default))
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        wrong.append(f"{name} must be a whole number from 1 to 65535, not '{text}'.")
        return default
    return int(text)


def database_url(environment: Mapping[str, str] = os.environ) -> str:
    """Return the database that commands work on."""
    return environment.get("DATABASE_URL", DEFAULT_DATABASE)


def demonstration_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder in which the demonstration keeps its database."""
    return Path(environment.get("XDG_STATE_HOME", str(Path.home() / ".local" / "state"))) / "approvals-demonstration"
