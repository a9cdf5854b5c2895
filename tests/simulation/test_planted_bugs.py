"""The test of the test: every bug that is planted on purpose is found, within a bounded number of crashes."""

import pytest

from tests.simulation.exploring import points_until_found
from tests.simulation.planted import PLANTED

STORIES = 6
AT_MOST = 600


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", PLANTED)
def test_the_planted_bug_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bug = PLANTED[name]
    bug.plant(monkeypatch)
    crashes, found = points_until_found(range(bug.first, bug.first + STORIES))
    assert found is not None
    assert found.finding.kind in bug.kinds, found
    assert crashes <= AT_MOST
