"""Every place of a diagram, a form or a table that holds text that is evaluated, and some that never are.

Each place is a function from a text to a library of files, of which `paths/path.bpmn` is judged.
"""

from collections.abc import Callable, Mapping
from html import escape

from tests.processes.drawing import ask, boundary, catch, choice, draw, end, form, library, node, start, step, timer

Place = Callable[[str], Mapping[str, bytes]]
ONE = "begin > do > done"


def _path(
    *parts: str, flows: str = ONE, others: Mapping[str, bytes] | None = None, **drawn: object
) -> Mapping[str, bytes]:
    source = draw("path", start(), *parts, end(), flows=flows, **drawn)  # type: ignore[arg-type]
    return {**library(source).files, **(others or {})}


def _condition(text: str) -> Mapping[str, bytes]:
    written = f"begin > which > other if {text}".replace("\n", " ").replace(">", ">")
    return _path(choice("which", "which_to_done"), end("other"), flows=f"begin > which > done\n{written}")


def _script(text: str) -> Mapping[str, bytes]:
    return _path(node("scriptTask", "do", f"<script>{escape(text)}</script>"))


def _assignment(text: str) -> Mapping[str, bytes]:
    return _script(f"x = {text}")


def _name_assigned(text: str) -> Mapping[str, bytes]:
    return _script(f"{text} = 1")


def _variable(text: str) -> Mapping[str, bytes]:
    return _path(node("task", "do"), variables={"x": text})


def _opens_with(text: str) -> Mapping[str, bytes]:
    marks = {"approvals_operation": "open-case", "approvals_opens": "path", "approvals_with": f"x = {text}"}
    return _path(node("serviceTask", "do", **marks))


def _timer(kind: str) -> Place:
    def place(text: str) -> Mapping[str, bytes]:
        parts = (step("do"), boundary("late", "do", timer(text, kind)), end("over"))
        return _path(*parts, flows=f"{ONE}\nlate > over")

    return place


def _wait(kind: str) -> Place:
    return lambda text: _path(catch("do", timer(text, kind)))


def _inside(tag: str, kind: str = "task", wrap: str = "multiInstanceLoopCharacteristics") -> Place:
    def place(text: str) -> Mapping[str, bytes]:
        inside = f"<{wrap}><{tag}>{escape(text)}</{tag}></{wrap}>"
        return _path(node(kind, "do", inside))

    return place


def _extension(tag: str) -> Place:
    def place(text: str) -> Mapping[str, bytes]:
        vendor = 'xmlns:v="http://spiffworkflow.org/bpmn/schema/1.0/core"'
        return _path(
            node("task", "do", f"<extensionElements><v:{tag} {vendor}>{escape(text)}</v:{tag}></extensionElements>")
        )

    return place


def _attribute(name: str, kind: str = "userTask") -> Place:
    return lambda text: _path(f'<{kind} id="do" {name}="{escape(text)}"/>')


def _shown_when(text: str) -> Mapping[str, bytes]:
    asking = form("answer", ask("word", properties={"shown-when": text}))
    return _path(step("do"), others={"forms/answer.json": asking})


def _table(where: str) -> Place:
    def place(text: str) -> Mapping[str, bytes]:
        said = {"column": "x", "cell": "-", "output": "1", **{where: text}}
        table = (
            '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="t"><decisionTable>'
            f"<input><inputExpression><text>{escape(said['column'])}</text></inputExpression></input>"
            "<output name='out'/>"
            f"<rule id='r'><inputEntry><text>{escape(said['cell'])}</text></inputEntry>"
            f"<outputEntry><text>{escape(said['output'])}</text></outputEntry></rule></decisionTable></decision></definitions>"
        )
        return _path(node("businessRuleTask", "do", approvals_decision="t"), others={"decisions/t.dmn": table.encode()})

    return place


PLACES: dict[str, Place] = {
    "condition of a flow": _condition,
    "script": _script,
    "value in a script": _assignment,
    "name in a script": _name_assigned,
    "starting value": _variable,
    "value handed to a linked case": _opens_with,
    "date of a boundary timer": _timer("timeDate"),
    "period of a boundary timer": _timer("timeDuration"),
    "cycle of a boundary timer": _timer("timeCycle"),
    "date of a waiting timer": _wait("timeDate"),
    "period of a waiting timer": _wait("timeDuration"),
    "cycle of a waiting timer": _wait("timeCycle"),
    "condition of an event": _inside("condition", "intermediateCatchEvent", "conditionalEventDefinition"),
    "number of instances": _inside("loopCardinality"),
    "completion of instances": _inside("completionCondition"),
    "condition of a loop": _inside("loopCondition", wrap="standardLoopCharacteristics"),
    "condition of a complex gateway": _inside("activationCondition", "complexGateway", "extensionElements"),
    "assignment of data": _inside("from", wrap="dataInputAssociation"),
    "script before a task": _extension("preScript"),
    "script after a task": _extension("postScript"),
    "operator of a service": _extension("serviceTaskOperator"),
    "question of a form": _shown_when,
    "column of a table": _table("column"),
    "cell of a table": _table("cell"),
    "output of a table": _table("output"),
    "name": _attribute("name"),
    "form": _attribute("approvals:form"),
    "role": _attribute("approvals:role"),
    "status": _attribute("approvals:status"),
    "called process": _attribute("calledElement", "callActivity"),
}
