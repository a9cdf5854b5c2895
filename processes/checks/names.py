"""The names that a path gives a value to: by forms, decisions, scripts, messages, marks, the case and its round."""

from collections.abc import Iterator
from functools import lru_cache

from deadlines.rounds import Round
from processes.checks.assembly import Library, Part
from processes.checks.texts import texts_of
from processes.scope import CASE_FACTS


def declared(library: Library, parts: tuple[Part, ...], rounds: tuple[Round, ...]) -> frozenset[str]:
    """Return every name that something in these parts, the case or its round declares."""
    names = {*CASE_FACTS, *(name for round_ in rounds for name in round_.facts)}
    for part in parts:
        names |= _of_part(part)
        names |= set(_answered(library, part))
    mine = {marks.id for part in parts for marks in part.marks}
    return frozenset(names | {name for process in mine for name in handed_over(library, process)})


@lru_cache(maxsize=512)
def _of_part(part: Part) -> frozenset[str]:
    scripts = {name for text in texts_of(part.model) for name in text.assigns}
    carried = {name for e in part.elements.values() if e.message and not e.throws for name in e.message.carries}
    return frozenset(scripts | carried | {name for marks in part.marks for name, _ in marks.variables})


def _answered(library: Library, part: Part) -> Iterator[str]:
    for element in part.elements.values():
        if form := library.form(element.form):
            yield from form.declares
        if decision := library.decision(element.decision):
            yield from decision.outputs


def handed_over(library: Library, process: str) -> Iterator[str]:
    """Yield the names that other paths of the library hand to a case when they open it on this one."""
    for part in library.parts.values():
        for text in texts_of(part.model):
            if text.element in part.elements and part.elements[text.element].opens == process:
                yield from text.assigns
