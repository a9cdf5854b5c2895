"""A call activity calls a process that is not there.

`calledElement` must be the id of a process in the files given, in the library of the file, or of a global task in the
same file. In a foreign file that is not executable or that imports others it is only a warning.

    <callActivity id="sign" calledElement="agreement-signing"/>     accepted: stages/agreement-signing.bpmn
    <callActivity id="sign"/>                                       refused
"""

import difflib
from collections.abc import Iterator

from lxml import etree

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Node
from processes.xml import BPMN

RULE = Rule(
    "call.unknown",
    why="A run would come to it and have nowhere to go.",
    remedy="Give calledElement the id of a process that is there, or add its file.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the call activities that call nothing known."""
    known = {*subject.library.parts, *_global_tasks(subject.model.root)}
    for node in subject.model.nodes.values():
        if node.kind != "callActivity" or node.calls in known:
            continue
        severity = "" if _must_resolve(subject, node) else WARNING
        if not node.calls:
            yield Fault(node.id, "does not say what it calls", severity=severity)
            continue
        close = difflib.get_close_matches(node.calls, sorted(known), n=1)
        remedy = f"Did you mean '{close[0]}'?" if close else ""
        yield Fault(node.id, f"calls '{node.calls}', which is not there", remedy=remedy, severity=severity)


def _global_tasks(root: etree._Element) -> set[str]:
    kinds = ("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask")
    return {task.get("id") or "" for kind in kinds for task in root.iter(f"{{{BPMN}}}{kind}")}


def _must_resolve(subject: Subject, node: Node) -> bool:
    if subject.in_library or subject.publishing:
        return True
    process = subject.model.process_of(node)
    imports = subject.model.root.find(f"{{{BPMN}}}import") is not None
    return process.xml.get("isExecutable") in ("true", "1") and not imports
