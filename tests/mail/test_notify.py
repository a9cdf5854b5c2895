"""GOV.UK Notify: what its documentation says, each doubt asked for by reference before anything is sent again."""

from datetime import UTC, datetime, timedelta

import pytest

from deadlines.clock import machine_clock
from service.mail.mailer import Claimed, Permanent, Sent, Temporary, Unknown
from service.mail.message import Attachment, written
from service.mail.notify import NotifyAccount, NotifyMailer
from tests.mail.conftest import PostOffice, kinds, letter, rows, states
from tests.mail.notify_server import KEY, TEMPLATE, Notify, notify_server
from tests.mail.servers import Post

NOW = datetime(2015, 1, 8, 9, tzinfo=UTC)


@pytest.fixture
def notify():
    return Notify()


@pytest.fixture
def mailer(notify):
    with notify_server(notify) as port:
        yield NotifyMailer(NotifyAccount("127.0.0.1", port, TEMPLATE, KEY, plain=True), seconds=5)


@pytest.fixture
def mail(register, clock, mailer) -> PostOffice:
    return PostOffice(register, clock, Post(), mailer)


def claimed(address: str = "officer@example.org", now: datetime = NOW, **more: object) -> Claimed:
    message_id, body = written(letter(**more), "approvals@nhs.example", NOW)
    return Claimed(1, 1, "reminder", address, "Due", message_id, body, True, NOW, now)


def test_a_message_is_posted_with_its_template_words_and_reference(mailer, notify):
    outcome, taken = mailer.send(claimed()), notify.taken[0]
    assert outcome == Sent(taken["id"])
    assert (taken["template_id"], taken["reference"]) == (TEMPLATE, claimed().reference)
    assert taken["personalisation"] == {"subject": "Due", "body": "The pack is due.\n"}
    assert "@" not in taken["reference"]


def test_a_file_is_said_to_wait_in_the_service(mailer, notify):
    mailer.send(claimed(attachments=(Attachment("deadline.ics", "text/calendar", b"BEGIN"),)))
    assert "Sign in to read it there." in notify.taken[0]["personalisation"]["body"]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("400", Permanent), ("403", Temporary), ("429", Temporary), ("500", Temporary), ("502", Unknown),
        ("503", Unknown), ("302", Unknown), ("cut", Unknown), ("take and cut", Unknown),
    ],
)  # fmt: skip
def test_each_answer_is_what_the_documentation_says_it_is(mailer, notify, fault, outcome):
    notify.faults = [fault]
    assert type(mailer.send(claimed())) is outcome


@pytest.mark.parametrize(("fault", "everybody"), [("403", True), ("429", True), ("500", False)])
def test_what_is_about_the_whole_service_stops_everybody(mailer, notify, fault, everybody):
    notify.faults = [fault]
    outcome = mailer.send(claimed())
    assert isinstance(outcome, Temporary)
    assert outcome.everybody is everybody
    assert "as the script says" in outcome.why


def test_an_address_that_notify_refuses_is_refused_for_good(mailer):
    assert isinstance(mailer.send(claimed("nobody")), Permanent)


def test_a_wrong_key_or_clock_is_no_fault_of_the_message(notify):
    with notify_server(notify) as port:
        for key, clock in ((KEY[:-1] + "9", machine_clock), (KEY, lambda: NOW)):
            account = NotifyAccount("127.0.0.1", port, TEMPLATE, key, plain=True)
            assert isinstance(NotifyMailer(account, clock).send(claimed()), Temporary)


def test_a_service_that_cannot_be_reached_stops_everybody():
    outcome = NotifyMailer(NotifyAccount("127.0.0.1", 9, TEMPLATE, KEY, plain=True)).send(claimed())
    assert isinstance(outcome, Temporary)
    assert outcome.everybody


def test_a_message_that_notify_knows_is_found_by_its_reference(mailer, notify):
    assert isinstance(mailer.looked_up(claimed()), Temporary)
    mailer.send(claimed())
    assert mailer.looked_up(claimed()) == Sent(notify.taken[0]["id"])
    notify.taken[0]["status"] = "permanent-failure"
    assert isinstance(mailer.looked_up(claimed()), Permanent)


@pytest.mark.parametrize("fault", ["500", "403", "cut"])
def test_a_look_up_that_failed_leaves_the_doubt(mailer, notify, fault):
    notify.lookup_faults = [fault]
    assert isinstance(mailer.looked_up(claimed()), Unknown)


def test_what_is_older_than_notify_remembers_stays_in_doubt(mailer):
    assert isinstance(mailer.looked_up(claimed(now=NOW + timedelta(days=6))), Temporary)
    assert isinstance(mailer.looked_up(claimed(now=NOW + timedelta(days=6, microseconds=1))), Unknown)


@pytest.mark.parametrize(("fault", "posts"), [("take and cut", 1), ("cut", 1)])
def test_a_doubt_is_resolved_without_a_duplicate(register, posted, mail, notify, fault, posts):
    notify.faults = [fault]
    posted(letter(confidential=True))
    mail.rings()
    assert states(register) == ["unknown"]
    mail.rings_after(minutes=11)
    assert states(register) == ["sent"]
    assert len(notify.taken) == posts
    assert rows(register)[0]["reference"] == notify.taken[0]["id"]
    assert rows(register)[0]["twice"] is False
    assert kinds(register) == ["mail-unknown", "mail-sent"]


def test_a_doubt_that_cannot_be_resolved_for_two_hours_is_put_before_a_person(register, posted, mail, notify):
    notify.faults, notify.lookup_faults = ["take and cut"], ["500"] * 99
    posted(letter())
    mail.rings()
    for _ in range(20):
        mail.rings_after(minutes=11)
    assert states(register) == ["unknown"]
    assert kinds(register)[-2:] == ["task-opened", "mail-unknown"]
    assert len(notify.taken) == 1
