"""The folder: one file for each message, written whole, found again by its name."""

from datetime import UTC, datetime

from service.demo import PEOPLE, Demonstration, mailboxes
from service.mail.folder import FolderMailer
from service.mail.mailer import Claimed, Sent, Temporary
from service.mail.message import checked_address, written
from service.rehearsal.data import organisations
from tests.mail.conftest import letter, states

NOW = datetime(2015, 1, 8, 9, tzinfo=UTC)


def claimed() -> Claimed:
    message_id, body = written(letter(), "approvals@nhs.example", NOW)
    return Claimed(1, 1, "reminder", "officer@example.org", "Due", message_id, body, False, NOW, NOW)


def test_the_same_message_twice_is_one_file(tmp_path):
    mailer = FolderMailer(tmp_path / "mail")
    assert isinstance(mailer.looked_up(claimed()), Temporary)
    assert mailer.send(claimed()) == mailer.send(claimed()) == mailer.looked_up(claimed())
    (file,) = (tmp_path / "mail").iterdir()
    assert file.read_bytes() == claimed().body
    assert mailer.looked_up(claimed()) == Sent(file.name)
    mailer.close()


def test_a_folder_that_cannot_be_written_keeps_everything_waiting(register, posted, folder, tmp_path):
    (tmp_path / "mail").write_text("in the way")
    posted(letter("a"), letter("b"))
    assert folder.rings() == 1
    assert states(register) == ["todo", "todo"]
    (tmp_path / "mail").unlink()
    folder.rings_after(minutes=2)
    assert states(register) == ["sent", "sent"]


def test_a_demonstration_that_begins_anew_throws_its_mail_away_and_nothing_else(tmp_path):
    demonstration = Demonstration(tmp_path)
    demonstration.mailer.send(claimed())
    (demonstration.mail / "notes.txt").write_text("mine")
    demonstration.discard()
    assert [file.name for file in demonstration.mail.iterdir()] == ["notes.txt"]


def test_every_ccg_area_team_and_region_of_the_demonstration_can_be_told():
    boxes = mailboxes()
    assert len(boxes) == len({address for _, _, address in boxes})
    assert all(checked_address(address) for _, _, address in boxes)
    told = {(role, scope) for role, scope, _ in boxes} | {(role, scope) for _, _, role, scope in PEOPLE}
    for place in organisations():
        held = {("ccg", place["code"]), ("area-team", place["area_team"]), ("regional-team", place["region"])}
        assert held <= told


def test_the_past_of_a_demonstration_was_posted_when_it_was_due(register, posted, clock, tmp_path):
    demonstration, seen = Demonstration(tmp_path), []
    posted(letter())
    demonstration._posting(register, seen.append)(clock())
    assert [states(register), seen] == [["sent"], [clock()]]
