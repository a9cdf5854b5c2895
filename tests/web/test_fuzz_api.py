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


def without_404(document):
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].pop("404", None)


def with_another_schema(document):
    document["components"]["schemas"]["Holds"]["properties"]["alarm"]["type"] = "integer"


@pytest.mark.parametrize(
    ("change", "found"),
    [(without_404, "Undocumented status code"), (with_another_schema, "Response violates schema")],
)
def test_what_is_described_otherwise_is_found(app, register, case_id, change, found):
    """The check can fail: a status that is not described and a field of another type are both faults."""
    report = fuzz(app, "programme-office", EXAMPLES, lambda number: 20 < number < 60, change)
    assert [fault for fault in report.faults if found in fault]
