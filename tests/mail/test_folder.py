"""The folder: one file for each message, written whole, found again by its name."""

from datetime import UTC, datetime

from service.mail.folder import FolderMailer
from service.mail.mailer import Claimed, Sent, Temporary
from service.mail.message import written
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
