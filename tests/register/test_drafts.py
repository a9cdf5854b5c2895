"""A draft is saved, proposed and published as it was seen, or not at all."""

import pytest

from service.actions import designs
from service.register.designs import StaleDraft
from service.register.designs import publish_draft as publish_in_register
from service.roles import Person
from tests.conftest import Office

DESIGNER = Person("designer", "Designer", "designer")
PUBLISHER = Person("publisher", "Publisher", "publisher")


def test_a_first_draft_of_an_old_version_does_not_undo_the_new_one(office: Office) -> None:
    """Lost update: what another published meanwhile is not overwritten by a draft that never saw it."""
    seen = designs.draft(office.register, DESIGNER, "survey")
    xml = seen.xml.replace(b"<bpmn:process ", b"<!-- newer --><bpmn:process ", 1)
    designs.save_draft(office.register, PUBLISHER, "survey", seen.base, xml)
    designs.propose(office.register, PUBLISHER, "survey")
    designs.publish(office.register, DESIGNER, "survey")
    with pytest.raises(StaleDraft):
        designs.save_draft(office.register, DESIGNER, "survey", seen.base, seen.xml)


def test_a_draft_that_was_saved_again_is_not_thrown_away_by_publishing_the_older(office: Office) -> None:
    """Race: what is published is the revision that was checked; a later one stays."""
    seen = designs.draft(office.register, DESIGNER, "survey")
    saved = designs.save_draft(office.register, DESIGNER, "survey", seen.base, seen.xml)
    designs.propose(office.register, DESIGNER, "survey")
    wanted = designs._with(office.register, "survey", saved.xml)
    designs.save_draft(office.register, DESIGNER, "survey", saved.base, seen.xml + b"\n")
    with pytest.raises(StaleDraft):
        publish_in_register(
            office.register, "survey", wanted, "publisher", "designer", office.clock(), revision=saved.revision
        )
    assert designs.draft(office.register, DESIGNER, "survey").revision == saved.revision + 1
