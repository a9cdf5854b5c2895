"""The child processes of the attacks are not measured for coverage: that would take most of their time and memory."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def unmeasured() -> Iterator[None]:
    """Take what starts the measuring of child processes out of the environment."""
    taken = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("COVERAGE_PROCESS")}
    yield
    os.environ.update(taken)
