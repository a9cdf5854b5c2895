"""Whatever file it is: a play ends, soon, and says how."""

import time
from pathlib import Path

import pytest

from processes.play import play_file
from tests.fixture_files import FOLDER, every_diagram, needs_fixtures

pytestmark = needs_fixtures
SUITES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) if FOLDER.is_dir() else []
SECONDS = 20


@pytest.mark.timeout(240)
@pytest.mark.parametrize("suite", SUITES)
def test_every_file_is_played_or_refused_within_the_time(suite: str) -> None:
    for path in every_diagram():
        if suite in path.relative_to(FOLDER).parts:
            _plays(path)


def _plays(path: Path) -> None:
    began = time.monotonic()
    played = play_file(path.read_bytes(), {})
    assert played.refused == bool(played.findings), path
    assert played.refused or played.ended in ("completed", "waiting", "failed"), path
    assert time.monotonic() - began < SECONDS, path
