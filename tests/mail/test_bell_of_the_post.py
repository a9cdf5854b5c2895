"""The bell of the post: rings by itself, survives whatever one ring meets, and stops."""

import threading

from service.mail.mailer import Sent
from service.wakeups import PostBell
from tests.mail.conftest import letter, rows, states
from tests.mail.test_returns import report


class Waiting:
    """A way of sending that tells when it was asked, and breaks the first time."""

    dedupes = False

    def __init__(self, broken: bool = False) -> None:
        self.asked, self.closed, self.broken = threading.Event(), False, broken

    def send(self, _claimed):
        if self.broken:
            self.broken = False
            raise RuntimeError("a mistake of ours")
        self.asked.set()
        return Sent()

    def looked_up(self, _claimed):
        return None

    def close(self):
        self.closed = True


def test_it_rings_by_itself_and_closes_the_connection_when_it_stops(register, posted):
    mailer = Waiting()
    bell = PostBell(register, mailer)
    posted(*(letter(str(number)) for number in range(25)))
    bell.start()
    assert mailer.asked.wait(10)
    bell.stop()
    assert mailer.closed
    assert "sending" not in states(register)


def test_a_process_that_only_serves_pages_sends_nothing_until_it_rings(register, posted):
    mailer = Waiting()
    register.bell.rings = False
    bell = PostBell(register, mailer)
    posted(letter())
    bell.start()
    assert not mailer.asked.wait(2)
    assert states(register) == ["todo"]
    register.bell.rings = True
    assert mailer.asked.wait(10)
    bell.stop()


def test_more_than_fits_into_one_go_leaves_with_one_ring(register, posted):
    posted(*(letter(str(number)) for number in range(45)))
    PostBell(register, Waiting()).ring()
    assert states(register) == ["sent"] * 45


def test_a_mistake_in_one_ring_is_logged_and_the_message_is_in_doubt_and_not_lost(register, posted, caplog):
    bell = PostBell(register, Waiting(broken=True))
    posted(letter("a"), letter("b"))
    bell.ring()
    assert "sending failed" in caplog.text
    bell.ring()
    assert states(register) == ["sending", "sent"]


def test_it_reads_what_came_back(register, posted, tmp_path):
    posted(letter())
    bell = PostBell(register, Waiting(), tmp_path)
    bell.ring()
    (tmp_path / "one.eml").write_bytes(report(str(rows(register)[0]["message_id"])))
    bell.ring()
    assert states(register) == ["bounced"]


def test_without_a_way_of_sending_messages_wait(register, posted):
    posted(letter())
    PostBell(register, None).ring()
    assert states(register) == ["todo"]


def test_a_ring_that_is_stopped_ends_after_the_messages_under_way(register, posted):
    posted(*(letter(str(number)) for number in range(45)))
    bell = PostBell(register, Waiting())
    bell._stop.set()
    bell.ring()
    assert states(register).count("sent") == 20
