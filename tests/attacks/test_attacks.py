"""No text of a diagram runs anything, hangs anything or eats memory: every place, every payload, every bomb."""

import resource
from collections.abc import Iterator

import pytest

from deadlines.rounds import shipped_round
from service.contained import Contained
from service.contained.tasks import check_request, play_request
from tests.attacks.bombs import BOMBS
from tests.attacks.generated import expressions, files, try_expression, try_file
from tests.attacks.payloads import CANARY, PAYLOADS
from tests.attacks.places import PLACES

ROUND = shipped_round("2014-15")
LIMIT = 256 * 1024 * 1024


@pytest.fixture(scope="module")
def contained() -> Iterator[Contained]:
    one = Contained()
    yield one
    one.close()


def judge(contained: Contained, name: str, files: dict[str, bytes]) -> bool:
    """Check and play one file in the child, and return whether it was accepted; NotContained would fail the test."""
    request = check_request(name, files[name], files, [ROUND], ["officer"], publishing=True, lies_in_library=True)
    report = contained.ask("check", request)
    assert report["accepted"] is not any(finding["severity"] == "error" for finding in report["findings"])
    played = contained.ask("play", play_request(files[name], {"seconds": 10}, files, [ROUND]))
    assert played["refused"] or played["ended"] in ("completed", "waiting", "failed")
    return bool(report["accepted"])


@pytest.mark.parametrize("number", range(len(PLACES)), ids=list(PLACES))
def test_no_text_in_this_place_runs_hangs_or_exhausts(contained: Contained, number: int) -> None:
    """Each place with every fifth payload, another fifth in each; `make attacks` tries all in all."""
    CANARY.unlink(missing_ok=True)
    place = list(PLACES.values())[number]
    for payload in PAYLOADS[number % 5 :: 5]:
        judge(contained, "paths/path.bpmn", dict(place(payload)))
    assert not CANARY.exists()


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_file_hangs_or_exhausts(contained: Contained, bomb: str) -> None:
    assert not judge(contained, "paths/path.bpmn", {"paths/path.bpmn": BOMBS[bomb]})


def test_the_child_has_no_more_memory_than_its_limit(contained: Contained) -> None:
    """What it held at most is a figure of `make attacks`; here the limit itself is asked for."""
    assert resource.prlimit(contained._running().pid, resource.RLIMIT_DATA) == (LIMIT, LIMIT)


def test_generated_texts_are_refused_or_have_a_value_and_never_crash() -> None:
    assert set(map(try_expression, expressions(2, 4_000))) == {"refused", "no value", "value"}


def test_generated_files_are_refused_or_read_and_never_crash() -> None:
    assert set(map(try_file, files(2, 4_000))) == {"refused", "read"}


def test_there_are_fifty_payloads_in_every_place() -> None:
    assert len(set(PAYLOADS)) >= 50
