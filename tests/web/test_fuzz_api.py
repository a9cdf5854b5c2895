"""Every operation of the API, asked what its description allows: no server error, nothing undescribed."""

import pytest

from tests.web.fuzzing import ROLES, fuzz, prepare

SHARES = 5
EXAMPLES = 5


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_one_that_is_described(app, register, case_id, role, share):
    prepare(register, case_id)
    report = fuzz(app, role, EXAMPLES, lambda number: number % SHARES == share)
    assert report.faults == []
    assert not [status for status in report.statuses if status.startswith("5")]
    assert sum(report.statuses.values()) >= report.operations > 10
