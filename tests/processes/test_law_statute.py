"""Reading the law: what a rule may say, and how a mistake in it is told."""

import pytest

from processes.checks.law.statute import UnusableLaw, event, read_law

COMPLETE = """
[[rule]]
name = "a"
title = "A title."
source = "Next steps, 1"
message = "does wrong"
why = "It matters."
remedy = "Mend it."
"""


def law(more: str, base: str = COMPLETE) -> dict[str, bytes]:
    return {"rules/x.toml": (base + more).encode(), "paths/other.bpmn": b"", "rules/notes.txt": b"["}


def test_a_complete_rule_is_read() -> None:
    (rule,) = read_law(
        law('event = "form:b"\nneeds = ["form:c"]\nholds = "d == 1"\nif = "e == 1"\nunless = \'given("f")\'')
    )
    assert (rule.events, rule.needs, rule.hears) == (("form:b",), ("form:c",), {"form:b", "form:c"})
    assert rule.reads == {"d", "e", "f"}


def test_conditions_are_compared_without_regard_to_their_spaces_and_quotes() -> None:
    assert event("when:(a<=1)   and b=='x'") == event('when: a <= 1 and b == "x"')


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("", "needs one of event, never, or from with meets"),
        ('event = "form:b"', "demands nothing"),
        ('event = "form:b"\nnever = ["form:c"]', "needs one of event"),
        ('from = "form:b"', "needs one of event, never, or from with meets"),
        ('event = "form"\nat_most = 1', "'form' in event is no event"),
        ('event = "moon:full"\nat_most = 1', "'moon:full' in event is no event"),
        ("event = [1]\nat_most = 1", "event is a list of texts"),
        ('event = "form:b"\nat_most = "one"', "at_most is a number"),
        ('event = "form:b"\nholds = "b.c"', "holds: "),
        ('event = "form:b"\nneeds = ["when:b.c"]', "needs: "),
        ('event = "form:b"\nspeed = 3', "has the keys speed"),
        ("[other]", "something else than"),
        ("name", "is not TOML"),
    ],
)
def test_a_rule_that_cannot_be_held_is_refused(more: str, message: str) -> None:
    with pytest.raises(UnusableLaw, match=message):
        read_law(law(more))


def test_a_rule_without_its_words_is_refused() -> None:
    with pytest.raises(UnusableLaw, match="needs a text in why"):
        read_law(law('event = "form:b"\nat_most = 1', COMPLETE.replace('why = "It matters."', "")))


def test_a_name_is_used_once() -> None:
    twice = COMPLETE + 'event = "form:b"\nat_most = 1\n'
    with pytest.raises(UnusableLaw, match="a is written twice"):
        read_law({"rules/x.toml": twice.encode(), "rules/y.toml": twice.encode()})


def test_a_file_without_rules_forbids_nothing() -> None:
    assert read_law({"rules/x.toml": b"# nothing yet"}) == ()


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(UnusableLaw, match="is not TOML"):
        read_law({"rules/x.toml": b"\xff"})
