"""A small race at midday: what the ledger says of each pack is what the stamp of its receipt says."""

import pytest

from tests.figures.race import race


@pytest.mark.timeout(180)
def test_nobody_is_misjudged_at_midday() -> None:
    tally = race(200, seed=7)
    assert tally.wrong == []
    assert tally.close >= 200
