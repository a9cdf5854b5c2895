"""Small diagrams, forms and tables in a few words, and cases opened on them. Nothing here knows what a test wants."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from itertools import pairwise
from typing import Any

from deadlines.rounds import Round, shipped_round
from processes.case import Case
from processes.expressions import Value
from processes.paths import Definition, Library, define

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:approvals="urn:approvals:bpmn:1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
OPENED = datetime(2014, 12, 1, 9, tzinfo=UTC)
NOON = datetime(2015, 1, 9, 12, tzinfo=UTC)


def node(kind: str, identity: str, inside: str = "", **marks: str) -> str:
    """Return any flow node; `approvals_form` is written `approvals:form`."""
    written = "".join(f' {name.replace("approvals_", "approvals:")}="{escape(v)}"' for name, v in marks.items())
    return f'<{kind} id="{identity}"{written}>{inside}</{kind}>'


def start(identity: str = "begin") -> str:
    return node("startEvent", identity)


def end(identity: str = "done", inside: str = "", **marks: str) -> str:
    return node("endEvent", identity, inside, **marks)


def step(identity: str, form: str = "answer", role: str = "officer", **marks: str) -> str:
    return node("userTask", identity, approvals_form=form, approvals_role=role, **marks)


def script(identity: str, source: str) -> str:
    return node("scriptTask", identity, f"<script>{escape(source)}</script>")


def milestone(identity: str, status: str) -> str:
    return node("intermediateThrowEvent", identity, approvals_status=status)


def choice(identity: str, default: str = "") -> str:
    return node("exclusiveGateway", identity, **({"default": default} if default else {}))


def parallel(identity: str) -> str:
    return node("parallelGateway", identity)


def first_event(identity: str) -> str:
    return node("eventBasedGateway", identity)


def timer(text: str, kind: str = "timeDate") -> str:
    return f"<timerEventDefinition><{kind}>{escape(text)}</{kind}></timerEventDefinition>"


def message(name: str) -> str:
    return f'<messageEventDefinition messageRef="message_{name}"/>'


def catch(identity: str, inside: str, **marks: str) -> str:
    return node("intermediateCatchEvent", identity, inside, **marks)


def throw(identity: str, inside: str, **marks: str) -> str:
    return node("intermediateThrowEvent", identity, inside, **marks)


def boundary(identity: str, on: str, inside: str, interrupting: bool = True, **marks: str) -> str:
    cancels = {} if interrupting else {"cancelActivity": "false"}
    return node("boundaryEvent", identity, inside, attachedToRef=on, **cancels, **marks)


def call(identity: str, stage: str) -> str:
    return node("callActivity", identity, calledElement=stage)


def group(identity: str, *parts: str, flows: str) -> str:
    """Return an embedded sub-process."""
    return node("subProcess", identity, "".join(parts) + written_flows(flows))


def written_flows(flows: str) -> str:
    """Return sequence flows. A line is `a > b > c`, or `a > b > c if condition of the last`; ids are `a_to_b`."""
    written = []
    for line in filter(None, (line.strip() for line in flows.splitlines())):
        way, _, condition = line.partition(" if ")
        places = [place.strip() for place in way.split(">")]
        pairs = list(pairwise(places))
        inside = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
        written += [_flow(a, b, "") for a, b in pairs[:-1]] + [_flow(*pairs[-1], inside)]
    return "".join(written)


def _flow(source: str, target: str, inside: str) -> str:
    return f'<sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def draw(
    process: str, *parts: str, flows: str, variables: Mapping[str, str] | None = None, messages: str = "", **marks: str
) -> bytes:
    """Return a file with one process. messages: names, each with the variables it carries: `ruled:late_ruling`."""
    declared = "".join(f'<approvals:variable name="{n}" value="{escape(v)}"/>' for n, v in (variables or {}).items())
    extension = f"<extensionElements>{declared}</extensionElements>" if declared else ""
    inside = extension + "".join(parts) + written_flows(flows)
    body = node("process", process, inside, **{"isExecutable": "true", **marks})
    return f'<definitions {NAMESPACES} targetNamespace="urn:test">{_messages(messages)}{body}</definitions>'.encode()


def _messages(messages: str) -> str:
    pairs = (one.partition(":")[::2] for one in messages.split())
    return "".join(
        f'<message id="message_{name}" name="{name}" approvals:carries="{carries.replace(",", " ")}"/>'
        for name, carries in pairs
    )


def form(identity: str, *components: Mapping[str, object], **about: object) -> bytes:
    content = {"id": identity, "approvals": {"title": identity, **about}, "components": components}
    return json.dumps(content).encode()


def ask(key: str, kind: str = "textfield", **more: Any) -> dict[str, object]:
    return {"type": kind, "key": key, "label": key, **more}


ANSWER = form("answer", ask("word"), ask("score", "number"), ask("agreed", "checkbox"))


def table(identity: str, inputs: str, outputs: str, *rules: str, policy: str = "UNIQUE", more: str = "") -> bytes:
    """Return a decision table. inputs, outputs: names with spaces between; a rule is `cell | cell -> cell`."""
    columns = "".join(f"<input><inputExpression><text>{i}</text></inputExpression></input>" for i in inputs.split())
    columns += "".join(f'<output name="{o}"/>' for o in outputs.split())
    rows = "".join(_rule(n, rule) for n, rule in enumerate(rules, start=1))
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:approvals="urn:approvals:bpmn:1">'
        f'<decision id="{identity}"><decisionTable hitPolicy="{policy}"{more}>{columns}{rows}</decisionTable>'
        "</decision></definitions>"
    ).encode()


def _rule(number: int, rule: str) -> str:
    left, _, right = rule.partition("->")
    cells = "".join(f"<inputEntry><text>{escape(c.strip())}</text></inputEntry>" for c in left.split("|"))
    cells += "".join(f"<outputEntry><text>{escape(c.strip())}</text></outputEntry>" for c in right.split("|"))
    return f'<rule id="r{number}">{cells}</rule>'


def library(path: bytes, name: str = "path", **others: bytes) -> Library:
    """Return a library with one path. others: `stages_x`, `forms_x` and `decisions_x` with their sources."""
    files = {f"paths/{name}.bpmn": path, "forms/answer.json": ANSWER}
    suffixes = {"stages": "bpmn", "forms": "json", "decisions": "dmn", "paths": "bpmn"}
    for place, source in others.items():
        folder, _, identity = place.partition("_")
        files[f"{folder}/{identity.replace('_', '-')}.{suffixes[folder]}"] = source
    return Library(files)


def defined(*parts: str, flows: str, others: Mapping[str, bytes] | None = None, **drawn: Any) -> Definition:
    """Return the definition of a path called `path`."""
    return define(library(draw("path", *parts, flows=flows, **drawn), **(others or {})), "path")


def opened(
    *parts: str, flows: str, at: datetime = OPENED, facts: Mapping[str, Value] | None = None, **drawn: Any
) -> Case:
    """Return a case opened on a path drawn here, in the shipped round 2014-15."""
    case = Case.opened(defined(*parts, flows=flows, **drawn), first_round(), at, facts or {})
    case.take_happenings()
    return case


def first_round() -> Round:
    return shipped_round("2014-15")


def steps(case: Case) -> list[str]:
    """Return the ids of the steps that wait, offers left out."""
    return [step.element.id for step in case.steps() if not step.offer]


def offers(case: Case) -> list[str]:
    return [step.element.id for step in case.steps() if step.offer]


def due_elements(case: Case) -> list[str]:
    return [due.element.id for due in case.dues()]


def fall(case: Case, element: str) -> list[str]:
    """Let one deadline fall, and return what happened as `kind element` words."""
    due = next(due for due in case.dues() if due.element.id == element)
    return words(case.fall(due))


def words(happenings: Any) -> list[str]:
    return [f"{one.kind} {one.element}".strip() for one in happenings]
