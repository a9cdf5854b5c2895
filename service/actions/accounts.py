"""Signing in and accounts. Passwords are kept as argon2id; failures let the next attempt wait a growing while."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from service.mail.message import checked_address
from service.register import accounts
from service.register.attempts import attempt, keys_of, succeeded
from service.register.bodies import all_bodies
from service.register.queries import organisations_of
from service.register.register import Register
from service.roles import AREA, OWN, REGION, ROLES, Person

MIN_PASSWORD = 12
LONGEST_PASSWORD = 256
GUESSED_FIRST = ("commissioning", "approvals", "nhsengland")
"""Words that anybody who knows this service would try first; no password may hold one."""
HASHER = PasswordHasher()
"""Slow on purpose: Argon2id with 64 MiB, three passes and four lanes (RFC 9106, 4)."""


class WrongPassword(PermissionError):
    """The name or the password is wrong; which of them is not said."""


class AccountLocked(PermissionError):
    """Too many wrong passwords in a row; the message says how long to wait."""


class NoRole(PermissionError):
    """The account holds no role at this instant; the programme office gives one."""


class UnusableAccount(ValueError):
    """The account cannot be added; the message says what to change."""


def sign_in(register: Register, username: str, password: str, address: str = "") -> str:
    """Return the name of the account, when the password is right. Raises WrongPassword, AccountLocked.

    address: where the attempt comes from. One argon2id hash is computed whether or not there is such an account, and
    an account that does not exist waits as one that does.
    """
    keys = keys_of(username, address)
    wait = attempt(register, keys)
    if wait is not None:
        raise AccountLocked(f"Too many wrong passwords. Try again in {wait.seconds // 60 + 1} minutes.")
    row = accounts.account(register, username)
    usable = row is not None and bool(row["active"]) and bool(row["password_hash"])
    nobodys = _hash_of_nobody()  # always, so that the first unknown name takes no longer
    right = _fits(str(row["password_hash"]) if row is not None and usable else nobodys, password)
    if not usable or not right:
        raise WrongPassword("The name or the password is wrong.")
    succeeded(register, keys)
    return username


@cache
def _hash_of_nobody() -> str:
    return HASHER.hash("nobody has this password")


def _fits(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except VerificationError:
        return False


def hashed(password: str) -> str:
    """Return what is kept of a password. Raises UnusableAccount, when it is too short, too long or easily guessed."""
    if len(password) < MIN_PASSWORD:
        raise UnusableAccount(f"The password needs at least {MIN_PASSWORD} characters.")
    if len(password) > LONGEST_PASSWORD:
        raise UnusableAccount(f"The password may have at most {LONGEST_PASSWORD} characters.")
    plain = "".join(letter for letter in password.casefold() if letter.isalnum())
    if any(word in plain for word in GUESSED_FIRST):
        raise UnusableAccount(f"The password may hold none of these: {', '.join(GUESSED_FIRST)}.")
    return HASHER.hash(password)


def person(register: Register, username: str) -> Person | None:
    """Return the open account of that name as a person in the first role it holds now; None, when there is none."""
    row = accounts.account(register, username)
    if row is None or not row["active"] or not row["role"]:
        return None
    return Person(username, str(row["name"]), str(row["role"]), str(row["scope"]), row["also"])


def people(register: Register) -> list[Person]:
    """Return everybody with an account who holds a role now, in the first of them."""
    rows = [row for row in accounts.all_accounts(register) if row["role"]]
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
    check_account(register, username, role, scope)
    row = {
        "username": username, "name": name or username, "role": role, "scope": scope,
        "password_hash": HASHER.hash(password) if demonstration else hashed(password), "active": True,
        "demonstration": demonstration,
        "email": checked_address(email) if email else "",
    }  # fmt: skip
    accounts.add_account(register, row, by)
    return Person(username, name or username, role, scope)


def check_account(register: Register, username: str, role: str, scope: str) -> None:
    """Raise UnusableAccount, when a user name, a role or its scope cannot be."""
    if not username or not username.replace("-", "").replace(".", "").replace("@", "").isalnum():
        raise UnusableAccount(f"'{username}' cannot be a user name: use letters, digits, - . and @.")
    if role not in ROLES:
        raise UnusableAccount(f"'{role}' is no role; the roles are {', '.join(ROLES)}.")
    check_scope(register, role, scope)


def check_scope(register: Register, role: str, scope: str) -> None:
    """Raise UnusableAccount, when a scope does not fit a role."""
    column = {OWN: "code", AREA: "area_team", REGION: "region"}.get(ROLES[role].sees)
    known = {str(row[column]) for row in organisations_of(register)} if column else {""}
    if column == "area_team":
        known |= _bodies(register)
    if scope not in known:
        wanted = f"one of {', '.join(sorted(known))[:400]}" if column else "left out"
        raise UnusableAccount(f"The scope '{scope}' does not fit the role {role}; it must be {wanted}.")


def _bodies(register: Register) -> set[str]:
    with register.database.read() as connection:
        return {str(row["name"]) for row in all_bodies(connection)}
