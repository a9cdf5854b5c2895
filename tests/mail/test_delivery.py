"""What became of each message is known or said to be unknown: crashes, doubts, retries, holds, messages gone stale."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, update

from service.mail.mailer import Sent
from service.register.delivery import (
    BACKOFF,
    Finished,
    Sender,
    anything_due,
    ask_about_doubts,
    give_up_lost,
    swap,
    waits,
)
from service.register.digests import collect_digests
from service.register.queries import Sight
from service.register.tables import dues, holds, outbox, reminders
from service.register.tasks import done, open_tasks
from tests.conftest import SERVER
from tests.mail.conftest import account, kinds, letter, rows, states, told

LATER = timedelta(minutes=11)


def said(register) -> list[str]:
    return [str(row["said"]) for row in open_tasks(register, Sight())]


def one(register) -> dict[str, object]:
    (row,) = rows(register)
    return row


def dies_sending(register, clock) -> None:
    """Claim the next message as a process that is then gone; where several nodes send, only time tells that it is."""
    assert swap(register, None, Sender("gone", dedupes=False), clock()) is not None
    clock.advance(timedelta(0) if register.database.is_sqlite else timedelta(minutes=6))


def test_what_is_due_is_sent_and_told_in_the_ledger(register, posted, mail, office):
    case = office.open()
    posted(letter(case_id=case), letter("two"))
    assert mail.rings() == 2
    assert states(register) == ["sent", "sent"]
    first, _ = told(register, "mail-sent")
    row = rows(register)[0]
    assert (first["case"], first["person"], first["address"]) == (case, "programme-office", "officer@example.org")
    assert (first["message_id"], first["sha256"], first["attempt"]) == (row["message_id"], row["sha256"], 1)
    assert [body for _, body in mail.post.accepted] == [row["body"] for row in rows(register)]


def test_what_is_sent_is_not_sent_again(posted, mail):
    posted(letter())
    assert [mail.rings(), mail.rings_after(days=3)] == [1, 0]
    posted(letter())
    assert mail.rings() == 0


def test_a_limit_ends_a_ring_and_leaves_nothing_claimed(register, posted, mail):
    posted(letter("a"), letter("b"))
    assert mail.rings(limit=1) == 1
    assert states(register) == ["sent", "todo"]


def test_one_bad_address_does_not_block_the_rest(register, posted, mail):
    mail.post.faults = {"rcpt": ["550 nobody here"]}
    posted(letter("a"), letter("b"))
    mail.rings()
    assert states(register) == ["failed", "sent"]
    assert kinds(register) == ["task-opened", "mail-failed", "mail-sent"]
    assert said(register) == [
        "“Three days are left” to programme-office at officer@example.org could not be delivered. "
        "The mail server answered 550 nobody here. Phone them."
    ]


def test_a_temporary_failure_is_tried_again_later_and_later(register, posted, mail):
    mail.post.faults = {"rcpt": ["451 busy"] * 5}
    posted(letter())
    for step in BACKOFF:
        assert mail.rings() == 1
        assert mail.rings_after(seconds=step.total_seconds() - 1) == 0
        mail.clock.advance(step * 0.2 + timedelta(seconds=1))
    mail.rings()
    assert (one(register)["state"], one(register)["attempts"], kinds(register)) == ("sent", 6, ["mail-sent"])


def test_waiting_is_longer_each_time_by_a_share_that_comes_from_the_key():
    for number, step in enumerate(BACKOFF, start=1):
        assert step <= waits("a", number) <= step * 1.2
    assert waits("a", 1) == waits("a", 1) != waits("b", 1)
    assert waits("a", 99) >= BACKOFF[-1]


def test_what_cannot_be_sent_until_its_point_has_failed(register, posted, mail, clock):
    mail.post.faults = {"rcpt": ["451 busy"] * 9}
    posted(letter(valid_until=clock() + timedelta(minutes=3)))
    mail.rings()
    assert one(register)["state"] == "todo"
    mail.rings_after(minutes=2)
    assert one(register)["state"] == "failed"
    assert "could not be delivered" in said(register)[0]


def test_what_was_tried_in_vain_until_its_point_while_nobody_rang_has_failed_too(register, posted, mail, clock):
    mail.post.faults = {"rcpt": ["451 busy"]}
    posted(letter(valid_until=clock() + timedelta(minutes=3)))
    mail.rings()
    mail.rings_after(hours=1)
    assert one(register)["state"] == "failed"
    assert len(mail.post.accepted) == 0


def test_a_letter_without_an_end_is_tried_for_two_days(register, posted, mail):
    mail.post.faults = {"rcpt": ["451 busy"] * 99}
    posted(letter(kind="letter"))
    for _ in range(47):
        mail.rings_after(hours=1)
    assert one(register)["state"] in ("todo", "failed")
    mail.rings_after(hours=4)
    mail.rings_after(hours=5)
    assert one(register)["state"] == "failed"


def test_while_the_server_is_away_every_other_message_keeps_its_turn(register, posted, clock, mail):
    mail.post.faults = {"connect": ["cut"]}
    posted(letter("a"), letter("b"))
    assert mail.rings() == 1
    assert [row["attempts"] for row in rows(register)] == [1, 0]
    mail.rings_after(minutes=2)
    assert states(register) == ["sent", "sent"]


def test_a_message_in_doubt_is_sent_once_more_and_marked(register, posted, mail):
    mail.post.faults = {"content": ["accept and cut"]}
    posted(letter())
    mail.rings()
    assert (one(register)["state"], said(register)) == ("unknown", [])
    assert [mail.rings_after(minutes=9), mail.rings_after(minutes=2)] == [0, 1]
    assert (one(register)["state"], one(register)["twice"]) == ("sent", True)
    assert len(set(mail.post.message_ids)) == 1
    assert mail.post.accepted[0] == mail.post.accepted[1]  # to the byte, with the same Date
    assert kinds(register) == ["mail-unknown", "mail-maybe-twice", "mail-sent"]
    assert told(register, "mail-sent")[0]["twice"] is True


def test_a_message_in_doubt_for_the_second_time_waits_for_a_person(register, posted, mail):
    mail.post.faults = {"content": ["cut", "cut"]}
    posted(letter())
    mail.rings()
    mail.rings_after(minutes=11)
    assert (one(register)["state"], mail.rings_after(days=1)) == ("unknown", 0)
    assert "may have arrived or not" in said(register)[0]


@pytest.mark.parametrize("kind", ["link", "attestation"])
def test_what_is_confidential_and_in_doubt_waits_for_a_person(register, posted, mail, kind):
    mail.post.faults = {"content": ["accept and cut"]}
    posted(letter(kind=kind, confidential=True))
    mail.rings()
    assert (mail.rings_after(days=1), one(register)["state"], len(mail.post.accepted)) == (0, "unknown", 1)
    assert "say that it was delivered, or send it again" in said(register)[0]


def test_a_message_whose_sender_died_is_in_doubt_and_never_lost(register, posted, mail, clock):
    posted(letter())
    dies_sending(register, clock)
    assert [mail.rings(), one(register)["state"]] == [0, "unknown"]
    assert mail.rings_after(minutes=11) == 1
    assert (one(register)["state"], one(register)["twice"]) == ("sent", True)


def test_a_message_of_a_dead_sender_that_failed_before_it_was_taken_is_not_forgotten_as_failed(register, posted, mail):
    """Class of bug: a second failure that is certain hides that the first attempt may have arrived."""
    mail.post.faults = {"content": ["accept and cut", "451 later"]}
    posted(letter())
    mail.rings()
    mail.rings_after(minutes=11)
    assert one(register)["state"] == "todo"
    mail.rings_after(minutes=30)
    assert (one(register)["state"], one(register)["twice"]) == ("sent", True)


def test_where_the_other_side_takes_a_message_once_a_doubt_makes_no_duplicate(
    register, posted, folder, clock, tmp_path
):
    posted(letter("a"), letter("b", confidential=True))
    dies_sending(register, clock)
    folder.rings()
    folder.rings_after(minutes=11)
    assert states(register) == ["sent", "sent"]
    assert [row["twice"] for row in rows(register)] == [False, False]
    assert len(list((tmp_path / "mail").iterdir())) == 2
    assert "mail-maybe-twice" not in kinds(register)


def test_a_sender_that_lost_its_message_cannot_record_an_outcome(register, posted, clock):
    """Class of bug: mail without a fence; a slow sender overwrites what another has found out."""
    posted(letter())
    slow, quick = Sender("slow", dedupes=True), Sender(register.sender, dedupes=True)
    first = swap(register, None, slow, clock())
    with register.database.write() as connection:
        connection.execute(update(outbox).values(state="todo"))
    second = swap(register, None, quick, clock())
    swap(register, Finished(first, Sent("slow")), slow, clock())
    assert one(register)["state"] == "sending"
    swap(register, Finished(second, Sent("quick")), quick, clock())
    assert (one(register)["state"], one(register)["reference"]) == ("sent", "quick")
    assert len(told(register, "mail-sent")) == 1


def test_where_several_nodes_send_a_message_is_given_up_after_five_minutes_only(register, posted, mail, clock):
    posted(letter())
    assert swap(register, None, Sender("other node", dedupes=False), clock()) is not None
    gone = Sender("other node", dedupes=False) if register.database.is_sqlite else Sender("us", dedupes=False)
    clock.advance(timedelta(minutes=5))
    assert give_up_lost(register, gone, clock()) == 0
    clock.advance(timedelta(microseconds=1))
    assert give_up_lost(register, gone, clock()) == 1


@pytest.mark.skipif(bool(SERVER), reason="plans are SQLite's")
def test_what_is_asked_every_second_costs_nothing_however_many_messages_there_are(register, posted):
    """Class of bug: a query that no partial index answers grows with all that was ever sent."""
    posted(letter())
    waiting = [sql for sql in _asked(register) if "FROM outbox" in sql[0]]
    assert len(waiting) == 5
    for sql, values in waiting:
        with register.database.read() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            assert [
                row.detail for row in plan if "ix_outbox_under_way" in row.detail or "ix_outbox_todo" in row.detail
            ], sql


def _asked(register) -> list[tuple[str, object]]:
    """Return the statements of a ring that finds nothing to do."""
    asked: list[tuple[str, object]] = []
    engine, early = register.database._reader, register.clock() - timedelta(days=1)

    def note(_connection, _cursor, sql, values, *_more) -> None:
        asked.append((sql, values))

    event.listen(engine, "before_cursor_execute", note)
    sender = Sender(register.sender, dedupes=False)
    give_up_lost(register, sender, early)
    ask_about_doubts(register, sender, early)
    collect_digests(register, early)
    assert not anything_due(register, sender, early)
    event.remove(engine, "before_cursor_execute", note)
    return asked


def test_nothing_is_claimed_twice(register, posted, clock):
    posted(letter())
    sender = Sender("a", dedupes=False)
    assert swap(register, None, sender, clock()) is not None
    assert swap(register, None, sender, clock()) is None


def test_a_doubt_that_did_not_come_from_sending_is_put_before_a_person_once(register, posted, mail, clock):
    """Class of bug: after a restore a confidential message is in doubt, waits for a person, and nobody is told."""
    posted(letter("a", confidential=True), letter("b"))
    with register.database.write() as connection:
        connection.execute(update(outbox).values(state="unknown", note="It may have been sent since."))
    mail.rings()
    assert states(register) == ["unknown", "sent"]
    assert len(said(register)) == 1
    done(register, 1, "officer", "They have it.")
    mail.rings()
    assert said(register) == []


@pytest.mark.parametrize(("released", "sent"), [(False, 0), (True, 1)])
def test_nothing_is_sent_while_mail_is_held(register, posted, mail, clock, released, sent):
    posted(letter())
    row = {"reason": "restored", "said": "", "all_falls": True, "mail": True, "from_at": clock(), "made_at": clock()}
    with register.database.write() as connection:
        connection.execute(insert(holds).values(**row, released_at=clock() if released else None))
    assert mail.rings() == sent


def test_mail_that_is_held_while_messages_are_under_way_stops_with_the_next(register, posted, clock):
    posted(letter("a"), letter("b"))
    sender = Sender(register.sender, dedupes=False)
    first = swap(register, None, sender, clock())
    row = {"reason": "restored", "said": "", "all_falls": True, "mail": True, "from_at": clock(), "made_at": clock()}
    with register.database.write() as connection:
        connection.execute(insert(holds).values(row))
    assert swap(register, Finished(first, Sent()), sender, clock()) is None
    assert states(register) == ["sent", "todo"]


@pytest.fixture
def reminder(register, office, clock):
    """Plan a reminder of a real deadline of a case, as told, and post its letter."""

    def make(**more: object) -> int:
        case = office.open()
        with register.database.write() as connection:
            due = connection.execute(dues.select().where(dues.c.case_id == case)).first()
            row = {
                "case_id": case, "element": due.element, "deadline": due.deadline, "covers": due.covers,
                "due_at": due.at, "rung": "two working days before", "escalation": False, "audience": "ccg",
                "at": clock(), "state": "told", "changed_at": clock(), **more,
            }  # fmt: skip
            return connection.execute(insert(reminders).values(row)).inserted_primary_key[0]

    return make


def test_a_reminder_that_is_still_true_is_sent_with_its_rung_in_the_ledger(register, posted, mail, reminder):
    posted(letter(reminder_id=reminder()))
    mail.rings()
    assert told(register, "mail-sent")[0]["rung"] == "two working days before"


OTHER_WAY = "The case went another way."
CHANGES = {
    "Nothing waits for this deadline any more.": lambda now: update(dues).values(over_at=now),
    "The deadline was moved.": lambda now: update(dues).values(at=now + timedelta(days=400)),
    OTHER_WAY: lambda _now: update(reminders).values(state="cancelled", note=OTHER_WAY),
    "The reminder was withdrawn.": lambda _now: update(reminders).values(state="cancelled"),
}


@pytest.mark.parametrize("why", CHANGES)
def test_a_reminder_that_became_untrue_is_cancelled_with_a_reason(register, posted, mail, clock, reminder, why):
    posted(letter(reminder_id=reminder()))
    with register.database.write() as connection:
        connection.execute(CHANGES[why](clock()))
    assert mail.rings() == 0
    assert (one(register)["state"], one(register)["note"]) == ("cancelled", why)
    assert [entry["note"] for entry in told(register)] == [why]


def test_an_escalation_is_sent_although_the_deadline_is_over(register, posted, mail, clock, reminder):
    posted(letter(kind="escalation", reminder_id=reminder(escalation=True)))
    with register.database.write() as connection:
        connection.execute(update(dues).values(over_at=clock()))
    assert mail.rings() == 1


@pytest.mark.parametrize(("microseconds", "state"), [(-1, "sent"), (0, "sent"), (1, "cancelled")])
def test_what_has_passed_its_point_is_not_sent(register, posted, mail, clock, microseconds, state):
    posted(letter(valid_until=clock() + timedelta(hours=1)))
    clock.advance(timedelta(hours=1, microseconds=microseconds))
    mail.rings()
    assert one(register)["state"] == state


def test_a_doubtful_reminder_that_became_untrue_is_not_sent_again_and_says_that_it_may_have_arrived(
    register, posted, mail, clock
):
    mail.post.faults = {"content": ["accept and cut"]}
    posted(letter(valid_until=clock() + timedelta(minutes=5)))
    mail.rings()
    mail.rings_after(minutes=11)
    assert one(register)["state"] == "cancelled"
    assert one(register)["note"] == "Its point has passed. It may have been delivered before."


def test_a_hundred_stale_messages_do_not_keep_a_good_one_back(register, posted, mail, clock):
    posted(*(letter(f"stale-{number}", valid_until=clock()) for number in range(150)))
    clock.advance(timedelta(seconds=1))
    posted(letter("good"))
    while mail.rings() or "todo" in states(register):
        pass
    assert len(mail.post.accepted) == 1


def test_the_name_of_somebody_is_not_needed_to_phone_a_mailbox(register, posted, mail):
    account(register, "office", "programme-office")
    mail.post.faults = {"rcpt": ["550 no"]}
    posted(letter(to=type(letter().to)("box@example.org")))
    mail.rings()
    assert said(register)[0].startswith("“Three days are left” to box@example.org could not")
