"""Every page in its states: full, late and read-only. No fault that axe finds, none wider than 320 pixels."""

import pytest

from tests.browser.looking import Looker
from tests.browser.pages_of import FULL, LATE, READ_ONLY, people_in


@pytest.mark.parametrize(("state", "who"), people_in(FULL, LATE, READ_ONLY))
def test_nothing_is_wrong_with_a_page(state: str, who: str, looker: Looker) -> None:
    assert "\n".join(looker(state, who)) == ""
