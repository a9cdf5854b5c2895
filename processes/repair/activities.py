"""Activities that do not say enough: scripts, loops, instances and calls."""

import re

from lxml import etree

from processes.expressions import BadExpression, parse_script
from processes.model import Node, plain_ref
from processes.repair.bench import Bench
from processes.repair.dropping import pass_through
from processes.repair.naming import variable
from processes.repair.report import CHOICE, CONDITION, NUMBER, SCRIPT, TEXT, Question
from processes.repair.translating import translated
from processes.repair.writing import add_expression, write
from processes.rewriting.tree import tag
from processes.xml import local, text_of

NOTHING, ONCE, STEP, ALL = "nothing", "once", "step", "all"
_PRINTS = re.compile(r"\s*(?:System\.(?:out|err)\.print(?:ln)?|console\.log|print(?:ln)?)\s*\([^;]*\)\s*;?\s*\Z")
_SETS = re.compile(r"\s*(?:kcontext|execution)\.setVariable\(\s*[\"'](\w+)[\"']\s*,\s*([^;]*)\)\s*;?\s*\Z")
_ITEMS = ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem")
_GLOBAL = {
    "globalTask": "task", "globalUserTask": "userTask", "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask", "globalBusinessRuleTask": "businessRuleTask",
}  # fmt: skip


def ask_scripts(bench: Bench) -> None:
    """Ask for every script that is in no language of ours what it is to do."""
    for node in list(bench.model.nodes.values()):
        if node.kind == "scriptTask":
            _script(bench, node)


def _script(bench: Bench, node: Node) -> None:
    xml = node.xml.find(tag("script"))
    said = "".join(str(part) for part in xml.itertext()).strip() if xml is not None else ""
    if said and _reads(said):
        return
    wrote = f" It says: {said[:300]}" if said else " It says nothing."
    sentence = f"Which values does the script {bench.label(node.id)} set?{wrote}"
    answer = bench.ask(Question(f"{node.id}.script", node.id, sentence, SCRIPT, (NOTHING,), _likely(said)))
    if answer == NOTHING:
        pass_through(bench, node, "is a point that is passed: its script sets no value")
    elif answer is not None:
        xml = xml if xml is not None else etree.SubElement(node.xml, tag("script"))
        write(bench, xml, str(answer))
        bench.tell(node.xml, f"has the script '{answer}' now")
        bench.tell(xml, "is in our language now")


def _likely(said: str) -> str | None:
    """Return what a script does that only prints, or sets variables to what can be translated; else None."""
    lines = [line for line in said.splitlines() if line.strip() and not _PRINTS.match(line)]
    sets = [_SETS.match(line) for line in lines]
    values = [(one[1], translated(one[2])) if one else ("", None) for one in sets]
    if any(value is None for _, value in values):
        return None
    return "\n".join(f"{name} = {value}" for name, value in values) or NOTHING


def _reads(script: str) -> bool:
    try:
        return bool(parse_script(script).lines)
    except BadExpression:
        return False


def ask_loops(bench: Bench) -> None:
    """Ask how often an activity is done that does not say it."""
    for node in list(bench.model.nodes.values()):
        marker = next((child for child in node.xml if node.loop and local(child) == node.loop), None)
        if marker is not None and node.loop == "standardLoopCharacteristics":
            _loop(bench, node, marker)
        elif marker is not None:
            _behaviour(bench, node, marker)
            _instances(bench, node, marker)


def _loop(bench: Bench, node: Node, marker: etree._Element) -> None:
    if text_of(marker.find(tag("loopCondition"))) or (marker.get("loopMaximum") or "").strip().isdigit():
        return
    again = variable(f"{node.name or node.id} again", "again")
    sentence = f"{bench.label(node.id)} is done again and again. While which condition holds?"
    answer = bench.ask(Question(f"{node.id}.loop", node.id, sentence, CONDITION, (ONCE,), again))
    if answer == ONCE:
        bench.drop(marker, "it is done once")
    elif answer is not None:
        add_expression(marker, "loopCondition", str(answer))
        bench.tell(node.xml, f"is done again while {answer}")
        bench.tell(marker, f"is done again while {answer}")
        if answer == again:
            bench.variables[again] = False


