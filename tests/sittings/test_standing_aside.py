"""Nobody decides on their own case or where they have an interest; two different people attest."""

from datetime import date

import pytest
from sqlalchemy import update

from service.actions import secretaries, sittings
from service.actions.interests import (
    Conflicted,
    UnusableInterest,
    end_interest,
    record_interest,
    refuse_decision,
    refuse_same_attester,
)
from service.actions.people import submit
from service.register import accounts, queries
from service.register.opening import open_case
from service.register.receive import receive
from service.register.register import Register
from service.register.settle import settle
from service.register.sittings import holding, records
from service.register.sittings.holding import SittingNotReady
from service.register.sittings.interests import Interest, conflicts, parties_of
from service.register.sittings.quorum import Member
from service.register.tables import accounts as account_table
from service.roles import NotAllowed, Person
from tests.sittings.conftest import ANNE, BOB, CLEO, DEV, EXCEPTIONS, OFFICE, SECRETARY, SOUND, begun, planned

TODAY = date(2015, 1, 6)


def interest(who: Person, place: str, from_day: str = "2014-09-01", until_day: str = "") -> Interest:
    return Interest(who.username, "financial", "Partner in a practice", (place,), from_day, until_day)


@pytest.fixture
def waiting(panel: Register) -> records.Waiting:
    """The first case before the regional panel."""
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO, DEV))
    return records.agenda_of(panel, records.one_sitting(panel, sitting))[0]


@pytest.mark.parametrize(
    ("from_day", "until_day", "stands_aside"),
    [
        ("2014-09-01", "", True), ("2015-01-06", "", True), ("2015-01-07", "", False),
        ("2014-09-01", "2015-01-06", True), ("2014-09-01", "2015-01-05", False),
    ],
)  # fmt: skip
def test_an_interest_counts_on_its_first_and_its_last_day(
    from_day: str, until_day: str, stands_aside: bool, panel: Register, waiting: records.Waiting
) -> None:
    record_interest(panel, DEV, interest(DEV, waiting.organisation, from_day, until_day))
    given = (panel, DEV, waiting.case_id, waiting.element, SOUND)
    if stands_aside:
        with pytest.raises(Conflicted, match="Partner in a practice"):
            submit(*given, received_at=panel.clock())
    else:
        assert submit(*given, received_at=panel.clock()).outcome == "accepted"


def test_an_interest_on_the_register_takes_a_member_out_of_the_quorum_of_that_item_only(
    panel: Register, waiting: records.Waiting
) -> None:
    record_interest(panel, OFFICE, interest(DEV, waiting.organisation))
    begun(panel, 1)
    found = sittings.held(panel, SECRETARY, 1)
    counted = [len(found.attendance(item.case_id).voters) for item in found.items]
    assert counted == [3, 4, 4, 4]


def test_somebody_with_an_account_of_the_organisation_decides_nothing_about_it(
    panel: Register, waiting: records.Waiting
) -> None:
    row = {"username": "dev-ccg", "name": "", "role": "ccg", "scope": waiting.organisation, "password_hash": ""}
    accounts.add_account(panel, {**row, "email": "dev@example.org"}, by="tests")
    with panel.database.write() as connection:
        of_dev = account_table.c.username == DEV.username
        connection.execute(update(account_table).where(of_dev).values(email="dev@example.org"))
        assert parties_of(connection, [ANNE.username], TODAY) == {}
    with pytest.raises(Conflicted, match="Of the organisation"):
        submit(panel, DEV, waiting.case_id, waiting.element, SOUND, received_at=panel.clock())


def test_a_member_without_an_account_stands_aside_by_declaration(panel: Register, waiting: records.Waiting) -> None:
    guest = secretaries.seat(panel, SECRETARY, 1, Member(0, "", "A guest", "clinical", True))
    secretaries.freeze(panel, SECRETARY, 1)
    secretaries.declare(panel, SECRETARY, 1, guest, {waiting.case_id: "A practice partner"})
    with pytest.raises(SittingNotReady, match="which stands"):
        secretaries.unseat(panel, SECRETARY, 1, guest)
    found = sittings.held(panel, SECRETARY, 1)
    assert found.aside[waiting.case_id] == {guest: "Declared: A practice partner"}
    with panel.database.read() as connection:
        assert conflicts(connection, [], {}, TODAY) == {}


def test_who_looks_on_without_a_seat_stands_aside_too(panel: Register, waiting: records.Waiting) -> None:
    other = Person("anne-committee", "Anne", "committee")
    record_interest(panel, OFFICE, interest(other, waiting.organisation))
    secretaries.freeze(panel, SECRETARY, 1)
    found = sittings.held(panel, other, 1)
    with pytest.raises(Conflicted, match="its papers are not shown"):
        sittings.item_seen(found, waiting.case_id)
    found = sittings.held(panel, SECRETARY, 1)
    assert sittings.item_seen(found, waiting.case_id).case_id == waiting.case_id


def test_an_officer_who_decides_alone_stands_aside_as_well(panel: Register, waiting: records.Waiting) -> None:
    officer = Person("exceptions", "Erin", "exceptions-officer")
    record_interest(panel, officer, interest(officer, waiting.organisation))
    row = queries.case_row(panel, queries.Sight(), waiting.case_id)
    with pytest.raises(Conflicted):
        refuse_decision(panel, officer, row, "exceptions-officer")
    refuse_decision(panel, ANNE, row, "exceptions-officer")
    refuse_decision(panel, officer, row, "programme-office")


