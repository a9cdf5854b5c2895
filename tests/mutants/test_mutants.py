"""A sample of the mutants of our own diagrams: refused, or proved to show the same. `make mutants` does them all."""

import re

import pytest

from processes.checks.assembly import Library
from processes.paths import shipped_library
from tests.mutants.equivalence import equivalent, same_sequences
from tests.mutants.figures import PAGE, UNEXPLAINED, Judged, page, reason, shares
from tests.mutants.judging import Verdict, verdict
from tests.mutants.operators import DATA, OPERATORS, STRUCTURE, Mutant, mutants, places

SAMPLE = 4
MAY_LIVE = 1
"""Of the sample of each operator so many may live; docs/mutants.md says which, and why."""


def slow() -> set[str]:
    """Return the files of the two long paths, whose runs take longer to look at; `make mutants` takes them too."""
    library = Library(shipped_library().files)
    return {part.file for top in ("delegated", "joint") for part in library.called_from(top)}


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_makes_slips_that_publishing_refuses(operator: str) -> None:
    sample = mutants(SAMPLE, [operator], but=slow())
    live = [mutant for mutant in sample if not verdict(mutant).refused]
    assert len(live) <= MAY_LIVE


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_mutant_differs_from_the_shipped_file_and_is_the_same_each_time(operator: str) -> None:
    (one,), (again,) = mutants(1, [operator]), mutants(1, [operator])
    assert one == again
    assert one.source == again.source != shipped_library().files[one.file]


def test_there_are_at_least_500_mutants() -> None:
    assert sum(min(32, len(places(operator))) for operator in OPERATORS) >= 500


def changed(file: str, old: str, new: str) -> Mutant:
    source = shipped_library().files[file].decode()
    assert old in source
    return Mutant("by-hand", file, "", "", source.replace(old, new).encode())


def test_a_renamed_node_shows_the_same() -> None:
    assert equivalent(changed("paths/survey.bpmn", "summarise_survey", "sum_up_survey"))


def test_another_role_or_deadline_or_status_does_not_show_the_same() -> None:
    file = "paths/expression-of-interest.bpmn"
    assert not equivalent(changed(file, 'role="exceptions-officer"', 'role="committee"'))
    assert not equivalent(changed(file, ">eoi-submission<", ">go-live<"))
    assert not equivalent(changed(file, '"categorised"', '"summarised"'))


def test_another_condition_does_not_show_the_same_but_another_way_to_write_it_does() -> None:
    file, asked = "paths/expression-of-interest.bpmn", 'eoi_approved == "yes"'
    assert not equivalent(changed(file, asked, 'eoi_approved != "yes"'))
    assert equivalent(changed(file, asked, 'not (eoi_approved != "yes")'))


def test_a_path_of_which_too_much_is_to_be_seen_is_not_called_the_same() -> None:
    library = Library(shipped_library().files)
    assert same_sequences(library, library, "survey")
    assert not same_sequences(library, library, "survey", limit=5)


def test_a_file_that_lost_its_process_is_not_called_the_same() -> None:
    assert not equivalent(changed("paths/survey.bpmn", 'process id="survey"', 'process id="other"'))


def test_the_page_counts_what_is_refused_and_explains_what_lives() -> None:
    one, other = mutants(2, ["drop-flow"])
    found = [Judged(one, Verdict(("node.dangling",)), same=False), Judged(other, Verdict(), same=False)]
    assert shares(found) == {STRUCTURE: 50.0}
    assert "| drop-flow | structure | 2 | 1 | 0 | 0 | 1 |" in page(found, "1 January 2015")
    assert reason(Mutant("drop-flow", "paths/local-approval.bpmn", "x", "", b"")) != UNEXPLAINED
    assert reason(Mutant("none", "paths/none.bpmn", "x", "", b"")) == UNEXPLAINED


def test_the_measured_figures_meet_the_floors_and_explain_every_survivor() -> None:
    text = PAGE.read_text(encoding="utf-8")
    measured = {kind: float(re.search(rf"- {kind}: ([0-9.]+)%", text)[1]) for kind in (STRUCTURE, DATA)}
    assert measured[STRUCTURE] >= 95
    assert measured[DATA] >= 80
    assert UNEXPLAINED not in text
