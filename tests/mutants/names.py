"""Slips in names: forms, roles, decisions, stages, paths, messages, deadlines, statuses and variables."""

import ast
from collections.abc import Iterable, Iterator

from lxml import etree

from processes.xml import APPROVALS, BPMN, local, mark, text_of
from tests.mutants.changes import Apply, Change, change, setting
from tests.mutants.editing import MARK, nodes, tag

MARKS = ("form", "role", "decision", "status", "opens", "operation", "continues")
CONDITION = tag("conditionExpression")
TIMER = tag("timeDate")


def misspell_name(root: etree._Element) -> Iterator[Change]:
    """Swap two letters of a name that something else goes by."""
    for node in nodes(root):
        for kind in MARKS:
            if name := mark(node, kind):
                yield change(node, f"says {kind} '{slipped(name)}'", setting(f"{MARK}{kind}", slipped(name)))
        if called := node.get("calledElement"):
            yield change(node, f"calls '{slipped(called)}'", setting("calledElement", slipped(called)))
    for message in root.iter(tag("message")):
        name = message.get("name") or ""
        yield change(message, f"is named '{slipped(name)}'", setting("name", slipped(name)))
    for lane in root.iter(tag("lane")):
        name = lane.get("name") or ""
        yield change(lane, f"is named '{slipped(name)}'", setting("name", slipped(name)))
    yield from _in_texts(root)


def _in_texts(root: etree._Element) -> Iterator[Change]:
    for timer in root.iter(TIMER):
        yield change(_event(timer), f"waits for '{slipped(text_of(timer))}'", _telling(TIMER, slipped(text_of(timer))))
    for condition in root.iter(CONDITION):
        for name in variables(text_of(condition)):
            text = renamed(text_of(condition), name, slipped(name))
            yield change(_flow(condition), f"asks for '{slipped(name)}'", _telling(CONDITION, text))
    for script in root.iter(tag("script")):
        name, _, value = text_of(script).splitlines()[0].partition("=")
        text = f"{slipped(name.strip())} ={value}"
        yield change(_flow(script), f"sets '{slipped(name.strip())}'", _telling(tag("script"), text))
    for variable in root.iter(f"{{{APPROVALS}}}variable"):
        name = variable.get("name") or ""
        yield change(_process(variable), f"declares '{slipped(name)}' for '{name}'", _declaring(name))


def change_status(root: etree._Element) -> Iterator[Change]:
    """Give a milestone or an end the status of another."""
    statuses = sorted({mark(node, "status") for node in nodes(root)} - {""} | {"live", "withdrawn"})
    for node in nodes(root):
        if mark(node, "status"):
            for other in statuses:
                if other != mark(node, "status"):
                    yield change(node, f"says status '{other}'", setting(f"{MARK}status", other))


def slipped(name: str) -> str:
    """Return a name with its first two letters that differ swapped."""
    for place in range(1, len(name) - 1):
        if name[place] != name[place + 1] and (name[place : place + 2]).isalpha():
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return f"{name}x"


def variables(text: str) -> list[str]:
    """Return the variables that a condition reads, sorted."""
    tree = list(ast.walk(ast.parse(text, mode="eval")))
    called = {node.func.id for node in tree if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return sorted({node.id for node in tree if isinstance(node, ast.Name)} - called)


def renamed(text: str, name: str, new: str) -> str:
    """Return a condition with one variable renamed."""
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == name:
            node.id = new
    return ast.unparse(tree)


def _event(timer: etree._Element) -> etree._Element:
    return next(one for one in timer.iterancestors() if local(one).endswith("Event"))


def _flow(inside: etree._Element) -> etree._Element:
    return next(iter(inside.iterancestors()))


def _process(inside: etree._Element) -> etree._Element:
    return next(inside.iterancestors(f"{{{BPMN}}}process"))


def _telling(kind: str, text: str) -> Apply:
    def apply(at: etree._Element) -> None:
        next(at.iter(kind)).text = text

    return apply


def _declaring(name: str) -> Apply:
    def apply(at: etree._Element) -> None:
        for variable in at.iter(f"{{{APPROVALS}}}variable"):
            if variable.get("name") == name:
                variable.set("name", slipped(name))

    return apply


def telling(kind: str, texts: Iterable[tuple[str, str]], owner: etree._Element) -> Iterator[Change]:
    """Yield a change for each (what, text) that an element's text of this kind becomes."""
    for what, text in texts:
        yield change(owner, what, _telling(kind, text))
