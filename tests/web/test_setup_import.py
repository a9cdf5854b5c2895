"""Organisations, contacts, accounts from a workbook: seen before, applied by a second officer, all of it or nothing."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from service.actions import setting_up
from service.actions.setting_up import UnusableSetup
from service.actions.setup_workbook import workbook
from service.register import accounts, preferences, queries
from service.register.tables import ledger, outbox
from service.roles import Person
from tests.web.conftest import HIDDEN
from tests.web.test_matrix import digest_of_tables
from tests.web.workbooks import ANN, MAILBOX, NEW_CCG, sent, whole, written

OFFICER = Person("programme-office", "", "programme-office")
SECOND = Person("office-2", "", "programme-office")
LINKS = ("https://office.example.org/link/", "invitation")


def kinds(register) -> list[tuple[str, str]]:
    with register.database.read() as connection:
        return [(row.kind, row.by) for row in connection.execute(select(ledger).order_by(ledger.c.seq))]


def looked(register, **rows):
    return setting_up.looked_at(register, OFFICER, written(**rows), LINKS)


def faults(register, **rows) -> str:
    return "\n".join(map(str, looked(register, **rows).faults))


@pytest.fixture
def asked(visitor) -> str:
    """The address of a workbook that waits for a second officer."""
    office = visitor("programme-office")
    page = office.posts("/setup/import", 200, **sent(whole()))
    assert "Ask a second officer to apply it" in page
    office.posts("/setup/import", **dict(HIDDEN.findall(page)), do="ask")
    return office.goes_to


def test_what_a_workbook_would_do_is_seen_and_nothing_is_kept(visitor, register):
    before = digest_of_tables(register)
    page = visitor("programme-office").posts("/setup/import", 200, **sent(whole()))
    for said in ("What would change: 3", "99X NHS Nowhere CCG", "pc@nowhere.example.org", "Invited at ann@nowhere"):
        assert said in page
    assert digest_of_tables(register) == before


def test_a_second_officer_applies_all_of_it_and_people_are_invited(visitor, register, asked):
    visitor("programme-office").posts(f"{asked}/apply", 403)
    second = visitor("office-2")
    assert "Apply all of it" in second.gets(asked)
    second.posts(f"{asked}/apply")
    assert "applied by office-2" in second.gets(asked)
    assert accounts.account(register, "ann.nowhere")["role"] == "ccg"
    assert [row["address"] for row in preferences.all_mailboxes(register)] == ["pc@nowhere.example.org"]
    with register.database.read() as connection:
        assert connection.execute(select(outbox.c.address, outbox.c.kind)).all() == [
            ("ann@nowhere.example.org", "link")
        ]
    assert [pair for pair in kinds(register) if pair[1] in ("office-2", "programme-office")] == [
        ("setup-asked", "programme-office"), ("organisation-added", "office-2"), ("mailbox-added", "office-2"),
        ("account-added", "office-2"), ("role-given", "office-2"), ("invitation-sent", "office-2"),
        ("setup-applied", "office-2"),
    ]  # fmt: skip
    second.posts(f"{asked}/apply", 404)


def test_a_workbook_that_is_declined_changes_nothing_and_can_be_withdrawn(visitor, register, asked):
    visitor("programme-office").posts(f"{asked}/decline")
    assert accounts.account(register, "ann.nowhere") is None
    assert "declined by programme-office" in visitor("office-2").gets(asked)
    assert "Declined by" in visitor("office-2").gets("/setup/import")


def test_what_cannot_be_entered_any_more_leaves_all_of_it_out(visitor, register, asked):
    """Class of bug: half of a batch is applied."""
    other = written(
        [{**NEW_CCG, "region": "South"}], [], [{**ANN, "username": "ann.nowhere", "until": date(2015, 1, 9)}]
    )
    setting_up.enter_now(register, SECOND, other, LINKS)
    before = digest_of_tables(register)
    page = visitor("office-2").posts(f"{asked}/apply", 409)
    assert "This cannot be applied as it is" in page
    assert "that is changed under Accounts" in page
    assert digest_of_tables(register) == before


def test_the_workbook_as_it_stands_changes_nothing(register):
    setting_up.enter_now(register, SECOND, whole(), LINKS)
    until = written([], [], [{**ANN, "role": "audit-chair", "from": date(2014, 12, 2), "until": date(2015, 3, 31)}])
    setting_up.enter_now(register, SECOND, until, LINKS)
    outcome = setting_up.looked_at(register, OFFICER, workbook(register, OFFICER), LINKS)
    assert (outcome.changes, outcome.faults) == ([], [])
    assert outcome.rows == len(queries.organisations_of(register)) + 3


def test_the_template_holds_what_is_there_as_text_and_dates(visitor):
    book = load_workbook(BytesIO(visitor("programme-office").client.get("/setup/import/template.xlsx").data))
    assert book.sheetnames == ["Organisations", "Contacts", "Accounts"]
    assert book["Organisations"]["E2"].value.date() == date(2013, 4, 1)


def test_changes_of_what_is_there_say_what_stood_before(register):
    setting_up.enter_now(register, SECOND, whole(), LINKS)
    renamed = {**NEW_CCG, "name": "NHS Somewhere CCG", "until": date(2015, 3, 31)}
    found = looked(
        register, organisations=[renamed],
        accounts=[{**ANN, "name": "Ann Somewhere"}, {**ANN, "name": "Ann Somewhere", "role": "accountable-officer"}],
    )  # fmt: skip
    assert [one.said for one in found.changes] == [
        "Name: NHS Nowhere CCG becomes NHS Somewhere CCG; until: nothing becomes 2015-03-31",
        "Name: Ann Nowhere becomes Ann Somewhere", "Becomes Accountable officer, 99X",
    ]  # fmt: skip
    assert found.faults == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"organisations": [{**NEW_CCG, "code": "x"}]}, "row 2, column A (Code): 'x' is no code"),
        ({"organisations": [{**NEW_CCG, "until": date(2013, 4, 1)}]}, "column F (Until): it ends before it begins"),
        ({"organisations": [NEW_CCG, NEW_CCG]}, "row 3, column A (Code): row 2 says this already"),
        ({"contacts": [{**MAILBOX, "role": "boss"}]}, "Sheet Contacts, row 2, column A (Role): 'boss' is no role"),
        ({"contacts": [MAILBOX]}, "column B (Scope): The scope '99X' does not fit the role ccg"),
        ({"contacts": [{**MAILBOX, "scope": "03L", "address": "no"}]}, "column C (Address): 'no' is no e-mail address"),
        ({"accounts": [{**ANN, "scope": "03L", "username": "a b"}]}, "(User name): 'a b' cannot be a user name"),
        ({"accounts": [{**ANN, "scope": "03L", "email": "no"}]}, "column C (E-mail): 'no' is no e-mail address"),
        ({"accounts": [{**ANN, "scope": "03L", "until": date(2014, 1, 1)}]}, "column G (Until): The last day must not"),
        ({"accounts": [{**ANN, "username": "ccg", "scope": "07K", "until": date(2014, 1, 1)}]}, "The last day must"),
        ({"accounts": [{**ANN, "username": "programme-office", "scope": "03L"}]}, "nobody changes their own account"),
        (
            {"accounts": [{**ANN, "scope": "03L"}, {**ANN, "scope": "07K", "name": "Bob"}]},
            "row 3, column A (User name): 'ann.nowhere' has another name",
        ),
    ],
)  # fmt: skip
def test_each_fault_names_its_sheet_row_and_column(register, rows, said):
    assert said in faults(register, **rows)


def test_a_mailbox_that_is_there_is_no_change(register):
    preferences.add_mailbox(register, "ccg", "03L", "a@example.org", "x")
    found = looked(register, contacts=[{"role": "ccg", "scope": "03L", "address": "a@example.org"}])
    assert (found.changes, found.faults) == ([], [])


def test_a_workbook_with_faults_is_shown_with_them_and_not_kept(visitor, register):
    office = visitor("programme-office")
    page = office.posts("/setup/import", 422, **sent(written([{**NEW_CCG, "code": "x"}])))
    assert "Sheet Organisations, row 2, column A (Code)" in page
    assert "Put these cells right" in page
    with pytest.raises(UnusableSetup):
        setting_up.enter_now(register, OFFICER, written([{**NEW_CCG, "code": "x"}]), LINKS)


def test_no_file_a_broken_one_and_one_that_changes_nothing_are_refused(visitor, register):
    office = visitor("programme-office")
    assert "Choose the workbook" in office.posts("/setup/import", 422)
    assert "did not come through" in office.posts("/setup/import", 422, held="a", do="ask")
    assert "larger than 3 megabytes" in office.posts("/setup/import", 422, **sent(bytes(3_000_001)))
    nothing = workbook(register, OFFICER)
    assert "Nothing: the register says all of this already" in office.posts("/setup/import", 200, **sent(nothing))
    assert "it changes nothing" in office.posts("/setup/import", 422, **sent(nothing), do="ask")


def test_a_request_that_is_not_there_is_not_found(visitor):
    visitor("programme-office").gets("/setup/import/99", 404)
    visitor("programme-office").gets("/setup/takeover/99", 404)


def test_what_waits_stands_on_the_desk_of_the_office(visitor, asked):
    assert f'<a href="{asked}">A set-up from a workbook</a>, asked by programme-office' in visitor("office-2").gets(
        "/office"
    )
    page = visitor("exceptions-officer").gets("/office")
    assert "A set-up from a workbook, asked by programme-office" in page


def test_an_exceptions_officer_makes_no_accounts(visitor):
    visitor("exceptions-officer").gets("/setup/import", 403)


def test_only_so_many_faults_are_told(register):
    many = [{**NEW_CCG, "code": f"x{n}"} for n in range(150)]
    assert len(looked(register, organisations=many).faults) == 100
