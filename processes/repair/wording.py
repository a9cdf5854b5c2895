"""Conditions and numbers of other engines are read in the safe language, or asked for.

Translated is what means exactly the same (`processes.repair.translating`). Where a condition is never asked by BPMN, on
a flow that leaves a parallel or event-based gateway or an event, it is left out (BPMN 2.0.2, 8.4 and 10.6).
"""

from lxml import etree

from processes.model import plain_ref
from processes.repair.bench import Bench
from processes.repair.choices import suggested_condition
from processes.repair.report import CONDITION, NUMBER, Question
from processes.repair.translating import translated
from processes.repair.writing import TYPE, formal, write
from processes.xml import BPMN, local

_HELD = ("conditionExpression", "condition", "completionCondition", "loopCondition", "loopCardinality")
_NEVER_ASKED = (
    "parallelGateway", "eventBasedGateway", "startEvent", "boundaryEvent", "intermediateCatchEvent",
    "intermediateThrowEvent",
)  # fmt: skip


def mend_texts(bench: Bench) -> None:
    """Translate, mark and ask for every condition and number."""
    _drop_unasked(bench)
    for xml in list(bench.model.every(*_HELD)):
        text = "".join(str(part) for part in xml.itertext()).strip()
        if not text:
            if local(xml) != "condition":
                bench.drop(xml, "it is empty")
            continue
        _say(bench, xml, text)


def _drop_unasked(bench: Bench) -> None:
    model = bench.model
    for flow in model.flows.values():
        source = model.nodes.get(flow.source)
        condition = flow.xml.find(f"{{{BPMN}}}conditionExpression")
        if condition is not None and source is not None and source.kind in _NEVER_ASKED:
            bench.drop(condition, f"the flow leaves '{source.id}', where no condition is asked")


def _say(bench: Bench, xml: etree._Element, text: str) -> None:
    """Put what a text means into its element; leave it as it is, while the answer is open."""
    owner = next(one for one in xml.iterancestors() if one.get("id"))
    said = translated(text)
    if said is None:
        key = f"{owner.get('id')}.{local(xml)}"
        kind = NUMBER if local(xml) == "loopCardinality" else CONDITION
        question = f"{bench.label(owner.get('id') or '')} says '{text[:200]}'. What is it in our language?"
        suggestion, variables = _suggested(bench, owner.get("id") or "")
        answer = bench.ask(Question(key, owner.get("id") or "", question, kind, suggestion=suggestion))
        if answer is None:
            return
        said = str(answer)
        bench.variables.update(variables if said == suggestion else {})
    if said != text or len(xml):
        write(bench, xml, said)
        bench.tell(owner, f"said '{text[:200]}' and says '{said}' now")
        bench.tell(xml, f"says '{said}' now")
    if xml.get("language"):
        bench.unset(xml, "language", "it is in the language of diagrams now")
    if plain_ref(xml.get(TYPE)) != "tFormalExpression":
        xml.set(TYPE, formal(xml))
        bench.tell(xml, "is marked as something to evaluate, not only to read")


def _suggested(bench: Bench, flow: str) -> tuple[str | None, dict[str, str | bool | int]]:
    found = bench.model.flows.get(flow)
    return suggested_condition(bench, found) if found is not None else (None, {})
