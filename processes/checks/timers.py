"""Timers as our diagrams write them: the name of a deadline, a period, or an ISO 8601 instant."""

from collections.abc import Iterator
from datetime import datetime

from deadlines.calendar import UnusablePeriod, parse_period
from processes.checks.subject import Subject
from processes.checks.texts import texts_of
from processes.expressions import is_variable
from processes.instants import instant_literal
from processes.model import EventDefinition, Node


def timers_of(subject: Subject) -> Iterator[tuple[Node, EventDefinition]]:
    """Yield every timer of a file with the event that it belongs to."""
    for node in subject.model.nodes.values():
        for definition in node.events:
            if definition.kind == "timer":
                yield node, definition


def is_name(text: str) -> bool:
    """Whether a text can be the name of a deadline (`delegated-submission`, `go-live.start`)."""
    return is_variable(text.removesuffix(".start").replace("-", "_"))


def is_period(text: str) -> bool:
    """Whether a text is a period such as P14D."""
    try:
        parse_period(text)
    except UnusablePeriod:
        return False
    return True


def is_naive(text: str) -> bool:
    """Whether a text is an ISO 8601 date or time without offset."""
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def deadline_names(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield (element id, name) for every deadline that a timer, an expression, a form or a decision names."""
    for node, timer in timers_of(subject):
        if timer.timer == "timeDate" and instant_literal(timer.text) is None and is_name(timer.text):
            yield node.id, timer.text
    for text in texts_of(subject.model):
        for expression in () if text.problem else text.expressions():
            yield from ((text.element, name) for name in expression.deadlines)
    for element in subject.elements.values():
        yield from ((element.id, name) for name in _in_form(subject, element.form))
        yield from ((element.id, name) for name in _in_decision(subject, element.decision))


def _in_form(subject: Subject, name: str) -> Iterator[str]:
    form = subject.library.form(name)
    for field in form.fields if form else ():
        yield from field.shown_when.deadlines if field.shown_when else ()


def _in_decision(subject: Subject, name: str) -> Iterator[str]:
    decision = subject.library.decision(name)
    for rule in decision.rules if decision else ():
        for cell in (*rule.conditions, *rule.outputs):
            yield from cell.deadlines
