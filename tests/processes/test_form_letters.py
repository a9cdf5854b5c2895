"""What the names in a letter say of a case, and what of a form's letter cannot be read."""

from datetime import UTC, datetime

import pytest

from deadlines.rounds import shipped_round
from processes.letters import UnusableLetter, read_letter
from processes.scope import CaseScope
from processes.values import Value

MOMENT = datetime(2015, 1, 9, 12, tzinfo=UTC)
VARIABLES: dict[str, Value] = {
    "when": MOMENT, "agreed": True, "declined": False, "reasons": ["late", "incomplete"], "word": "approved",
    "count": 3, "nothing": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("when", "midday (12 noon) on Friday 9 January 2015"), ("agreed", "yes"), ("declined", "no"),
        ("reasons", "late\nincomplete"), ("word", "approved"), ("count", "3"), ("nothing", ""), ("unknown", ""),
    ],
)  # fmt: skip
def test_what_a_name_says_is_in_plain_words_and_nothing_while_it_is_unknown(expression: str, said: str) -> None:
    letter = read_letter({"text": "receipt", "field": "body", "says": {"outcome": expression}})
    assert letter is not None
    assert letter.values(CaseScope(VARIABLES, shipped_round("2014-15"), MOMENT)) == {"outcome": said}


def test_a_form_without_a_letter_has_none() -> None:
    assert read_letter({}) is None


@pytest.mark.parametrize(
    "part",
    [
        {"text": "receipt"}, {"field": "body"}, {"text": "receipt", "field": "body", "to": "x"},
        {"text": "receipt", "field": "body", "says": {"weather": "1"}},
        {"text": "receipt", "field": "body", "says": ["outcome"]},
        {"text": "receipt", "field": "body", "says": {"outcome": "__import__('os')"}},
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be_read_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(UnusableLetter):
        read_letter(part)
