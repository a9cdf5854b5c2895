"""Dump and restore: equal histories give equal bytes, damage is noticed, and SpiffWorkflow's own serializer agrees."""

import os
import random
import subprocess
import sys

import pytest

from processes.case import Case, DamagedState
from processes.expressions import Value
from processes.paths import define, shipped_library
from tests.processes.drawing import (
    OPENED,
    boundary,
    call,
    catch,
    choice,
    draw,
    end,
    first_event,
    first_round,
    group,
    message,
    milestone,
    opened,
    parallel,
    script,
    start,
    step,
    timer,
)
from tests.processes.equivalence import assert_equivalent, picture
from tests.processes.walking import walk

FACTS: dict[str, Value] = {
    "organisation": "03L", "organisation_name": "NHS Rotherham CCG", "region": "North", "area_team": "South Yorkshire",
}  # fmt: skip
SHIPPED = shipped_library()


def everything() -> Case:
    """Return a case on a path that has one of each: stages, groups, gateways, timers, messages, a loop."""
    slow = boundary("slow", "read", timer("P14D", "timeDuration"), interrupting=False)
    parts = (start("rb"), step("read"), slow, milestone("was_slow", "slow"), end("re"), end("se"))
    stage = draw("review", *parts, flows="rb > read > re\nslow > was_slow > se")
    body = group(
        "body", start("gb"), parallel("split"), step("one"), call("two", "review"), parallel("join"), end("ge"),
        flows="gb > split > one > join > ge\nsplit > two > join",
    )  # fmt: skip
    return opened(
        start(), script("set", "turns = 0\nnames = ['a'] + [organisation]"), body,
        boundary("late", "body", timer("delegated-submission")), step("excuse"),
        boundary("withdraw", "body", message("withdraw"), approvals_form="answer", approvals_role="ccg"),
        first_event("await"), catch("told", message("told")), catch("bored", timer("go-live")),
        script("count", "turns = turns + 1"), choice("again", "again_to_done"), end(), end("gone"), end("over"),
        flows="""begin > set > body > await > told > count > again > done
                 again > body if turns < 2
                 await > bored > over
                 late > excuse > body
                 withdraw > gone""",
        messages="withdraw told", others={"stages_review": stage}, facts=FACTS,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_a_case_that_was_restored_is_the_case_that_was_dumped(seed: int) -> None:
    case, rng = everything(), random.Random(seed)
    for _ in walk(case, rng):
        again = Case.restored(case.definition, case.round, case.dump())
        assert picture(again) == picture(case)
        assert (again.variables, again.status, again.passed) == (case.variables, case.status, case.passed)


@pytest.mark.parametrize("seed", range(12))
def test_a_case_restored_before_every_move_ends_with_the_same_bytes_as_one_kept_alive(seed: int) -> None:
    alive, stored = everything(), everything().dump()
    for action in walk(alive, random.Random(seed)):
        assert stored == alive.dump()
        case = Case.restored(alive.definition, alive.round, stored)
        action(case)
        stored = case.dump()
    assert stored == alive.dump()


@pytest.mark.parametrize("seed", range(12))
def test_our_state_and_that_of_spiffworkflow_are_the_same_case(seed: int) -> None:
    case = everything()
    for action in walk(case, random.Random(seed)):
        assert_equivalent(case, [action])
    assert_equivalent(case)


@pytest.mark.parametrize("path", SHIPPED.paths())
@pytest.mark.parametrize("seed", range(6))
def test_our_state_and_that_of_spiffworkflow_agree_on_every_shipped_path_at_every_step(path: str, seed: int) -> None:
    case = Case.opened(define(SHIPPED, path), first_round(), OPENED, FACTS)
    for action in walk(case, random.Random(f"{path} {seed}"), most=40):
        assert_equivalent(case, [action])
    assert_equivalent(case)


HISTORY = """
import random
from tests.processes.test_state import everything
from tests.processes.walking import walk
case = everything()
list(walk(case, random.Random(5)))
print(case.dump().hex())
"""


def test_equal_histories_give_equal_bytes_in_every_process() -> None:
    one, other = (_told({**os.environ, "PYTHONHASHSEED": seed}) for seed in ("1", "2"))
    assert one == other != ""


def _told(environment: dict[str, str]) -> str:
    run = subprocess.run([sys.executable, "-c", HISTORY], env=environment, capture_output=True, text=True, check=True)
    return run.stdout


def test_every_flipped_byte_is_noticed() -> None:
    case = everything()
    state = case.dump()
    for place in range(len(state)):
        damaged = state[:place] + bytes([state[place] ^ 1]) + state[place + 1 :]
        with pytest.raises(DamagedState, match="does not fit its checksum"):
            Case.restored(case.definition, case.round, damaged)


@pytest.mark.parametrize("length", [0, 4, 36, 60])
def test_a_state_cut_short_is_noticed(length: int) -> None:
    case = everything()
    with pytest.raises(DamagedState):
        Case.restored(case.definition, case.round, case.dump()[:length])


def test_finished_stages_leave_the_state() -> None:
    case = everything()
    case.complete("one", {}, OPENED)
    before = len(case.run.dump()["parts"])
    case.complete("read", {}, OPENED)
    assert (before, len(case.run.dump()["parts"])) == (3, 1)


def test_a_state_is_small() -> None:
    assert len(everything().dump()) < 1_000
