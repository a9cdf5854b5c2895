"""Small foreign diagrams, mended."""

from typing import Any

from processes.checks.check import check
from processes.model import Model, read_model
from processes.repair import Mended, mend, unaccounted
from processes.xml import read_xml
from tests.processes.drawing import draw, end, node, start


def foreign(*parts: str, flows: str, roots: str = "", spaces: str = "", **marks: str) -> bytes:
    """Return a drawing as another tool writes it. roots: what stands beside the process; spaces: its namespaces."""
    written = draw("path", *parts, flows=flows, **marks).decode()
    return (
        written.replace("<process", f"{roots}<process", 1).replace("<definitions ", f"<definitions {spaces} ").encode()
    )


def mended(*parts: str, flows: str = "begin > work > done", answers: Any = None, **drawn: Any) -> Mended:
    """Return a drawing between `begin` and `done`, mended, after holding it to its account."""
    given = {name: drawn.pop(name) for name in ("suggest", "ours", "known") if name in drawn}
    source = foreign(start(), *parts, end(), flows=flows, **drawn)
    result = mend(source, answers or {}, **given)
    assert unaccounted(source, result) == []
    return result


def told(result: Mended, element: str) -> str:
    """Return what was repaired at an element, or in it."""
    return " / ".join(one.what for one in result.repairs if one.element.split("/")[0] == element)


def asked(result: Mended) -> dict[str, Any]:
    """Return the open questions with their suggestions."""
    return {question.key: question.suggestion for question in result.questions}


def model(result: Mended) -> Model:
    return read_model(read_xml(result.xml))


def refusals(result: Mended) -> list[str]:
    return [finding.rule for finding in check("mended.bpmn", result.xml).findings if finding.severity == "error"]


def task(identity: str = "work", inside: str = "", kind: str = "task", **marks: str) -> str:
    return node(kind, identity, inside, **marks)
