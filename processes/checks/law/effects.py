"""What each element of a path does to the variables of a case, and what the law hears when it is passed."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from processes.checks.assembly import Library
from processes.checks.law.statute import plain_condition
from processes.checks.law.values import ANY, SOME, Abstract, ReadsUnset, looked_at, may, outcome
from processes.decisions import Decision
from processes.elements import Element
from processes.expressions import BadExpression, CannotEvaluate, Expression, Script, parse_script
from processes.forms import CHOICES, Field, Form

Values = Mapping[str, Abstract]


@dataclass(frozen=True)
class Effect:
    """What happens when an element is passed.

    hears: the events of the law. reads: the variables looked at, before it gave them a value itself. writes: those it
    gives a value. outcomes: every way in which the values may be changed, as what is changed; raises ReadsUnset, or
    CannotEvaluate when a case would be stuck there. mentions: every variable on which the outcomes may depend.
    """

    hears: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    outcomes: Callable[[Values], Iterator[dict[str, Abstract]]] = field(default=lambda _: iter([{}]), repr=False)
    mentions: frozenset[str] = frozenset()


class Effects:
    """The effects of the elements of a library. finite: the variables whose values are told apart; of all others only
    whether they have one. constants: the values that never change."""

    def __init__(self, library: Library, finite: frozenset[str], constants: Values) -> None:
        self._library = library
        self._finite = finite
        self.constants = constants

    def of(self, element: Element) -> Effect:
        """Return the effect of passing an element."""
        hears = tuple(heard(element))
        if element.form and (form := self._library.form(element.form)):
            return self._answers(element, form, hears)
        if element.kind == "businessRuleTask" and (decision := self._library.decision(element.decision)):
            return self._decision(decision, hears)
        if element.message:
            return self._message(element, hears)
        return _script(element, hears)

    def _answers(self, element: Element, form: Form, hears: tuple[str, ...]) -> Effect:
        carried = element.message.carries if element.message else ()
        shown = [field.shown_when for field in form.questions if field.shown_when and field.key in self._finite]
        reads = frozenset(name for one in shown for name in looked_at(one, self.constants)) - form.declares
        stamps = {**_all_any(carried), **({form.stamp: SOME} if form.stamp else {})}

        def outcomes(values: Values) -> Iterator[dict[str, Abstract]]:
            ways: list[dict[str, Abstract]] = [_all_any(form.declares) | stamps]
            for question in form.questions:
                if question.key in self._finite:
                    ways = [{**way, question.key: one} for way in ways for one in _asked(question, {**values, **way})]
            yield from ways

        mentions = frozenset(name for one in shown for name in one.mentions)
        return Effect(hears, reads, form.declares | set(carried), outcomes, mentions)

    def _decision(self, decision: Decision, hears: tuple[str, ...]) -> Effect:
        known = decision.hit_policy != "COLLECT" and bool(self._finite & set(decision.outputs))

        def outcomes(values: Values) -> Iterator[dict[str, Abstract]]:
            ways = list(_decided(decision, values))
            yield from ways if known else [_all_any(decision.outputs)]

        return Effect(hears, self._asked_of(decision), frozenset(decision.outputs), outcomes, decision.reads)

    def _asked_of(self, decision: Decision) -> frozenset[str]:
        found: set[str] = set()
        for rule in decision.rules:
            for cell in (*rule.conditions, *rule.outputs):
                found |= looked_at(cell, self.constants)
                if may(cell, self.constants) == {False} and cell in rule.conditions:
                    break
        return frozenset(found)

    def _message(self, element: Element, hears: tuple[str, ...]) -> Effect:
        names = element.message.carries if element.message else ()
        if element.throws:
            return Effect(hears)  # what it carries may be missing: it is sent as nothing
        domains = {name: self._said(name) if name in self._finite else (ANY,) for name in names}

        def outcomes(_: Values) -> Iterator[dict[str, Abstract]]:
            yield from (dict(zip(domains, one, strict=True)) for one in product(*domains.values()))

        return Effect(hears, frozenset(), frozenset(names), outcomes)

    def _said(self, name: str) -> tuple[Abstract, ...]:
        """Return what other cases may say of a variable: every choice and literal that the library gives it."""
        found: dict[Abstract, None] = {}
        for form in filter(None, map(self._library.form, self._library.names("forms"))):
            found.update(dict.fromkeys(v for q in form.questions if q.key == name for v in domain(q)))
        for part in {part.file: part for part in self._library.parts.values()}.values():
            for element in part.elements.values():
                lines = _script_of(element.script).lines if element.kind == "scriptTask" else ()
                found.update(dict.fromkeys(_literal(line) for target, line in lines if target == name))
        return tuple(found) or (ANY,)


def _script(element: Element, hears: tuple[str, ...]) -> Effect:
    if element.kind == "serviceTask":
        script = _script_of(element.opens_with.replace(";", "\n"))
        return Effect(hears, _read_first(script), frozenset(), _asked_only(script), _mentioned(script))
    script = _script_of(element.script)
    return Effect(hears, _read_first(script), script.assigns, _evaluating(script), _mentioned(script))


def _mentioned(script: Script) -> frozenset[str]:
    return frozenset(name for _, line in script.lines for name in line.mentions)


def _all_any(names: Iterable[str]) -> dict[str, Abstract]:
    return dict.fromkeys(names, ANY)


def _literal(expression: Expression) -> Abstract:
    return expression.body.value if isinstance(expression.body, ast.Constant) else ANY  # type: ignore[return-value]


def domain(question: Field) -> tuple[Abstract, ...]:
    """Return the values that an answer may have; SOME or ANY for what is not chosen from a list."""
    if question.type == "checkbox":
        return (True,) if question.required else (True, False)
    if question.type in CHOICES and question.type != "checklist":
        values: tuple[Abstract, ...] = tuple(value for value, _ in question.choices)
        return values if question.required else (*values, None)
    return (SOME,) if question.required else (ANY,)


def _asked(question: Field, values: Values) -> tuple[Abstract, ...]:
    if question.shown_when is None:
        return domain(question)
    try:
        shown = may(question.shown_when, values)
    except (ReadsUnset, CannotEvaluate):
        shown = frozenset({False})
    return (domain(question) if True in shown else ()) + ((None,) if False in shown else ())


def _script_of(source: str) -> Script:
    try:
        return parse_script(source)
    except BadExpression:
        return Script(())


def _read_first(script: Script) -> frozenset[str]:
    known: set[str] = set()
    read: set[str] = set()
    for name, expression in script.lines:
        read |= expression.names - known
        known.add(name)
    return frozenset(read)


def _evaluating(script: Script) -> Callable[[Values], Iterator[dict[str, Abstract]]]:
    def outcomes(values: Values) -> Iterator[dict[str, Abstract]]:
        changed: dict[str, Abstract] = {}
        for name, expression in script.lines:
            changed[name] = hashable(outcome(expression, {**values, **changed}))
        yield changed

    return outcomes


def _asked_only(script: Script) -> Callable[[Values], Iterator[dict[str, Abstract]]]:
    def outcomes(values: Values) -> Iterator[dict[str, Abstract]]:
        for _, expression in script.lines:
            outcome(expression, values)
        yield {}

    return outcomes


def hashable(value: Abstract) -> Abstract:
    """Return a value that can be told apart; what a list holds is not."""
    return ANY if isinstance(value, list) else value


def _decided(decision: Decision, values: Values) -> Iterator[dict[str, Abstract]]:
    """Yield what a table may give. Raises CannotEvaluate, when it may be that no rule fits."""
    collects = decision.hit_policy == "COLLECT"
    surely = collects
    for rule in decision.rules:
        fits = _fits(rule.conditions, values)
        if True in fits:
            cells = [hashable(outcome(cell, values)) for cell in rule.outputs]
            yield dict(zip(decision.outputs, cells, strict=True))
        surely = surely or fits == {True}
        if fits == {True} and not collects:
            break
    if not surely:
        raise CannotEvaluate(f"no rule of the table '{decision.id}' may fit")


def _fits(conditions: tuple[Expression, ...], values: Values) -> frozenset[bool]:
    """Return whether all conditions hold, asked one after another until one fails."""
    found = frozenset({True})
    for condition in conditions:
        one = may(condition, values)
        if one == {False}:
            return one
        found |= one
    return found


def heard(element: Element) -> Iterator[str]:
    """Yield the events of the law that passing an element is."""
    if element.form:
        yield f"form:{element.form}"
    if element.form and element.continues:
        yield f"late:{element.form}"
    if element.timer:
        yield f"deadline:{element.timer}"
    if element.message:
        yield f"{'sends' if element.throws else 'message'}:{element.message.name}"
    if element.opens:
        yield f"opens:{element.opens}"
    if element.status:
        yield f"status:{element.status}"


def asked_and_true(condition: Expression) -> tuple[str, ...]:
    """Return the events `when:...` of a condition that was found true: itself, and each part that `and` joins."""
    body = condition.body
    parts = body.values if isinstance(body, ast.BoolOp) and isinstance(body.op, ast.And) else []
    return tuple(f"when:{plain_condition(ast.unparse(part))}" for part in [body, *parts])
