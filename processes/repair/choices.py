"""Gateways that choose: a condition for every flow but the default, asked from the designer.

Suggested is a new variable named after the gateway, with a value named after the flow; a yes and a no make it a yes/no.
The flow that says "otherwise", or else "no", or else the last one, is suggested as the default.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from processes.model import Flow, Model, Node
from processes.repair.bench import Bench
from processes.repair.naming import NO, OTHERWISE, YES, variable, word, words_of
from processes.repair.report import CONDITION, Question
from processes.repair.writing import add_expression
from processes.xml import BPMN

DEFAULT = "default"


def ask_choices(bench: Bench) -> None:
    """Ask for the condition of every flow that needs one, or make it the default."""
    model = bench.model
    to_end = _steps_to_end(model)
    for node in model.nodes.values():
        flows = model.outgoing.get(node.id, ())
        _unset_lost_default(bench, node, flows)
        if node.kind in ("exclusiveGateway", "inclusiveGateway") and len(flows) > 1:
            _drop_both(bench, node, flows)
            choice = _Choice(model, node, flows, to_end)
            for flow in choice.unsaid():
                _ask(bench, choice, flow)


def _unset_lost_default(bench: Bench, node: Node, flows: tuple[Flow, ...]) -> None:
    if node.default and node.default not in {flow.id for flow in flows}:
        bench.unset(node.xml, "default", "no flow of that id leaves it")


def _drop_both(bench: Bench, node: Node, flows: tuple[Flow, ...]) -> None:
    """A default flow has no condition (BPMN 2.0.2, 10.6.2): it is taken when no other is."""
    for flow in flows:
        condition = flow.xml.find(f"{{{BPMN}}}conditionExpression")
        if flow.id == node.xml.get("default") and condition is not None:
            bench.drop(condition, "a default flow is taken when no other is, whatever it says")


@dataclass(frozen=True)
class _Choice:
    """One gateway with the flows that leave it. to_end: how many flows lead from a node to the next end."""

    model: Model
    node: Node
    flows: tuple[Flow, ...]
    to_end: Mapping[str, int]

    def unsaid(self) -> list[Flow]:
        """Return the flows without a condition that are not the default."""
        default = self.node.xml.get("default")
        return [
            one for one in self.flows if one.xml.find(f"{{{BPMN}}}conditionExpression") is None and one.id != default
        ]

    def otherwise(self) -> Flow | None:
        """Return the flow that is likely to be meant as the default; None when there is one already."""
        if self.node.xml.get("default"):
            return None
        unsaid = self.unsaid()
        named = [flow for group in (OTHERWISE, NO) for flow in unsaid if _first(flow) in group]
        return [*named, *unsaid[-1:]][0]

    def suggestion(self, flow: Flow) -> str:
        """Return a condition over a new variable."""
        says = flow.xml.get("name") or ""
        if self.node.kind == "inclusiveGateway":
            return variable(f"{self.node.name} {says or flow.target}", flow.id)
        if self.yes_no:
            return self.name if _first(flow) in YES else f"not {self.name}"
        return f'{self.name} == "{word(says, flow.target)}"'

    @property
    def name(self) -> str:
        """The variable named after the gateway."""
        return variable(self.node.name, self.node.id)

    @property
    def yes_no(self) -> bool:
        """Whether its flows say yes and no."""
        said = {_first(flow) for flow in self.flows}
        return len(self.flows) == 2 and len(said & {*YES}) == 1 and len(said & {*NO, *OTHERWISE}) == 1

    def variables(self, flow: Flow) -> dict[str, str | bool | int]:
        """Return the variables of a suggestion, each with a value that leads to an end soon."""
        if self.node.kind == "inclusiveGateway":
            return {self.suggestion(flow): False}
        soonest = min(self.flows, key=lambda one: self.to_end.get(one.target, len(self.to_end)))
        if self.yes_no:
            return {self.name: _first(soonest) in YES}
        return {self.name: word(soonest.xml.get("name") or "", soonest.target)}


def _ask(bench: Bench, choice: _Choice, flow: Flow) -> None:
    node, model = choice.node, choice.model
    likely = choice.otherwise()
    key, choices = f"{flow.id}.condition", () if node.xml.get("default") else (DEFAULT,)
    suggestion = DEFAULT if flow is likely else choice.suggestion(flow)
    sentence = f"When does {model.label(node.id)} go on along {model.label(flow.id)} to {model.label(flow.target)}?"
    answer = bench.ask(Question(key, flow.id, sentence, CONDITION, choices, suggestion))
    if answer == DEFAULT:
        node.xml.set("default", flow.id)
        bench.tell(node.xml, f"goes on along {model.label(flow.id)} when no other flow is taken")
        bench.tell(flow.xml, "is taken when no other flow is")
    elif answer is not None:
        add_expression(flow.xml, "conditionExpression", str(answer))
        bench.tell(flow.xml, f"is taken when {answer}")
        if answer == suggestion:
            bench.variables.update(choice.variables(flow))


def suggested_condition(bench: Bench, flow: Flow) -> tuple[str | None, dict[str, str | bool | int]]:
    """Return a condition over a new variable for a flow whose own cannot be read, with a value for the variable.

    None, when the flow leaves no gateway that chooses.
    """
    model = bench.model
    node = model.nodes.get(flow.source)
    flows = model.outgoing.get(flow.source, ())
    if node is None or node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(flows) < 2:
        return None, {}
    choice = _Choice(model, node, flows, _steps_to_end(model))
    return choice.suggestion(flow), choice.variables(flow)


def _first(flow: Flow) -> str:
    return (words_of(flow.xml.get("name") or "") or [""])[0]


def _steps_to_end(model: Model) -> dict[str, int]:
    """Return how many flows lead from each node to the nearest one that nothing follows, where any do."""
    level = [node.id for node in model.nodes.values() if not model.outgoing.get(node.id)]
    found = dict.fromkeys(level, 0)
    while level:
        before = [flow.source for one in level for flow in model.incoming.get(one, ())]
        steps = found[level[0]] + 1
        level = [one for one in dict.fromkeys(before) if one not in found]
        found.update(dict.fromkeys(level, steps))
    return found
