"""The set-up workbook as the register stands now, to be filled in; sent back as it is, it changes nothing."""

from collections.abc import Iterator
from datetime import date

from service.actions.access import ACCOUNT_OFFICERS
from service.actions.setting_up_rows import days_of
from service.formats.setup_in import ACCOUNTS, CONTACTS, ORGANISATIONS, SHEETS
from service.formats.sheets import Row, Sheet, written_xlsx
from service.register import accounts, preferences, queries
from service.register.register import Register
from service.roles import Person


def workbook(register: Register, person: Person) -> bytes:
    """Return the workbook with what is there: organisations, mailboxes of roles, accounts. Raises NotAllowed."""
    person.require(*ACCOUNT_OFFICERS)
    rows: dict[str, list[Row]] = {
        ORGANISATIONS: list(_organisations(register)),
        CONTACTS: list(_contacts(register)),
        ACCOUNTS: list(_accounts(register)),
    }
    return written_xlsx([Sheet(title, SHEETS[title], rows[title]) for title in SHEETS], register.clock())


def _organisations(register: Register) -> Iterator[Row]:
    for row in queries.organisations_of(register):
        own = {key: str(row[key]) for key in ("code", "name", "region", "area_team")}
        yield {**own, "from": _day(str(row["opened_on"])), "until": _day(str(row["closed_on"]))}


def _contacts(register: Register) -> Iterator[Row]:
    for row in preferences.all_mailboxes(register):
        yield {key: str(row[key]) for key in ("role", "scope", "address")}


def _accounts(register: Register) -> Iterator[Row]:
    """Yield a row for each role that an open account with an address holds or will hold."""
    for account in accounts.all_accounts(register):
        if not (account["active"] and account["email"]):
            continue
        own = {key: str(account[key]) for key in ("username", "name", "email")}
        for one in accounts.roles_of(register, own["username"]):
            if one.until_at is None or one.until_at > register.clock():
                first, last = map(_day, days_of(one))
                yield {**own, "role": one.role, "scope": one.scope, "from": first, "until": last}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
