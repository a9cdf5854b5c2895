"""At least five thousand crashes of the further seeds: nothing lost, twice, misjudged or out of order."""

from itertools import count

import pytest

from tests.simulation.exploring import explore

TESTS, POINTS, APART = 10, 500, 20
"""So many tests crash at least so many times each; their first seeds lie so far apart that no story comes twice."""


@pytest.mark.timeout(170)
@pytest.mark.parametrize("first", range(1000, 1000 + TESTS * APART, APART))
def test_every_crash_is_recovered_from(first: int) -> None:
    crashes = 0
    for seed in count(first):
        explored = explore(seed)
        assert [str(found) for found in explored.found] == []
        crashes += explored.points
        if crashes >= POINTS:
            break
    assert seed < first + APART


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", [69, 990])
def test_a_date_moved_after_it_had_passed_holds_for_those_whose_step_opens_later(seed: int) -> None:
    """What a million crashes found in the checker: a case opened, or corrected, after midday had moved to one."""
    assert [str(found) for found in explore(seed, ways=1).found] == []
