"""Libraries of diagrams and what is made of them: one definition per path and version.

A library is a folder with `paths/*.bpmn`, `stages/*.bpmn`, `decisions/*.dmn`, `forms/*.json` and the law in
`rules/*.toml`. A definition holds a path with all it uses, and its key is the hash of exactly those files, so a case
can stay on the version it began with.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from deadlines.calendar import UnusablePeriod, parse_period
from deadlines.rounds import Round, UnknownDeadline
from processes.decisions import Decision, UnusableTable, read_decision
from processes.elements import Element, ProcessMarks
from processes.engine import Diagram, UnusableDiagram, read_diagram
from processes.expressions import BadExpression, Expression, Script, is_variable, parse, parse_script
from processes.form_files import read_form
from processes.forms import Form, UnusableForm
from processes.instants import instant_literal
from processes.xml import BPMN, local, read_xml, text_of

_Read = TypeVar("_Read")
FOLDERS = {"paths": ".bpmn", "stages": ".bpmn", "decisions": ".dmn", "forms": ".json", "rules": ".toml"}


class UnknownPath(LookupError):
    """The library has no such path; the message names the ones it has."""


@dataclass(frozen=True)
class Library:
    """Files by name, `paths/delegated.bpmn` and so on."""

    files: Mapping[str, bytes]

    def paths(self) -> tuple[str, ...]:
        """Return the ids of the paths, sorted."""
        names = (name for name in self.files if name.startswith("paths/"))
        return tuple(sorted(name.removeprefix("paths/").removesuffix(".bpmn") for name in names))

    def with_file(self, name: str, source: bytes) -> "Library":
        """Return a library with one file put in or replaced."""
        return Library({**self.files, name: source})

    @cached_property
    def diagrams(self) -> dict[str, bytes]:
        """The files of paths and stages."""
        return {name: source for name, source in self.files.items() if name.endswith(".bpmn")}


def read_library(folder: Path) -> Library:
    """Read a library from a folder; files of other kinds are left alone."""
    files: dict[str, bytes] = {}
    for sub, suffix in FOLDERS.items():
        for file in sorted((folder / sub).glob(f"*{suffix}")):
            files[f"{sub}/{file.name}"] = file.read_bytes()
    return Library(files)


def shipped_library() -> Library:
    """Return the library that comes with the product."""
    return read_library(Path(__file__).parent.parent / "bpmn")


@dataclass(frozen=True)
class Definition:
    """A path, its stages, forms and tables, ready to run. `key` is the hash of `sources`, the files in use."""

    path: str
    key: str
    diagram: Diagram
    forms: Mapping[str, Form]
    decisions: Mapping[str, Decision]
    scripts: Mapping[str, Script]
    conditions: Mapping[str, Expression]
    sources: Mapping[str, bytes] = field(repr=False)

    @property
    def marks(self) -> ProcessMarks:
        """What the path says of itself."""
        return self.diagram.process

    def element(self, identity: str) -> Element:
        """Return one element by id."""
        return self.diagram.elements[identity]

    def deadlines(self) -> Iterator[tuple[str, str]]:
        """Yield (element id, deadline name) for every timer and every deadline written in an expression."""
        for element in self.diagram.elements.values():
            if element.timer_kind == "timeDate" and instant_literal(element.timer) is None:
                yield element.id, element.timer
        for source, condition in self.conditions.items():
            yield from ((source, name) for name in condition.deadlines)
        for identity, script in self.scripts.items():
            yield from ((identity, name) for _, line in script.lines for name in line.deadlines)
        for identity, decision in self.decisions.items():
            cells = (cell for rule in decision.rules for cell in (*rule.conditions, *rule.outputs))
            yield from ((identity, name) for cell in cells for name in cell.deadlines)
        for identity, form in self.forms.items():
            asked = (field.shown_when for field in form.fields if field.shown_when)
            yield from ((identity, name) for condition in asked for name in condition.deadlines)
        for variable, value in self.marks.variables:
            yield from ((variable, name) for name in parse(value).deadlines)

    def check_round(self, round_: Round) -> None:
        """Raise UnusableDiagram, when the path names a deadline or a window that the round does not have."""
        problems = []
        for element, name in self.deadlines():
            try:
                deadline = round_.deadline(name.removesuffix(".start"))
            except UnknownDeadline as unknown:
                problems.append((element, str(unknown)))
            else:
                if not round_.knows(name):
                    problems.append((element, f"waits for '{name}', but {deadline.name} is no window with a start."))
        if problems:
            raise UnusableDiagram(self.path, problems)


def define(library: Library, path: str, *, alone: bool = False) -> Definition:
    """Make the definition of a path from a library; `alone`, when the library holds only what the path itself uses.

    Raises UnknownPath, when there is none of that name; UnusableDiagram, when it or anything it uses may not run.
    """
    if f"paths/{path}.bpmn" not in library.files:
        raise UnknownPath(f"There is no path '{path}'; there are {', '.join(library.paths()) or 'none'}.")
    diagram = read_diagram(path, library.diagrams)
    problems: list[tuple[str, str]] = []
    used = {name: library.files[name] for name in diagram.files}
    forms = _forms(diagram, library, used, problems)
    decisions = _decisions(diagram, library, used, problems)
    scripts = _scripts(diagram, problems)
    conditions = _conditions(used, problems)
    _others(diagram, None if alone else library.paths(), problems)
    if problems:
        raise UnusableDiagram(path, problems)
    return Definition(path, key_of(used), diagram, forms, decisions, scripts, conditions, used)


def key_of(sources: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of files by name: the version of a definition."""
    digest = hashlib.sha256()
    for name, source in sorted(sources.items()):
        digest.update(f"{name}\0{len(source)}\0".encode())
        digest.update(source)
    return digest.hexdigest()


