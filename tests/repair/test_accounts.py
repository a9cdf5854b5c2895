"""The account finds what a repair forgot to tell, and nothing is missing from any diagram of any suite."""

from dataclasses import replace
from pathlib import Path

import pytest

from processes.paths import shipped_library
from processes.repair import Mended, mend, unaccounted
from processes.xml import UnreadableXml
from tests.fixture_files import FOLDER, every_diagram, needs_fixtures
from tests.processes.drawing import end, start
from tests.repair.mending import foreign, task

SOURCE = foreign(start(), task("work", "<documentation>a</documentation><documentation>b</documentation>"), end(),
                 flows="begin > work > done")  # fmt: skip


def after(old: bytes, new: bytes = b"") -> Mended:
    """Return a result in which something was changed without a word."""
    result = mend(SOURCE)
    return replace(result, xml=result.xml.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        (b'<startEvent id="begin"/>', b"", "begin"),
        (b"<documentation>a</documentation>", b"", "work/documentation[2]"),
        (b'targetRef="done"', b"", "work_to_done/@targetRef"),
        (b'<endEvent id="done"/>', b'<task id="done"/>', "done"),
    ],
)
def test_what_is_lost_without_a_word_is_found(old: bytes, new: bytes, missing: str) -> None:
    assert unaccounted(SOURCE, mend(SOURCE)) == []
    assert old in mend(SOURCE).xml
    assert unaccounted(SOURCE, after(old, new)) == [missing]


@pytest.mark.parametrize("name", sorted(name for name in shipped_library().files if name.endswith(".bpmn")))
def test_our_own_diagrams_need_no_repair(name: str) -> None:
    library = shipped_library().files
    known = frozenset(Path(one).stem for one in library)
    result = mend(library[name], known=known)
    assert (result.repairs, result.questions) == ((), ())


SUITES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) if FOLDER.is_dir() else []


@needs_fixtures
@pytest.mark.timeout(120)
@pytest.mark.parametrize("suite", SUITES)
def test_every_element_of_every_diagram_is_accounted_for(suite: str) -> None:
    for path in every_diagram():
        if suite in path.relative_to(FOLDER).parts:
            assert _missing(path) == [], path


def _missing(path: Path) -> list[str]:
    source = path.read_bytes()
    try:
        return unaccounted(source, mend(source, suggest=True))
    except UnreadableXml:
        return []
