"""Every page in its states: empty and with errors. No fault that axe finds, none wider than 320 pixels."""

import pytest

from tests.browser.looking import Looker
from tests.browser.pages_of import EMPTY, ERROR, people_in


@pytest.mark.parametrize(("state", "who"), people_in(EMPTY, ERROR))
def test_nothing_is_wrong_with_a_page(state: str, who: str, looker: Looker) -> None:
    assert "\n".join(looker(state, who)) == ""
