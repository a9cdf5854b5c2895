"""Mending a file: every kind of repair in its order, until nothing more changes."""

from collections.abc import Callable, Mapping

from lxml import etree

from processes.repair.activities import ask_loops, ask_scripts, mend_calls
from processes.repair.bench import Bench
from processes.repair.choices import ask_choices
from processes.repair.constructs import (
    ask_compensation,
    ask_kinds,
    ask_leftovers,
    ask_misplaced,
    let_errors_interrupt,
)
from processes.repair.data import mend_data
from processes.repair.dropping import sweep
from processes.repair.ends import draw_missing_ends
from processes.repair.events import ask_message_flows, name_events
from processes.repair.identities import give_ids, rename_ids
from processes.repair.lists import complete_lists
from processes.repair.marks import ask_defaults, ask_marks, understand_marks
from processes.repair.outside import drop_foreign, drop_unknown
from processes.repair.pools import drop_lost_references, mark_executable
from processes.repair.report import Mended
from processes.repair.samples import samples_of
from processes.repair.splits import ask_splits
from processes.repair.timers import mend_timers
from processes.repair.wording import mend_texts
from processes.xml import read_xml

MAX_ROUNDS = 5
"""An answer may bring up another question; so many times the file is gone through again."""


def mend(
    source: bytes,
    answers: Mapping[str, object] | None = None,
    *,
    suggest: bool = False,
    ours: bool = False,
    known: frozenset[str] = frozenset(),
) -> Mended:
    """Return a foreign file mended.

    answers: by the keys of questions. suggest: take the suggestion where no answer is given. ours: let the result carry
    our marks. known: ids of processes elsewhere that may be called. Raises UnreadableXml and WrongAnswer.
    """
    bench = Bench(read_xml(source), answers or {}, suggest=suggest, ours=ours)
    repairs: tuple[Callable[[Bench], None], ...] = (
        rename_ids, give_ids, understand_marks, drop_foreign, drop_unknown, ask_compensation, ask_kinds,
        let_errors_interrupt, name_events, ask_message_flows, lambda one: mend_calls(one, known), ask_loops,
        ask_scripts, mend_timers, mend_texts, ask_leftovers, ask_misplaced, mend_data, draw_missing_ends, sweep,
        drop_lost_references, complete_lists, ask_choices, mark_executable, ask_splits, ask_defaults, ask_marks,
    )  # fmt: skip
    rounds = 0
    while _changes(bench, repairs) and rounds < MAX_ROUNDS:
        rounds += 1
    return Mended(
        _written(bench.root), tuple(dict.fromkeys(bench.repairs)), tuple(bench.questions.values()),
        tuple(bench.suggested), bench.unasked(), {**samples_of(bench.model), **bench.variables},
    )  # fmt: skip


def _changes(bench: Bench, repairs: tuple[Callable[[Bench], None], ...]) -> bool:
    """Go through a file once. Return whether something was repaired."""
    before = len(bench.repairs)
    bench.questions.clear()
    for repair in repairs:
        repair(bench)
    return len(bench.repairs) > before


def _written(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=_PREFIXES)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


_PREFIXES = ["bpmn", "bpmn2", "semantic", "model", "bpmndi", "dc", "di", "approvals", "xsi", "tns"]