def test_interests_are_entered_by_oneself_or_the_office_and_checked(panel: Register, waiting: records.Waiting) -> None:
    with pytest.raises(NotAllowed, match="your own interests"):
        record_interest(panel, ANNE, interest(DEV, waiting.organisation))
    with pytest.raises(UnusableInterest) as refused:
        record_interest(panel, OFFICE, Interest("nobody", "x", " ", ("99Z",), "1 May", "soon"))
    assert set(refused.value.errors) == {"username", "kind", "nature", "parties", "from_day", "until_day"}
    number = record_interest(panel, OFFICE, interest(DEV, waiting.organisation))
    with pytest.raises(NotAllowed, match="end your own"):
        end_interest(panel, ANNE, number)
    end_interest(panel, EXCEPTIONS, number)


def test_a_sitting_begins_only_when_all_present_have_declared_and_its_membership_is_right(panel: Register) -> None:
    place = records.agenda_of(panel, records.one_sitting(panel, planned(panel, "regional-panel", "North", ())))[0]
    sitting = secretaries.plan(panel, OFFICE, "pccc", place.organisation, panel.clock(), "", None)
    doctor = secretaries.seat(panel, OFFICE, sitting, Member(0, "", "A doctor", "clinical", True, True))
    secretaries.freeze(panel, OFFICE, sitting)
    with pytest.raises(SittingNotReady, match="Nobody with a vote"):
        secretaries.begin(panel, OFFICE, sitting)
    secretaries.attend(panel, OFFICE, sitting, [doctor])
    with pytest.raises(SittingNotReady, match="Not everybody present has declared: A doctor"):
        secretaries.begin(panel, OFFICE, sitting)
    secretaries.declare(panel, OFFICE, sitting, doctor, {})
    with pytest.raises(SittingNotReady, match="The chair is a lay member; Lay and executive"):
        secretaries.begin(panel, OFFICE, sitting)
    for rule in ("chair-is-lay", "lay-and-executive-majority", "observers-invited"):
        secretaries.override(panel, EXCEPTIONS, sitting, rule, "Vacancies until April")
    with pytest.raises(NotAllowed):
        secretaries.override(panel, OFFICE, sitting, "chair-is-lay", "Vacancy")
    secretaries.begin(panel, OFFICE, sitting)
    assert records.one_sitting(panel, sitting).status == "sitting"


def test_a_new_chair_takes_the_place_of_the_former_one(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB))
    secretaries.seat(panel, OFFICE, sitting, Member(0, CLEO.username, "Cleo", "lay", True, True))
    assert [one.name for one in records.members_of(panel, sitting) if one.chair] == ["Cleo"]


def test_what_does_not_belong_to_the_sitting_is_refused(panel: Register, waiting: records.Waiting) -> None:
    member = records.members_of(panel, 1)[0].id
    for natures in ({999: "A share"}, {waiting.case_id: " "}):
        with pytest.raises(sittings.UnusableSitting):
            secretaries.declare(panel, SECRETARY, 1, member, natures)
    secretaries.freeze(panel, SECRETARY, 1)
    with pytest.raises(sittings.UnusableSitting, match="Choose members"):
        secretaries.attend(panel, SECRETARY, 1, [999])
    with pytest.raises(NotAllowed, match="kept by its secretary"):
        secretaries.attend(panel, ANNE, 1, [])
    with pytest.raises(sittings.UnusableSitting, match="Choose a body"):
        secretaries.plan(panel, OFFICE, "nobody", "", panel.clock(), "", None)


def test_papers_are_frozen_again_when_a_case_moved_while_they_were_read(
    panel: Register, waiting: records.Waiting
) -> None:
    ccg = Person("ccg", "", "ccg", waiting.organisation)
    submit(panel, ccg, waiting.case_id, "withdraw_delegated", {"withdrawal_reason": "finance"},
           received_at=panel.clock())  # fmt: skip
    with pytest.raises(SittingNotReady, match="Freeze the papers again"):
        holding.freeze(panel, 1, [(waiting, {})], panel.clock(), "sid")


# --- attestations --------------------------------------------------------------------------------------------------


@pytest.fixture
def attested(panel: Register) -> tuple[int, Person]:
    """An assurance review in which the accountable officer has attested."""
    case = open_case(panel, "assurance-review", "2014-15", "03L", by="office", at=panel.clock())
    officer = Person("officer", "Pat Officer", "accountable-officer", "03L")
    row = {"username": "officer", "name": "Pat Officer", "role": officer.role, "scope": "03L", "password_hash": ""}
    accounts.add_account(panel, {**row, "email": "pat@example.org"}, by="tests")
    for name, email in (("chair", "chair@example.org"), ("chair-pat", "pat@example.org")):
        accounts.add_account(panel, {**row, "username": name, "role": "audit-chair", "email": email}, by="tests")
    step = "attest_as_accountable_officer"
    answers = {"accountable_officer_attests": "yes", "accountable_officer_name": "Pat  Officer"}
    receive(panel, case, step, answers, by="officer", received_at=panel.clock())
    settle(panel, case, panel.clock())
    return case, officer


@pytest.mark.parametrize(
    ("username", "name", "refused"),
    [("chair", "Sam Chair", False), ("chair", "pat officer", True), ("chair-pat", "Sam Chair", True)],
)
def test_the_same_person_by_name_or_address_cannot_attest_twice(
    username: str, name: str, refused: bool, attested: tuple[int, Person], panel: Register
) -> None:
    case, _ = attested
    chair = Person(username, "", "audit-chair", "03L")
    answers = {"audit_chair_attests": "yes", "audit_chair_name": name}
    given = (panel, chair, case, "attestation-audit-chair", answers)
    if refused:
        with pytest.raises(Conflicted, match="Two different people attest"):
            refuse_same_attester(*given)
    else:
        refuse_same_attester(*given)
    assert any(a["outcome"] == "accepted" for a in queries.arrivals_of(panel, case))
