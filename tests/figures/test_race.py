"""A small race to the deadline: what the ledger says of each pack is what the stamp of its receipt says."""

import pytest

from tests.figures.race import race


@pytest.mark.timeout(180)
def test_nobody_is_misjudged_at_the_deadline() -> None:
    tally = race(100, seed=7, rounds=3)
    assert tally.wrong == []
    assert tally.close >= 100
