"""Reading the setting that says how mail leaves: an address of a mail server, of GOV.UK Notify, or of a folder."""

from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from service.mail.folder import FolderMailer
from service.mail.mailer import Mailer
from service.mail.message import UnusableAddress, checked_address
from service.mail.notify import UUID_LENGTH, NotifyAccount, NotifyMailer
from service.mail.smtp import SmtpMailer, SmtpServer

NOTIFY = "api.notifications.service.gov.uk"
FORMS = "smtp://user:password@host:587, smtps://user:password@host:465, notify://template:key@host or folder:///path"
_PORTS = {"smtp": 587, "smtps": 465, "notify": 443}
_MAY_SAY: Mapping[str, tuple[str, ...]] = {
    "smtp": ("starttls",), "smtps": (), "notify": ("callback", "plain"), "folder": (),
}  # fmt: skip
SHORTEST_CALLBACK_TOKEN = 16


class UnusableMail(ValueError):
    """The way of sending cannot be used; the message says what to write instead and shows no password."""


def mailer_of(address: str, sender: str) -> Mailer | None:
    """Return the way of sending that an address names; None for an empty one: then messages wait.

    Raises UnusableMail.
    """
    if not address:
        return None
    parts, said = _split(address)
    if parts.scheme == "folder":
        return FolderMailer(Path(unquote(parts.path)))
    if parts.scheme == "notify":
        return NotifyMailer(_notify(parts, said))
    return SmtpMailer(_smtp(parts, said, sender))


def callback_token(address: str) -> str:
    """Return the token with which Notify calls back; empty when none is set. Raises UnusableMail."""
    return _split(address)[1].get("callback", "") if address.startswith("notify:") else ""


def checked_sender(sender: str) -> str:
    """Return the sender's address with or without a name, as it was given. Raises UnusableMail."""
    try:
        checked_address(parseaddr(sender)[1] if sender.isprintable() else "")
    except UnusableAddress:
        raise UnusableMail("must be an e-mail address like approvals@example.org, also with a name before it") from None
    return sender


def _split(address: str) -> tuple[SplitResult, dict[str, str]]:
    try:
        parts = urlsplit(address)
        port = parts.port
        said = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    except ValueError:
        raise UnusableMail(f"cannot be read; write {FORMS}") from None
    if parts.scheme not in _MAY_SAY:
        raise UnusableMail(f"must be empty or begin with smtp, smtps, notify or folder: {FORMS}")
    if unknown := [name for name in said if name not in _MAY_SAY[parts.scheme]]:
        raise UnusableMail(f"says '{unknown[0]}', which {parts.scheme}: does not know")
    _check_place(parts, port)
    return parts, said


def _check_place(parts: SplitResult, port: int | None) -> None:
    if parts.scheme == "folder":
        if parts.netloc or parts.path in ("", "/"):
            raise UnusableMail("must name a folder by its whole path: folder:///path/to/folder")
    elif not parts.hostname or parts.path not in ("", "/") or port == 0:
        raise UnusableMail(f"must name a host and nothing after it: {FORMS}")


def _smtp(parts: SplitResult, said: Mapping[str, str], sender: str) -> SmtpServer:
    if said.get("starttls", "1") not in ("0", "1"):
        raise UnusableMail("must say starttls=1 or starttls=0")
    security = "tls" if parts.scheme == "smtps" else "starttls" if said.get("starttls", "1") == "1" else ""
    if parts.username and not security:
        raise UnusableMail("would send a password over an open line; leave starttls=0 out")
    return SmtpServer(
        str(parts.hostname), parts.port or _PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""), security, parseaddr(sender)[1],
    )  # fmt: skip


def _notify(parts: SplitResult, said: Mapping[str, str]) -> NotifyAccount:
    template, key = unquote(parts.username or ""), unquote(parts.password or "")
    if len(template) != UUID_LENGTH or len(key) < 2 * UUID_LENGTH + 1:
        raise UnusableMail(f"must give the template's id and the API key: notify://template:key@{NOTIFY}")
    if 0 < len(said.get("callback", "")) < SHORTEST_CALLBACK_TOKEN:
        raise UnusableMail(f"must give a callback token of at least {SHORTEST_CALLBACK_TOKEN} characters, or none")
    plain = said.get("plain") == "1"
    if plain and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise UnusableMail("may say plain=1 only for this machine: the key would travel over an open line")
    return NotifyAccount(str(parts.hostname), parts.port or _PORTS["notify"], template, key, plain)
