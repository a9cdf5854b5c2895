"""Where a case stands on its diagrams: marks on the path and on the stages that it is in, and why it waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from deadlines.calendar import due_wording
from processes.case import Case
from processes.elements import Element, processes_of
from processes.paths import Definition
from processes.xml import read_xml
from service.draw import OutlineItem, diagram_svg, outline
from service.roles import ROLES
from service.web.words import status_words

DONE, CURRENT, WAITING, LATE = "done", "current", "waiting", "late"
RANK = {LATE: 3, CURRENT: 2, WAITING: 1, DONE: 0}


@dataclass(frozen=True)
class Sheet:
    """One diagram with the marks of a case, drawn and in words."""

    title: str
    svg: str
    outline: list[OutlineItem]
    marks: Mapping[str, str]


def marks_of(case: Case, now: datetime) -> dict[str, str]:
    """Return done, current, waiting or late by element id, the calls of stages included."""
    marks = {element: DONE for element, times in case.passed.items() if times}
    late = {due.covers for due in case.dues() if due.at < now} - {""}
    for element, mark in _standing(case, late):
        while element is not None:
            if RANK[mark] >= RANK.get(marks.get(element.id, DONE), 0):
                marks[element.id] = mark
            element = _caller(case.definition, element)
    return marks


def _standing(case: Case, late: set[str]) -> list[tuple[Element | None, str]]:
    steps = [step.element for step in case.steps() if not step.offer]
    standing: list[tuple[Element | None, str]] = [(e, LATE if e.id in late else CURRENT) for e in steps]
    standing += [(due.element, WAITING) for due in case.dues() if not due.element.attached_to]
    messages = (waiting.element for waiting in case.run.messages())
    return standing + [(e, WAITING) for e in messages if not e.attached_to and not e.is_offer]


def _caller(definition: Definition, element: Element) -> Element | None:
    """Return the call of the stage that an element lies in; the group around it is not marked."""
    return next((e for e in definition.diagram.elements.values() if e.calls == element.process), None)


def sheets(case: Case, now: datetime) -> list[Sheet]:
    """Return the diagrams of the stages in which something waits, and the whole path's last."""
    marks = marks_of(case, now)
    files = files_by_process(case.definition)
    waiting = [element for element, _ in _standing(case, set()) if element is not None]
    whole = f"paths/{case.definition.path}.bpmn"
    inside = dict.fromkeys(files.get(e.process, whole) for e in waiting)
    return [sheet(case.definition, name, marks) for name in [*(n for n in inside if n != whole), whole]]


def sheets_of(definition: Definition, marked: Mapping[str, str]) -> list[Sheet]:
    """Return the diagrams of a definition for marks of steps: the stages with an open step, the whole path last."""
    elements, marks = definition.diagram.elements, dict(marked)
    for name in [name for name in marked if name in elements]:
        caller = _caller(definition, elements[name])
        while caller is not None:
            if RANK[marked[name]] >= RANK.get(marks.get(caller.id, DONE), 0):
                marks[caller.id] = marked[name]
            caller = _caller(definition, caller)
    files = files_by_process(definition)
    whole = f"paths/{definition.path}.bpmn"
    current = [elements[name] for name, mark in marked.items() if mark == CURRENT and name in elements]
    inside = dict.fromkeys(files.get(element.process, whole) for element in current)
    return [sheet(definition, name, marks) for name in [*(n for n in inside if n != whole), whole]]


def sheet(definition: Definition, name: str, marks: Mapping[str, str]) -> Sheet:
    """Draw one file of a definition, with marks, and say it in words."""
    source = definition.sources[name]
    title = _title(source, name)
    return Sheet(title, diagram_svg(source, marks=marks, title=title), _in_words(source), marks)


@lru_cache(maxsize=256)
def _title(source: bytes, name: str) -> str:
    process = next((p for p in processes_of(read_xml(source)) if p.executable), None)
    return process.title if process else name


@lru_cache(maxsize=256)
def _in_words(source: bytes) -> list[OutlineItem]:
    return outline(source)


def files_by_process(definition: Definition) -> dict[str, str]:
    """Return the file of every process of a definition."""
    return {process: name for name, source in definition.sources.items() for process in _processes(name, source)}


@lru_cache(maxsize=256)
def _processes(name: str, source: bytes) -> list[str]:
    return [process.id for process in processes_of(read_xml(source))] if name.endswith(".bpmn") else []


def why_waiting(case: Case, incident: object, unjudged: int) -> str:
    """Say in one sentence why a case waits."""
    if incident:
        return "The case is set aside: it could not go on, and the office must look at it."
    if case.ended:
        return f"The case has ended: {status_words(case.status).lower()}."
    if unjudged:
        return "Something was received and is judged as soon as the pause after the deadline is over."
    steps = [step for step in case.steps() if not step.offer]
    dues = case.dues()
    until = f", until {due_wording(dues[0].at)}" if dues else ""
    if steps:
        whom = [f"{role_words(s.element.role)} to “{s.element.name or s.element.id}”" for s in steps]
        return f"The case waits for {_listed(whom)}{until}."
    messages = [m.element.name or m.name for m in case.run.messages() if not m.element.is_offer]
    if messages:
        return f"The case waits for a linked case: {_listed(messages)}{until}."
    return f"The case waits for a date{until.replace(', until', ':')}." if dues else "The case waits for nothing."


def _listed(items: list[str]) -> str:
    unique = list(dict.fromkeys(items))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"


def role_words(role: str) -> str:
    """Say a role within a sentence: "the CCG"."""
    name = ROLES[role].name if role in ROLES else role.replace("-", " ")
    return f"the {name if name.isupper() or name.startswith('CCG') else name[:1].lower() + name[1:]}"
