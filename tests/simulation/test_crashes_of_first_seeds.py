"""At least five thousand crashes of the first seeds: nothing lost, twice, misjudged or out of order."""

import pytest

from tests.simulation.exploring import explore

STORIES, POINTS = 7, 500
"""How many stories one test crashes, and how many crashes that must be at least: ten tests make five thousand."""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("first", range(0, 10 * STORIES, STORIES))
def test_every_crash_is_recovered_from(first: int) -> None:
    explored = [explore(seed) for seed in range(first, first + STORIES)]
    assert [str(found) for one in explored for found in one.found] == []
    assert sum(one.points for one in explored) >= POINTS
