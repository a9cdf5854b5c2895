"""What a case has heard, what waits, and what is taken back when the case returns to an earlier place."""

from processes.messages import Messages

YES = ("constitution-outcome", {"constitution_outcome": "approved"})
NO = ("constitution-outcome", {"constitution_outcome": "refused"})


def heard(*received: tuple[str, dict[str, object]]) -> Messages:
    messages = Messages()
    for message in received:
        messages.hear(message)  # type: ignore[arg-type]
    return messages


def test_a_message_is_heard_until_it_is_taken_back() -> None:
    messages = heard(YES)
    assert messages.has_heard(YES)
    messages.forget(YES)
    assert not messages.has_heard(YES)
    assert messages.waiting == []


def test_what_was_heard_since_is_remembered_when_the_case_returns() -> None:
    now = heard(NO, YES)
    assert now.return_to(heard(NO)) == [YES]
    assert now.waiting == [NO]


def test_what_was_heard_and_taken_back_since_is_not_remembered() -> None:
    now = heard(NO, YES)
    now.forget(YES)
    assert now.return_to(heard(NO)) == []
    assert now.waiting == [NO]


def test_what_was_taken_back_since_does_not_wait_again() -> None:
    now = heard(NO)
    now.forget(NO)
    assert now.return_to(heard(NO)) == []
    assert now.waiting == []


def test_messages_read_back_as_they_were_written() -> None:
    now = heard(NO, YES)
    now.forget(YES)
    assert Messages.read(now.written()).written() == now.written()
