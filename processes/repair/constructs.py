"""What cannot be run as it is drawn: another drawing is offered, or the designer says that it may be left out.

Nothing that acts is ever left out by a suggestion: that something is not done any more is for a person to say.
"""

from processes.checks.catalogue import catalogue
from processes.checks.subject import Subject
from processes.model import SUB_PROCESS_KINDS, Node
from processes.repair.bench import Bench
from processes.repair.dropping import leave_out, pass_through
from processes.repair.report import CHOICE, CONDITION, Question
from processes.repair.writing import add_expression
from processes.rewriting.tree import tag
from processes.unsupported import Unsupported, unsupported

LEAVE_OUT, SIDE_BY_SIDE = "leave-out", "side-by-side"
_GATEWAYS = ("exclusive", "inclusive", "parallel")
_TRUE = ("true", "1")
_MISPLACED = ("node.unreachable", "event.kind")
_ASKED_ELSEWHERE = (
    "timer-without-time", "repeating-timer", "loop-without-end", "multi-instance-without-count", "multi-instance-data",
    "multi-instance-behavior", "condition-missing", "reserved-id", "compensation", "complex-gateway",
    "ad-hoc-sub-process", "data-assignment",
)  # fmt: skip


def ask_compensation(bench: Bench) -> None:
    """Ask once a process whether compensation may be left out."""
    for process in bench.model.processes:
        inside = [one for one in bench.model.nodes.values() if bench.model.process_of(one).id == process.id]
        taking = [one for one in inside if _compensates(one)]
        if not taking:
            continue
        sentence = (
            f"{bench.label(process.id)} undoes what was done by compensation ({len(taking)} elements). "
            "Nothing is undone here by itself. May compensation be left out, so that people see to it?"
        )
        if bench.ask(Question(f"{process.id}.compensation", process.id, sentence, CHOICE, (LEAVE_OUT,))) == LEAVE_OUT:
            for node in taking:
                _without_compensation(bench, node)


def _compensates(node: Node) -> bool:
    return node.xml.get("isForCompensation") in _TRUE or any(one.kind == "compensate" for one in node.events)


def _without_compensation(bench: Bench, node: Node) -> None:
    why = "compensation is left out, as was answered"
    if node.id not in bench.model.nodes:
        return  # it went with what it stood in
    if node.xml.get("isForCompensation") in _TRUE or node.kind == "boundaryEvent":
        leave_out(bench, node, why)
    elif node.kind == "startEvent":
        leave_out(bench, bench.model.nodes[node.scope], why)
    elif node.kind == "endEvent":
        for definition in node.xml.findall(tag("compensateEventDefinition")):
            bench.drop(definition, why)
    else:
        pass_through(bench, node, "is only a point that is passed: compensation is left out, as was answered")


def ask_kinds(bench: Bench) -> None:
    """Ask what complex gateways and ad-hoc sub-processes are to be."""
    for node in list(bench.model.nodes.values()):
        if node.kind == "complexGateway":
            _gateway(bench, node)
        elif node.kind == "adHocSubProcess":
            _ad_hoc(bench, node)
        elif any(one.kind == "conditional" and not one.text for one in node.events):
            _condition(bench, node)


def _gateway(bench: Bench, node: Node) -> None:
    sentence = f"{bench.label(node.id)} is a complex gateway. Which gateway says the same?"
    answer = bench.ask(Question(f"{node.id}.gateway", node.id, sentence, CHOICE, _GATEWAYS))
    if answer is None:
        return
    for child in node.xml.findall(tag("activationCondition")):
        bench.drop(child, f"it is a gateway of the kind '{answer}' now")
    if answer == "parallel" and node.xml.get("default"):
        bench.unset(node.xml, "default", "a parallel gateway takes every flow")
    node.xml.tag = tag(f"{answer}Gateway")
    bench.tell(node.xml, f"is a gateway of the kind '{answer}' now, as was answered")


def _ad_hoc(bench: Bench, node: Node) -> None:
    sentence = (
        f"In {bench.label(node.id)} people choose what they do and in which order. May everything in it be open "
        "side by side, until all of it is done?"
    )
    question = Question(f"{node.id}.order", node.id, sentence, CHOICE, (SIDE_BY_SIDE,), SIDE_BY_SIDE)
    if bench.ask(question) != SIDE_BY_SIDE:
        return
    for name in ("ordering", "cancelRemainingInstances"):
        if node.xml.get(name):
            bench.unset(node.xml, name, "everything in it is open side by side")
    for child in node.xml.findall(tag("completionCondition")):
        bench.drop(child, "it is over when everything in it is done")
    node.xml.tag = tag("subProcess")
    bench.tell(node.xml, "is a sub-process in which everything is open side by side")


def _condition(bench: Bench, node: Node) -> None:
    sentence = f"For which condition does {bench.label(node.id)} wait?"
    answer = bench.ask(Question(f"{node.id}.condition", node.id, sentence, CONDITION))
    if answer is not None:
        for definition in node.xml.findall(tag("conditionalEventDefinition")):
            for child in list(definition):
                bench.drop(child, "the condition is answered")
            add_expression(definition, "condition", str(answer))
        bench.tell(node.xml, f"waits until {answer}")


def ask_misplaced(bench: Bench) -> None:
    """Ask whether what stands where it cannot act may be left out: what nothing leads to, or an event out of place."""
    subject = Subject("", b"", bench.model)
    for rule in catalogue():
        if rule.name in _MISPLACED:
            for finding in list(rule.findings(subject)):
                node = bench.model.nodes.get(finding.element)
                question = f"{finding.message} Or may it be left out?"
                key = f"{finding.element}.{rule.name.rpartition('.')[2]}"
                if node is not None and bench.ask(Question(key, node.id, question, CHOICE, (LEAVE_OUT,))) == LEAVE_OUT:
                    leave_out(bench, node, "as was answered")


def let_errors_interrupt(bench: Bench) -> None:
    """Let error and cancel events interrupt, as they always do (BPMN 2.0.2, 10.5.4)."""
    for node in bench.model.nodes.values():
        if not node.interrupting and any(one.kind in ("error", "cancel") for one in node.events):
            name = "isInterrupting" if node.kind == "startEvent" else "cancelActivity"
            bench.unset(node.xml, name, "an error always interrupts what it comes from")


def ask_leftovers(bench: Bench) -> None:
    """Ask whether what is still refused by name may be left out."""
    for one in list(unsupported(bench.model)):
        construct = one.rule.removeprefix("unsupported.")
        node = bench.model.nodes.get(one.element)
        if construct not in _ASKED_ELSEWHERE and node is not None:
            _leftover(bench, node, one, construct)


def _leftover(bench: Bench, node: Node, one: Unsupported, construct: str) -> None:
    sentence = f"{bench.label(node.id)} {one.what}. {one.why} {one.remedy} Or may it be left out?"
    if bench.ask(Question(f"{node.id}.{construct}", node.id, sentence, CHOICE, (LEAVE_OUT,))) != LEAVE_OUT:
        return
    if node.kind == "boundaryEvent" or node.is_event_sub_process or node.kind not in _PASSABLE:
        leave_out(bench, node, "as was answered")
    else:
        pass_through(bench, node, "is only a point that is passed, as was answered")


_PASSABLE = (
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "event", *SUB_PROCESS_KINDS,
)  # fmt: skip
