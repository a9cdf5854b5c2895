"""Telling a program what happened: every event once and in order, again when it was not taken, and never for ever."""

import base64
import json
from datetime import timedelta

import pytest

from service.actions import hooks as acts
from service.actions import people
from service.actions.hooks import UnusableHook, tell_hooks
from service.hooks.signing import signature
from service.register import hooks, queries
from service.register.delivery import BACKOFF
from service.register.keyset import Page
from service.register.ledger import Entry, append
from service.register.tasks import open_tasks
from service.roles import NotAllowed, Person
from service.wakeups import HookBell
from tests.hooks.conftest import LOOPBACK

OFFICE = Person("office", "", "programme-office")


@pytest.fixture
def hook(register, receiver):
    """A webhook that is told everything."""
    register.webhook_nets = LOOPBACK
    number, secret = acts.add_hook(register, OFFICE, receiver.url, [], "")
    return hooks.one_hook(register, number), secret


def happen(register, count=1, kind="something"):
    now = register.clock()
    with register.database.write() as connection:
        append(connection, [Entry(kind, now, by="office", detail={"number": n}) for n in range(count)], now)


def told(receiver):
    return [json.loads(body)["data"]["detail"].get("number") for _, body in receiver.told]


def test_what_happens_is_told_once_in_order_and_signed(register, receiver, post, hook):
    tell_hooks(register, post)
    receiver.told.clear()
    happen(register, 45)
    while tell_hooks(register, post):
        pass
    assert told(receiver) == list(range(45))
    headers, body = receiver.told[0]
    event = json.loads(body)
    signed = signature(hook[1], headers["webhook-id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"] == f"v1,{signed}"
    assert headers["webhook-id"] == f"{hook[0].id}-{event['id']}"
    assert (event["type"], event["specversion"]) == ("approvals.something", "1.0")
    assert len(base64.b64decode(hook[1].removeprefix("whsec_"))) == 32


def test_what_happened_before_it_was_registered_is_not_told(register, receiver, post, hook):
    tell_hooks(register, post)
    assert [json.loads(body)["type"] for _, body in receiver.told] == ["approvals.hook-added"]


def test_an_event_that_is_not_taken_is_tried_again_on_the_ladder_and_the_next_ones_wait(
    register, receiver, post, hook, clock
):
    tell_hooks(register, post)
    receiver.told.clear()
    happen(register, 2)
    for step in BACKOFF[:3]:
        receiver.answers = [500]
        assert tell_hooks(register, post) == 0
        clock.advance(step - timedelta(seconds=1))
        assert tell_hooks(register, post) == 0
        clock.advance(step * 0.2 + timedelta(seconds=1))
    assert tell_hooks(register, post) == 2
    assert told(receiver) == [0, 0, 0, 0, 1]
    assert len({headers["webhook-id"] for headers, _ in receiver.told}) == 2
    outcomes = [row["outcome"] for row in hooks.deliveries_page(register, hook[0].id, Page()).rows]
    assert outcomes == ["taken", "taken", "failed", "failed", "failed", "taken"]


def test_after_eight_attempts_it_is_given_up_and_the_office_gets_a_task(register, receiver, post, hook, clock):
    tell_hooks(register, post)
    happen(register)
    for _ in range(hooks.MOST_ATTEMPTS):
        receiver.answers = [503]
        tell_hooks(register, post)
        clock.advance(timedelta(hours=5))
    receiver.told.clear()
    assert tell_hooks(register, post) == 0
    assert (receiver.told, hooks.one_hook(register, hook[0].id).state) == ([], "disabled")
    task = open_tasks(register, queries.Sight())[-1]
    assert (task["kind"], receiver.url in str(task["said"])) == ("webhook", True)
    acts.resume(register, OFFICE, hook[0].id)
    tell_hooks(register, post)
    assert told(receiver)[0] == 0


def test_a_program_that_is_gone_is_given_up_at_once(register, receiver, post, hook):
    receiver.answers = [410]
    tell_hooks(register, post)
    assert hooks.one_hook(register, hook[0].id).state == "disabled"


def test_a_crash_between_sending_and_writing_down_sends_the_same_id_again(register, receiver, post, hook):
    """Class of bug: what was sent is not known to be sent."""

    def crash(*given):
        post(*given)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tell_hooks(register, crash)
    tell_hooks(register, post)
    ids = [headers["webhook-id"] for headers, _ in receiver.told]
    assert (len(ids), len(set(ids))) == (2, 1)


def test_it_is_told_only_kinds_and_regions_that_it_is_for(register, receiver, post, hook):
    acts.remove(register, OFFICE, hook[0].id)
    acts.add_hook(register, OFFICE, receiver.url, ["step-opened"], "North")
    for code in ("03L", "07K"):
        people.open_case(register, OFFICE, "delegated", "2014-15", code)
    while tell_hooks(register, post):
        pass
    events = [json.loads(body) for _, body in receiver.told]
    assert {event["type"] for event in events} == {"approvals.step-opened"}
    regions = {queries.case_row(register, queries.Sight(), event["data"]["case"])["region"] for event in events}
    assert regions == {"North"}


def test_notes_and_letters_are_told_only_to_whom_names_them(register, receiver, post, hook):
    named, _ = acts.add_hook(register, OFFICE, receiver.url, ["noted"], "")
    for kind in ("noted", "mail-sent", "task-opened", "something"):
        happen(register, kind=kind)
    while tell_hooks(register, post):
        pass
    by_hook = {}
    for headers, body in receiver.told:
        by_hook.setdefault(headers["webhook-id"].partition("-")[0], []).append(json.loads(body)["type"])
    assert by_hook[str(named)] == ["approvals.noted"]
    assert not {"approvals.noted", "approvals.mail-sent", "approvals.task-opened"} & set(by_hook[str(hook[0].id)])


def test_a_place_moves_on_past_what_concerns_it_not(register, receiver, post, hook):
    acts.remove(register, OFFICE, hook[0].id)
    number, _ = acts.add_hook(register, OFFICE, receiver.url, ["never-happens"], "")
    happen(register, hooks.IDLE_STRETCH + 10)
    assert tell_hooks(register, post) == 0
    assert hooks.one_hook(register, number).seq == queries.ledger_head_of(register)[0]
    assert receiver.told == []


def test_one_that_is_paused_or_removed_is_told_nothing(register, receiver, post, hook):
    acts.pause(register, OFFICE, hook[0].id)
    happen(register)
    assert tell_hooks(register, post) == 0
    acts.resume(register, OFFICE, hook[0].id)
    assert tell_hooks(register, post, stopped=lambda: True) == 0
    assert tell_hooks(register, post) > 0
    acts.remove(register, OFFICE, hook[0].id)
    happen(register)
    assert tell_hooks(register, post) == 0
    with pytest.raises(hooks.NoSuchHook):
        hooks.one_hook(register, hook[0].id)


def test_a_test_is_sent_at_once_and_moves_nothing(register, receiver, post, hook):
    before = hooks.one_hook(register, hook[0].id).seq
    assert acts.test(register, OFFICE, hook[0].id, post).taken
    assert json.loads(receiver.told[0][1])["type"] == "approvals.test"
    receiver.answers = [404]
    assert acts.test(register, OFFICE, hook[0].id, post).answered == 404
    assert hooks.one_hook(register, hook[0].id).seq == before


def test_only_officers_register_and_what_cannot_be_told_is_refused(register):
    with pytest.raises(NotAllowed):
        acts.add_hook(register, Person("a", "", "auditor"), "https://example.org/", [], "")
    with pytest.raises(UnusableHook) as refused:
        acts.add_hook(register, OFFICE, "https://10.0.0.1/", ["Not A Kind"], "Nowhere")
    assert set(refused.value.errors) == {"url", "types", "region"}
    with pytest.raises(UnusableHook):
        acts.add_hook(register, OFFICE, "https://example.org/", ["a"] * 41, "")


def test_the_bell_tells_in_a_thread_of_its_own_and_outlives_what_goes_wrong(register, receiver, post, hook, caplog):
    def broken(*_):
        raise RuntimeError("not this time")

    HookBell(register, broken).ring()
    assert "telling the webhooks failed" in caplog.text
    bell = HookBell(register, post)
    register.bell.rings = True
    bell.start()
    try:
        assert receiver.arrived.wait(10)
    finally:
        bell.stop()
