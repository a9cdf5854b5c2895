"""Signing in and accounts. Passwords are kept as argon2id; failures lock an account for a growing while."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from service.mail.message import checked_address
from service.register import accounts
from service.register.queries import organisations_of
from service.register.register import Register
from service.roles import AREA, OWN, REGION, ROLES, Person

MIN_PASSWORD = 12
FREE_FAILURES = 3
LONGEST_LOCK = timedelta(minutes=15)
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


class WrongPassword(PermissionError):
    """The name or the password is wrong; which of them is not said."""


class AccountLocked(PermissionError):
    """Too many wrong passwords in a row; the message says until when the account is locked."""


class UnusableAccount(ValueError):
    """The account cannot be added; the message says what to change."""


def sign_in(register: Register, username: str, password: str) -> Person:
    """Return the person of that name, when the password is right. Raises WrongPassword, AccountLocked."""
    row = accounts.account(register, username)
    now = register.clock()
    locked = row["locked_until"] if row else None
    if isinstance(locked, datetime) and locked > now:
        raise AccountLocked(f"Too many wrong passwords. Try again in {(locked - now).seconds // 60 + 1} minutes.")
    right = _fits(str(row["password_hash"]) if row else _NOBODY, password)
    if row is None or not row["active"] or not right:
        _count_failure(register, username, int(str(row["failures"])) + 1 if row else 0)
        raise WrongPassword("The name or the password is wrong.")
    if row["failures"]:
        accounts.note_attempt(register, username, failures=0, locked_until=None)
    return Person(username, str(row["name"]), str(row["role"]), str(row["scope"]))


def _fits(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except VerificationError:
        return False


def _count_failure(register: Register, username: str, failures: int) -> None:
    if failures == 0:
        return
    wait = min(timedelta(seconds=2 ** min(failures, 30)), LONGEST_LOCK) if failures > FREE_FAILURES else None
    until = register.clock() + wait if wait else None
    accounts.note_attempt(register, username, failures=failures, locked_until=until)


def person(register: Register, username: str) -> Person | None:
    """Return the active account of that name as a person; None, when there is none."""
    row = accounts.account(register, username)
    if row is None or not row["active"]:
        return None
    return Person(username, str(row["name"]), str(row["role"]), str(row["scope"]))


def people(register: Register) -> list[Person]:
    """Return everybody with an account."""
    rows = accounts.all_accounts(register)
    return [Person(str(r["username"]), str(r["name"]), str(r["role"]), str(r["scope"])) for r in rows]


def preferences_of(register: Register, username: str) -> dict[str, str]:
    """Return the address of an account and how it is told: `email` and `mail`."""
    row = accounts.account(register, username) or {}
    return {name: str(row.get(name, "")) for name in ("email", "mail")}


def addresses(register: Register) -> list[dict[str, str]]:
    """Return the active accounts with their addresses, by name."""
    wanted = ("username", "name", "role", "scope", "email", "mail")
    rows = [row for row in accounts.all_accounts(register) if row["active"]]
    return [{name: str(row[name]) for name in wanted} for row in sorted(rows, key=lambda row: str(row["name"]))]


def demonstration_people(register: Register) -> list[Person]:
    """Return the demonstration accounts; there are none outside a demonstration."""
    named = {str(row["username"]) for row in accounts.all_accounts(register) if row["demonstration"]}
    return [one for one in people(register) if one.username in named]


def add_account(
    register: Register, username: str, name: str, role: str, scope: str, password: str, *, by: str,
    demonstration: bool = False, email: str = "",
) -> Person:  # fmt: skip
    """Add an account. Raises UnusableAccount (what to change is said), UnusableAddress, AccountExists."""
    _check(register, username, role, scope, password, demonstration=demonstration)
    row = {
        "username": username, "name": name or username, "role": role, "scope": scope,
        "password_hash": _hasher.hash(password), "active": True, "demonstration": demonstration, "failures": 0,
        "email": checked_address(email) if email else "",
    }  # fmt: skip
    accounts.add_account(register, row, by)
    return Person(username, name or username, role, scope)


def _check(register: Register, username: str, role: str, scope: str, password: str, *, demonstration: bool) -> None:
    if not username or not username.replace("-", "").replace(".", "").replace("@", "").isalnum():
        raise UnusableAccount(f"'{username}' cannot be a user name: use letters, digits, - . and @.")
    if role not in ROLES:
        raise UnusableAccount(f"'{role}' is no role; the roles are {', '.join(ROLES)}.")
    if len(password) < MIN_PASSWORD and not demonstration:
        raise UnusableAccount(f"The password needs at least {MIN_PASSWORD} characters.")
    check_scope(register, role, scope)


def check_scope(register: Register, role: str, scope: str) -> None:
    """Raise UnusableAccount, when a scope does not fit a role."""
    column = {OWN: "code", AREA: "area_team", REGION: "region"}.get(ROLES[role].sees)
    known = {str(row[column]) for row in organisations_of(register)} if column else {""}
    if scope not in known:
        wanted = f"one of {', '.join(sorted(known))[:400]}" if column else "left out"
        raise UnusableAccount(f"The scope '{scope}' does not fit the role {role}; it must be {wanted}.")