def _behaviour(bench: Bench, node: Node, marker: etree._Element) -> None:
    if marker.get("behavior", "All") == "All":
        return
    sentence = (
        f"{bench.label(node.id)} throws an event while its instances end. That cannot be run as it is drawn. "
        "May the event be left out, so that only the end of all of them counts?"
    )
    if bench.ask(Question(f"{node.id}.behaviour", node.id, sentence, CHOICE, (ALL,))) == ALL:
        for name in ("behavior", "oneBehaviorEventRef", "noneBehaviorEventRef"):
            if marker.get(name):
                bench.unset(marker, name, "only the end of all instances counts")
        for child in marker.findall(tag("complexBehaviorDefinition")):
            bench.drop(child, "only the end of all instances counts")


def _instances(bench: Bench, node: Node, marker: etree._Element) -> None:
    items = [child for child in marker if local(child) in _ITEMS]
    if text_of(marker.find(tag("loopCardinality"))) and not items:
        return
    over = f" It goes over '{text_of(items[0]) or items[0].get('name') or items[0].get('id')}'." if items else ""
    sentence = f"How many instances of {bench.label(node.id)} are there?{over}"
    number = variable(f"number of {node.name or node.id}", "number")
    answer = bench.ask(Question(f"{node.id}.instances", node.id, sentence, NUMBER, (ONCE,), number))
    if answer is None:
        return
    if answer == ONCE:
        bench.drop(marker, "it is done once")
        return
    for child in [child for child in marker if local(child) in (*_ITEMS, "loopCardinality")]:
        bench.drop(child, "a number says how often it is done; the variables belong to the case, not to an instance")
    add_expression(marker, "loopCardinality", str(answer))
    marker.insert(0, marker[-1])
    bench.tell(node.xml, f"is done {answer} times")
    bench.tell(marker, f"is done {answer} times")
    if answer == number:
        bench.variables[number] = 1


def mend_calls(bench: Bench, known: frozenset[str]) -> None:
    """Draw calls of global tasks as the tasks that they are, and ask for calls of what is not there.

    A call of a global task does what the task does (BPMN 2.0.2, 10.3.6). known: ids of processes elsewhere.
    """
    model = bench.model
    tasks = {one.get("id") or "": one for one in bench.root if local(one) in _GLOBAL}
    processes = {scope.id for scope in model.processes} | known
    for node in list(model.nodes.values()):
        if node.kind != "callActivity" or (node.calls and node.calls in processes):
            continue
        if node.calls in tasks:
            _become_task(bench, node, tasks[node.calls])
        else:
            _ask_call(bench, node, processes)


def _become_task(bench: Bench, node: Node, task: etree._Element) -> None:
    kind = _GLOBAL[local(task)]
    bench.unset(node.xml, "calledElement", f"it does what the global task '{task.get('id')}' does")
    node.xml.tag = tag(kind)
    script = task.find(tag("script"))
    if script is not None:
        etree.SubElement(node.xml, tag("script")).text = script.text
    bench.tell(node.xml, f"is a {kind} now, as the global task that it called")


def _ask_call(bench: Bench, node: Node, processes: set[str]) -> None:
    said = f"'{node.calls}', which is not there" if node.calls else "nothing"
    sentence = (
        f"{bench.label(node.id)} calls {said}. Which process does it call? Answer its id, or 'step' when a "
        "person sees to it and says when it is done."
    )
    answer = bench.ask(Question(f"{node.id}.calls", node.id, sentence, TEXT, (STEP, *sorted(processes)[:50]), STEP))
    if answer == STEP:
        node.xml.attrib.pop("calledElement", None)
        node.xml.tag = tag("manualTask")
        bench.tell(node.xml, f"is a step that a person sees to, because it called {said}")
    elif answer is not None and plain_ref(str(answer)) != node.calls:
        node.xml.set("calledElement", str(answer))
        bench.tell(node.xml, f"calls '{answer}' now")
