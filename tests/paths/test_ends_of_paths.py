"""Every path reaches every end that really occurred, through the real diagrams, forms, tables and deadlines."""

import pytest

from tests.paths.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_path_reaches_its_end(name: str) -> None:
    SCENARIOS[name]()
