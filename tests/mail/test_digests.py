"""The daily digest: one letter in the morning for who asked for it, with what is still true then."""

from datetime import UTC, datetime, timedelta

from service.mail.message import Attachment, Recipient, attachments_of, text_of
from service.register.queries import Sight
from service.register.tasks import open_tasks
from tests.mail.conftest import account, kinds, letter, rows, states, told

DAILY = Recipient("daily@example.org", "reader", "A reader", "daily")
OTHER = Recipient("other@example.org", "other", "Another", "daily")
MORNING = datetime(2014, 12, 2, 8, tzinfo=UTC)


def digests(register) -> list[dict[str, object]]:
    return [row for row in rows(register) if row["kind"] == "digest"]


def test_nothing_goes_out_before_eight_and_one_letter_for_each_reader_at_eight(register, posted, mail, clock):
    account(register, "reader", "finance", name="A reader of mail")
    posted(*(letter(key, to=to, subject=f"About {key}") for key, to in (("a", DAILY), ("b", DAILY), ("c", OTHER))))
    clock.move_to(MORNING - timedelta(microseconds=1))
    assert mail.rings() == 0
    clock.move_to(MORNING)
    assert mail.rings() == 2
    assert sorted(to for to, _ in mail.post.accepted) == ["daily@example.org", "other@example.org"]
    first = digests(register)[0]
    assert first["subject"] == "Your daily digest: 2 messages"
    assert "About a" in text_of(first["body"])
    assert "About b" in text_of(first["body"])
    assert b"To: A reader of mail <daily@example.org>" in first["body"]
    assert mail.rings_after(days=1) == 0


def test_what_a_digest_holds_is_told_as_sent_each_with_its_own_entry(register, posted, mail, clock, office):
    posted(letter("a", to=DAILY, case_id=office.open()), letter("b", to=DAILY))
    clock.move_to(MORNING)
    mail.rings()
    assert states(register) == ["sent"] * 3
    entries = told(register, "mail-sent")
    assert [entry.get("digest") for entry in entries] == [None, 3, 3]
    assert [entry["case"] for entry in entries] == [None, 1, None]


def test_what_became_untrue_by_morning_is_left_out(register, posted, mail, clock):
    posted(letter("a", to=DAILY, valid_until=MORNING + timedelta(seconds=1)), letter("b", to=DAILY))
    clock.move_to(MORNING + timedelta(seconds=2))
    mail.rings()
    assert states(register) == ["cancelled", "sent", "sent"]
    assert digests(register)[0]["subject"] == "Your daily digest: one message"


def test_a_morning_on_which_nothing_is_true_any_more_has_no_digest(register, posted, mail, clock):
    posted(letter("a", to=DAILY, valid_until=MORNING + timedelta(seconds=1)))
    clock.move_to(MORNING + timedelta(seconds=2))
    assert [mail.rings(), states(register)] == [0, ["cancelled"]]


def test_a_digest_that_waited_and_became_untrue_is_written_anew(register, posted, mail, clock):
    mail.post.faults = {"rcpt": ["451 busy"]}
    posted(letter("a", to=DAILY, valid_until=MORNING + timedelta(seconds=30)), letter("b", to=DAILY))
    clock.move_to(MORNING)
    mail.rings()
    mail.rings_after(minutes=2)
    mail.rings_after(seconds=1)
    assert states(register) == ["cancelled", "sent", "cancelled", "sent"]
    assert len(mail.post.accepted) == 1
    assert "mail-failed" not in kinds(register)


def test_a_digest_that_may_have_arrived_is_sent_again_as_it_was(register, posted, mail, clock):
    mail.post.faults = {"content": ["accept and cut"]}
    posted(letter("a", to=DAILY, valid_until=MORNING + timedelta(seconds=30)))
    clock.move_to(MORNING)
    mail.rings()
    mail.rings_after(minutes=11)
    assert mail.post.accepted[0] == mail.post.accepted[1]
    assert states(register) == ["sent", "sent"]


def test_what_a_failed_digest_held_has_failed_and_one_task_says_so(register, posted, mail, clock):
    mail.post.faults = {"rcpt": ["550 nobody"]}
    posted(letter("a", to=DAILY), letter("b", to=DAILY))
    clock.move_to(MORNING)
    mail.rings()
    assert states(register) == ["failed"] * 3
    assert len(open_tasks(register, Sight())) == 1


def test_files_of_collected_letters_go_with_the_digest(register, posted, mail, clock):
    calendar = Attachment("deadline.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\n")
    posted(letter("a", to=DAILY, attachments=(calendar,)))
    clock.move_to(MORNING)
    mail.rings()
    assert [one.content for one in attachments_of(digests(register)[0]["body"])] == [b"BEGIN:VCALENDAR\r\n"]
