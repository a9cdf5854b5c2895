"""The test of the test: every bug that is planted on purpose is found, within a bounded number of crashes."""

import pytest

from tests.simulation.exploring import points_until_found
from tests.simulation.planted import PLANTED

SEEDS = range(40)
AT_MOST = 2500


@pytest.mark.timeout(90)
@pytest.mark.parametrize("bug", PLANTED)
def test_the_planted_bug_is_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTED[bug](monkeypatch)
    crashes, found = points_until_found(SEEDS)
    assert found is not None
    assert crashes <= AT_MOST