def _forms(
    diagram: Diagram, library: Library, used: dict[str, bytes], problems: list[tuple[str, str]]
) -> dict[str, Form]:
    for element in diagram.elements.values():
        if element.kind == "userTask" and not element.form:
            problems.append((element.id, "is a step without a form; name one in approvals:form."))
        if (element.is_step or element.is_offer) and not element.role:
            problems.append((element.id, "is a step without a role; put it in a lane or name one in approvals:role."))
    named = [(element.id, element.form) for element in diagram.elements.values()]
    return _read_named(named, ("form", "forms/{}.json"), read_form, library, used, problems)


def _decisions(
    diagram: Diagram, library: Library, used: dict[str, bytes], problems: list[tuple[str, str]]
) -> dict[str, Decision]:
    named = [(element.id, element.decision) for element in diagram.elements.values()]
    return _read_named(named, ("decision", "decisions/{}.dmn"), read_decision, library, used, problems)


def _read_named(
    named: Iterable[tuple[str, str]], kind: tuple[str, str], read: Callable[[bytes], _Read], library: Library,
    used: dict[str, bytes], problems: list[tuple[str, str]],
) -> dict[str, _Read]:  # fmt: skip
    """Read once what elements name; `kind` is the word for it and where its files lie."""
    found: dict[str, _Read] = {}
    for element, name in named:
        file = kind[1].format(name)
        if not name or name in found:
            continue
        if file not in library.files:
            problems.append((element, f"names the {kind[0]} '{name}', which is not in the library."))
            continue
        used[file] = library.files[file]
        try:
            found[name] = read(used[file])
        except (UnusableForm, UnusableTable) as problem:
            problems.append((element, str(problem)))
    return found


def _scripts(diagram: Diagram, problems: list[tuple[str, str]]) -> dict[str, Script]:
    scripts: dict[str, Script] = {}
    for element in diagram.elements.values():
        if element.kind not in ("scriptTask", "serviceTask"):
            continue
        source = element.script if element.kind == "scriptTask" else element.opens_with.replace(";", "\n")
        try:
            scripts[element.id] = parse_script(source)
        except BadExpression as problem:
            problems.append((element.id, str(problem)))
    return scripts


def _conditions(used: Mapping[str, bytes], problems: list[tuple[str, str]]) -> dict[str, Expression]:
    conditions: dict[str, Expression] = {}
    for name, source in used.items():
        if not name.endswith(".bpmn"):
            continue
        for flow in read_xml(source).iter(f"{{{BPMN}}}sequenceFlow"):
            condition = next((child for child in flow if local(child) == "conditionExpression"), None)
            if condition is None:
                continue
            try:
                conditions[condition.text or ""] = parse(text_of(condition))
            except BadExpression as problem:
                problems.append((flow.get("id") or "", str(problem)))
    return conditions


def _others(diagram: Diagram, paths: tuple[str, ...] | None, problems: list[tuple[str, str]]) -> None:
    for element in diagram.elements.values():
        if element.opens and paths is not None and element.opens not in paths:
            known = ", ".join(paths)
            problems.append((element.id, f"opens the path '{element.opens}', which is not there; there are {known}."))
        if element.operation == "open-case" and not element.opens:
            problems.append((element.id, "opens a case but does not say on which path (approvals:opens)."))
        if element.timer_kind == "timeDuration":
            _duration(element, problems)
        if element.continues and element.continues not in diagram.elements:
            problems.append((element.id, f"continues '{element.continues}', which is no step of the path."))
    _variables(diagram, problems)


def _variables(diagram: Diagram, problems: list[tuple[str, str]]) -> None:
    for name, value in diagram.process.variables:
        try:
            parse(value)
        except BadExpression as problem:
            problems.append((diagram.process.id, str(problem)))
        if not is_variable(name):
            problems.append((diagram.process.id, f"declares '{name}', which cannot be the name of a variable."))


def _duration(element: Element, problems: list[tuple[str, str]]) -> None:
    try:
        parse_period(element.timer)
    except UnusablePeriod as problem:
        problems.append((element.id, str(problem)))
