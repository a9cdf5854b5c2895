"""Nodes to which a file gives no id: refused or accepted, but never a crash."""

import pytest

from deadlines.rounds import shipped_round
from processes.checks.check import check
from processes.checks.subject import Surroundings
from processes.paths import shipped_library


@pytest.mark.parametrize(
    ("file", "element"),
    [("paths/termination.bpmn", 'id="transfer_reversal_due"'), ("paths/survey.bpmn", 'id="open_survey"')],
)
def test_a_step_or_timer_without_an_id_is_refused(file: str, element: str) -> None:
    files = shipped_library().files
    source = files[file].decode().replace(f"{element} ", "", 1).encode()
    around = Surroundings(files, (shipped_round("2014-15"),), publishing=True, lies_in_library=True)
    assert source != files[file]
    assert not check(file, source, around).accepted
