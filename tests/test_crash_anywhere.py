"""kill -9 at any moment: nothing lost that a client outside saw acknowledged, nothing twice, the chain holds."""

from pathlib import Path

import pytest

from tests.crash_load import CASES, kill_again_and_again, prepare
from tests.crash_service import serving

KILLS = 40


@pytest.mark.timeout(280)
def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(begun: Path, tmp_path: Path) -> None:
    file = tmp_path / "crash.sqlite"
    names = prepare(begun, file)
    with serving(file) as service:
        left = kill_again_and_again(service, file, names, KILLS)
    assert left.wrong == []
    assert left.acknowledged >= CASES
    assert left.letters >= CASES
