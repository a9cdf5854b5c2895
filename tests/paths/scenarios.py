"""Every path from its opening to every end that really occurred, told in a few lines each.

A scenario is a function of an office; `SCENARIOS` holds them by name. `test_ends_of_paths.py` runs each, and
`test_requirements.py` asks that together they come through everything that carries a requirement.
"""

from tests.paths import (
    told_afterwards,
    told_changes,
    told_constitution,
    told_delegated,
    told_delegated_otherwise,
    told_joint,
)
from tests.paths.telling import SCENARIOS

CHAPTERS = (told_delegated, told_delegated_otherwise, told_joint, told_constitution, told_changes, told_afterwards)

__all__ = ["CHAPTERS", "SCENARIOS"]
