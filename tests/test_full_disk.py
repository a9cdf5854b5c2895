"""A device that is really full: nothing acknowledged is lost, the service says why and goes on when there is room."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = "mount -t tmpfs -o size=4m tmpfs {folder} && exec {python} -m tests.full_disk {folder}"


def in_a_mount_of_its_own(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the register on a small device that only this process sees."""
    command = SMALL.format(folder=folder, python=sys.executable)
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", command], capture_output=True, text=True, check=False
    )


@pytest.mark.timeout(60)
def test_on_a_device_that_is_full_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here; SQLite's own refusal is tried in tests/web/test_database_trouble.py")
    done = in_a_mount_of_its_own(tmp_path)
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("no mount may be made here; SQLite's own refusal is tried in tests/web/test_database_trouble.py")
    assert done.returncode == 0, done.stderr
    came = json.loads(done.stdout)
    assert len(came["acknowledged"]) > 5
    assert came["kept"] == came["acknowledged"]
    assert "disk is full" in came["why"]
    assert (came["health"], came["fault"]) == (503, "None")
