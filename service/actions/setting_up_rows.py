"""One row of a set-up workbook: entering what it says, or saying what is wrong with it and in which column.

Works in the caller's transaction and takes nothing back itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from deadlines.calendar import london_date
from service.actions import access, mail
from service.actions.access import Invited, NewRole
from service.actions.accounts import UnusableAccount, check_account, check_scope
from service.formats.setup_in import ACCOUNTS, CONTACTS, ORGANISATIONS, SetupRow, SheetFault
from service.mail.message import UnusableAddress, checked_address
from service.register import accounts, organisations, preferences
from service.register.preferences import ThereAlready
from service.register.register import Register
from service.register.tenures import Tenure
from service.roles import ROLES, Person

Links = tuple[str, str]
"""Where the links of invitations lead, before the token, and which words they have: keys of `access.WORDS`."""
Done = tuple[str, str] | None
LABELS = {
    "name": "name", "region": "region", "area_team": "area team", "opened_on": "from", "closed_on": "until",
    "email": "e-mail",
}  # fmt: skip
MICROSECOND = timedelta(microseconds=1)
NO_SCOPE = "auditor"


class _Wrong(Exception):
    """Something is wrong in a column."""

    def __init__(self, key: str, said: str) -> None:
        super().__init__(said)
        self.key = key


@dataclass
class Entering:
    """Enters rows one after the other, in the order of the sheets."""

    register: Register
    person: Person
    links: Links
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    named: dict[str, tuple[str, str]] = field(default_factory=dict)

    def enter(self, row: SetupRow) -> SheetFault | Done:
        """Enter a row; return whom it is about and what became of it, nothing when nothing did, or what is wrong."""
        try:
            self._only_once(row)
            return _ENTER[row.sheet](self, row.texts)
        except _Wrong as wrong:
            return row.fault(wrong.key, str(wrong))

    def _only_once(self, row: SetupRow) -> None:
        keys = {
            ORGANISATIONS: ("code",), CONTACTS: ("role", "scope", "address"), ACCOUNTS: ("username", "role", "scope"),
        }[row.sheet]  # fmt: skip
        named = (row.sheet, *(row.texts[key] for key in keys))
        if named in self.seen:
            raise _Wrong(keys[0], f"row {self.seen[named]} says this already")
        self.seen[named] = row.number

    # --- organisations ---------------------------------------------------------------------------------------------

    def _organisation(self, texts: Mapping[str, str]) -> Done:
        code = texts["code"]
        if not (code.isascii() and code.isalnum() and code == code.upper() and len(code) > 1):
            raise _Wrong("code", f"'{code}' is no code: capital letters and digits, like 03L")
        if texts["until"] and texts["until"] < texts["from"]:
            raise _Wrong("until", "it ends before it begins")
        row = {**texts, "opened_on": texts["from"], "closed_on": texts["until"]}
        other = organisations.put(self.register, row, self.person.username)
        if not other:
            return None
        new = all(was == "" for was, _ in other.values()) and "name" in other
        return f"{code} {texts['name']}", "New" if new else _changes(other)

    # --- contacts --------------------------------------------------------------------------------------------------

    def _contact(self, texts: Mapping[str, str]) -> Done:
        role, scope = texts["role"], texts["scope"]
        self._role(role, scope)
        address = _address(texts["address"], "address")
        try:
            with self.register.database.write():
                mail.mailbox_of(self.register, role, scope, address, self.person.username)
        except ThereAlready:
            return None
        return address, f"Is told what is told to {_words(role, scope)}"

    def _role(self, role: str, scope: str) -> None:
        if role not in ROLES:
            raise _Wrong("role", f"'{role}' is no role; the roles are {', '.join(ROLES)}")
        try:
            check_scope(self.register, role, scope)
        except UnusableAccount as problem:
            raise _Wrong("scope", str(problem).removesuffix(".")) from None

    # --- accounts --------------------------------------------------------------------------------------------------

    def _account(self, texts: Mapping[str, str]) -> Done:
        role = NewRole(texts["role"], texts["scope"], texts["from"], texts["until"])
        self._role(role.role, role.scope)
        try:
            check_account(self.register, texts["username"], NO_SCOPE, "")  # role and scope are checked already
        except UnusableAccount as problem:
            raise _Wrong("username", str(problem).removesuffix(".")) from None
        email = _address(texts["email"], "email")
        self._one_person(texts["username"], texts["name"], email)
        there = accounts.account(self.register, texts["username"])
        said = self._invited(texts, email, role) if there is None else self._changed(there, texts, email, role)
        return (texts["username"], said) if said else None

    def _one_person(self, username: str, name: str, email: str) -> None:
        if self.named.setdefault(username, (name, email)) != (name, email):
            raise _Wrong("username", f"'{username}' has another name or e-mail address in a row before")

    def _invited(self, texts: Mapping[str, str], email: str, role: NewRole) -> str:
        invited = Invited(texts["username"], texts["name"], email, role)
        try:
            access.invite(self.register, self.person, invited, *self.links)
        except UnusableAccount as problem:
            raise _Wrong("until", str(problem).removesuffix(".")) from None
        return f"Invited at {email} as {_words(role.role, role.scope)}"

    def _changed(self, there: Mapping[str, object], texts: Mapping[str, str], email: str, role: NewRole) -> str:
        wanted = {"name": texts["name"] or str(there["name"]), "email": email}
        other = {key: (str(there[key]), value) for key, value in wanted.items() if str(there[key]) != value}
        lacking = self._lacks(texts["username"], role)
        if (other or lacking) and texts["username"] == self.person.username:
            raise _Wrong("username", "nobody changes their own account; another officer must send or apply this")
        if other:
            change = {key: value for key, (_, value) in other.items()}
            preferences.set_account(self.register, texts["username"], self.person.username, change)
        if lacking:
            self._give(texts["username"], role)
        given = [f"Becomes {_words(role.role, role.scope)}"] if lacking else []
        return "; ".join(([_changes(other)] if other else []) + given)

    def _lacks(self, username: str, role: NewRole) -> bool:
        held = [one for one in accounts.roles_of(self.register, username) if self._lasts(one)]
        same = [one for one in held if (one.role, one.scope) == (role.role, role.scope)]
        if same and not any(_fits(one, role) for one in same):
            raise _Wrong("from", "this role is held from or until another day; that is changed under Accounts")
        return not same

    def _lasts(self, one: Tenure) -> bool:
        return one.until_at is None or one.until_at > self.register.clock()

    def _give(self, username: str, role: NewRole) -> None:
        try:
            access.give_role(self.register, self.person, username, role)
        except UnusableAccount as problem:
            raise _Wrong("until", str(problem).removesuffix(".")) from None


def _fits(one: Tenure, role: NewRole) -> bool:
    """Return whether a role that is held has the days of a row; an empty first day fits any."""
    return role.first_day in ("", days_of(one)[0]) and role.last_day == days_of(one)[1]


def days_of(one: Tenure) -> tuple[str, str]:
    """Return the first and the last London day of a role, both inclusive; an empty last one is no end."""
    last = london_date(one.until_at - MICROSECOND).isoformat() if one.until_at else ""
    return london_date(one.from_at).isoformat(), last


def _address(text: str, key: str) -> str:
    try:
        return checked_address(text)
    except UnusableAddress as problem:
        raise _Wrong(key, str(problem).removesuffix(".")) from None


def _words(role: str, scope: str) -> str:
    return f"{ROLES[role].name}, {scope}" if scope else ROLES[role].name


def _changes(other: Mapping[str, tuple[str, str]]) -> str:
    told = [
        f"{LABELS[key]}: {was or 'nothing'} becomes {becomes or 'nothing'}" for key, (was, becomes) in other.items()
    ]
    return f"{told[0][:1].upper()}{'; '.join(told)[1:]}"


_ENTER = {
    ORGANISATIONS: Entering._organisation, CONTACTS: Entering._contact, ACCOUNTS: Entering._account,
}  # fmt: skip
