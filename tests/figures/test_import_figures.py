"""The figure that importing is held to."""

import pytest

from tests.figures import miwg
from tests.fixture_files import needs_fixtures


@needs_fixtures
@pytest.mark.timeout(120)
def test_at_least_four_of_five_reference_diagrams_are_imported() -> None:
    found = miwg.score()
    assert len(found) >= 10
    assert sum(one.whole for one in found) >= 0.8 * len(found)
    assert [one.path.name for one in found if one.missing] == []
