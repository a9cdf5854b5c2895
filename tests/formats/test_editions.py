"""The public register: two officers publish an edition, corrections follow with a note, nothing else gets out."""

import pytest
from sqlalchemy import update

from service.actions import publication
from service.actions.publication import NothingToPublish
from service.register import editions
from service.register.editions import NoSuchEdition, PreparedMeanwhile
from service.register.ledger import Entry, append
from service.register.queries import ledger_head_of
from service.register.tables import cases
from service.roles import NotAllowed
from tests.formats.conftest import AUDITOR, CCG, OFFICER, SECOND
from tests.formats.test_board import decided


def goes_live(office, organisation="03L"):
    """Take a CCG into greater involvement, the shortest path to a model."""
    case = office.open("greater-involvement", organisation)
    office.do(case, "acknowledge_by_ccg")
    office.do(case, "acknowledge_by_area_team")
    return case


def published(register, note="", after=0):
    return publication.publish(register, SECOND, publication.ask(register, OFFICER, after, note))


def names(content):
    return [entry["name"] for entry in content["models"]]


def test_an_edition_says_which_organisation_holds_which_model(office, register):
    goes_live(office)
    assert published(register) == 1
    row = editions.published(register)
    assert names(row["content"]) == ["NHS Rotherham CCG"]
    assert row["content"]["models"][0]["model"] == "Greater involvement"
    assert row["content"]["models"][0]["day"] == "2014-12-01"


def test_an_edition_is_published_by_another_officer(office, register):
    goes_live(office)
    identity = publication.ask(register, OFFICER, 0, "")
    with pytest.raises(NotAllowed, match="another officer"):
        publication.publish(register, OFFICER, identity)
    with pytest.raises(NoSuchEdition):
        editions.published(register)
    publication.publish(register, SECOND, identity)
    with pytest.raises(NoSuchEdition):
        publication.publish(register, SECOND, identity)


def test_only_officers_prepare_and_publish(office, register):
    goes_live(office)
    identity = publication.ask(register, OFFICER, 0, "")
    for person in (AUDITOR, CCG):
        for act in (publication.publish, publication.decline):
            with pytest.raises(NotAllowed):
                act(register, person, identity)
        with pytest.raises(NotAllowed):
            publication.next_edition(register, person)


def test_a_declined_edition_was_never_published(office, register):
    goes_live(office)
    publication.decline(register, SECOND, publication.ask(register, OFFICER, 0, ""))
    assert editions.waiting(register) is None
    assert editions.history(register) == []
    assert published(register) == 1


def test_a_correction_is_a_new_edition_with_a_note_and_the_old_one_stays(office, register):
    goes_live(office)
    published(register)
    goes_live(office, "07K")
    with pytest.raises(NothingToPublish, match="Say what changes"):
        publication.ask(register, OFFICER, 1, " ")
    assert published(register, "West Suffolk was left out.", 1) == 2
    assert len(names(editions.published(register)["content"])) == 2
    assert names(editions.published(register, 1)["content"]) == ["NHS Rotherham CCG"]
    assert [(row["number"], row["note"]) for row in editions.history(register)] == [
        (2, "West Suffolk was left out."), (1, "First edition."),
    ]  # fmt: skip


def test_nothing_is_published_when_nothing_differs(office, register):
    with pytest.raises(NothingToPublish, match="says all of this already"):
        publication.ask(register, OFFICER, 0, "")
    goes_live(office)
    published(register)
    assert publication.next_edition(register, OFFICER).differences == []


def test_one_edition_waits_at_a_time_and_follows_the_newest(office, register):
    goes_live(office)
    publication.ask(register, OFFICER, 0, "")
    with pytest.raises(PreparedMeanwhile):
        publication.ask(register, SECOND, 0, "")
    publication.publish(register, SECOND, editions.waiting(register)["id"])
    goes_live(office, "07K")
    with pytest.raises(PreparedMeanwhile):
        publication.ask(register, OFFICER, 0, "Late")


def test_an_edition_says_what_was_asked_for_whatever_comes_meanwhile(office, register):
    goes_live(office)
    identity = publication.ask(register, OFFICER, 0, "")
    goes_live(office, "07K")
    publication.publish(register, SECOND, identity)
    assert names(editions.published(register)["content"]) == ["NHS Rotherham CCG"]


def test_each_act_stands_in_the_ledger(office, register):
    goes_live(office)
    before, _ = ledger_head_of(register)
    published(register)
    assert ledger_head_of(register)[0] == before + 2


def test_what_differs_is_told_by_organisation():
    before = {"models": [{"code": "A", "name": "Ay", "model": "Joint", "day": "2015-04-01"}], "approved": []}
    after = {"models": [{"code": "A", "name": "Ay", "model": "Delegated", "day": "2015-10-01"}], "approved": []}
    [one] = publication.differences(before, after)
    assert (one.part, one.name, one.was, one.becomes) == ("models", "Ay", "Joint, 2015-04-01", "Delegated, 2015-10-01")


@pytest.mark.parametrize(
    ("decision", "listed"), [("approved", ["Approved"]), ("conditional", ["Conditional"]), ("declined", [])]
)
def test_proposals_that_were_approved_are_listed_with_their_decision(decision, listed, office, register):
    decided(office, decision)
    content = publication.next_edition(register, OFFICER).content
    assert [entry["decision"] for entry in content["approved"]] == listed
    assert content["models"] == []


def test_an_organisation_whose_arrangement_has_ended_holds_no_model(office, register, clock):
    goes_live(office)
    goes_live(office, "07K")
    ending = office.open("termination")
    clock.advance(clock().resolution)
    with register.database.write() as connection:
        connection.execute(update(cases).where(cases.c.id == ending).values(status="terminated"))
        append(connection, [Entry("status", clock(), ending, detail={"status": "terminated"})], clock())
    assert names(publication.next_edition(register, OFFICER).content) == ["NHS West Suffolk CCG"]
    clock.advance(clock().resolution)
    goes_live(office)
    assert len(names(publication.next_edition(register, OFFICER).content)) == 2
