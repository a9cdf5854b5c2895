"""A path with all the stages it calls, read once: what rules need that look beyond one file."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from processes.decisions import Decision, UnusableTable, read_decision
from processes.elements import Element, ProcessMarks, elements_of, processes_of
from processes.form_files import read_form
from processes.forms import Form, UnusableForm
from processes.model import Model, read_model
from processes.xml import UnreadableXml, read_xml


@dataclass(frozen=True, eq=False)
class Part:
    """One BPMN file of a library, with its marks: `elements` are its flow nodes by id; a node to which the file gives
    no id stands under the one that the model gives it, without marks."""

    file: str
    model: Model = field(repr=False)
    elements: Mapping[str, Element] = field(repr=False)
    marks: tuple[ProcessMarks, ...] = field(repr=False)

    @cached_property
    def calls(self) -> frozenset[str]:
        """The ids of the processes that it calls."""
        return frozenset(node.calls for node in self.model.nodes.values() if node.kind == "callActivity" and node.calls)


@lru_cache(maxsize=512)
def read_part(file: str, source: bytes) -> Part | None:
    """Read one BPMN file; None when it cannot be read (its own check says why)."""
    try:
        root = read_xml(source)
    except UnreadableXml:
        return None
    model = read_model(root)
    elements = {node.id: Element(node.id, node.kind, node.name, node.scope) for node in model.nodes.values()}
    elements |= {element.id: element for element in elements_of(root)}
    return Part(file, model, elements, tuple(processes_of(root)))


@dataclass(frozen=True, eq=False)
class Library:
    """The files round a diagram, read: parts by the ids of their processes, forms and decisions by their names."""

    files: Mapping[str, bytes] = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Library) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex of all files by name, and of which came first."""
        digest = hashlib.sha256(next(iter(self.files), "").encode() if self.ambiguous else b"")
        for name in sorted(self.files):
            digest.update(f"\0{name}\0{len(self.files[name])}\0".encode() + self.files[name])
        return digest.hexdigest()

    @cached_property
    def ambiguous(self) -> bool:
        """Whether two files hold a process of the same id, so that it matters which comes first."""
        parts = [read_part(name, source) for name, source in self.files.items() if name.endswith(".bpmn")]
        ids = [scope.id for part in parts if part for scope in part.model.processes]
        return len(set(ids)) < len(ids)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Every readable BPMN file by the ids of its processes; the first file that has an id keeps it."""
        found: dict[str, Part] = {}
        for name, source in self.files.items():
            part = read_part(name, source) if name.endswith(".bpmn") else None
            for scope in part.model.processes if part else ():
                found.setdefault(scope.id, part)  # type: ignore[arg-type]  # there is one, or no scope
        return found

    def called_from(self, process: str) -> list[Part]:
        """Return the part of a process and of all it calls, each once, callers first."""
        found: dict[str, Part] = {}
        pending = [process]
        while pending:
            part = self.parts.get(pending.pop(0))
            if part is not None and part.file not in found:
                found[part.file] = part
                pending.extend(sorted(part.calls))
        return list(found.values())

    def callers_of(self, process: str) -> list[str]:
        """Return the ids of the processes that call a process, directly or through stages, and that nobody calls."""
        above: dict[str, set[str]] = {}
        for identity, part in self.parts.items():
            for called in part.calls:
                above.setdefault(called, set()).add(identity)
        found, pending = {process}, [process]
        while pending:
            for caller in above.get(pending.pop(), set()) - found:
                found.add(caller)
                pending.append(caller)
        return sorted(one for one in found if one != process and not above.get(one))

    def form(self, name: str) -> Form | None:
        """Return a form by name; None when there is none or it cannot be used. See `form_problem`."""
        read = self._form(name)
        return read if isinstance(read, Form) else None

    def form_problem(self, name: str) -> str:
        """Return why a form of the library cannot be used; empty when it can or is not there."""
        read = self._form(name)
        return read if isinstance(read, str) else ""

    def decision(self, name: str) -> Decision | None:
        """Return a decision by name; None when there is none or it cannot be used. See `decision_problem`."""
        read = self._decision(name)
        return read if isinstance(read, Decision) else None

    def decision_problem(self, name: str) -> str:
        """Return why a decision of the library cannot be used; empty when it can or is not there."""
        read = self._decision(name)
        return read if isinstance(read, str) else ""

    def _form(self, name: str) -> Form | str | None:
        source = self.files.get(f"forms/{name}.json")
        return None if source is None else _read_form(source)

    def _decision(self, name: str) -> Decision | str | None:
        source = self.files.get(f"decisions/{name}.dmn")
        return None if source is None else _read_decision(source)

    def names(self, folder: str) -> Iterator[str]:
        """Yield the names of the files of one folder (`forms`, `decisions`, `paths`), without their endings."""
        for name in sorted(self.files):
            if name.startswith(f"{folder}/"):
                yield name.removeprefix(f"{folder}/").rpartition(".")[0]


@lru_cache(maxsize=512)
def _read_form(source: bytes) -> Form | str:
    try:
        return read_form(source)
    except UnusableForm as problem:
        return str(problem)


@lru_cache(maxsize=128)
def _read_decision(source: bytes) -> Decision | str:
    try:
        return read_decision(source)
    except UnusableTable as problem:
        return str(problem)
