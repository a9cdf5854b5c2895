"""The letter that a step sends: which text of the round, who has a copy, and what its names say in this case.

The text is drafted for the person who takes the step; what is sent is what that person released with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deadlines.calendar import due_wording
from deadlines.texts import NAMES
from processes.expressions import BadExpression, CannotEvaluate, Expression, Scope, Value, parse


class UnusableLetter(ValueError):
    """What a form says of its letter cannot be read."""


@dataclass(frozen=True)
class FormLetter:
    """text: the name of a text of the round. field: the question that holds the letter. copies: roles that have one.

    says: expressions over the case, by the name in the text that they fill.
    """

    text: str
    field: str
    copies: tuple[str, ...]
    says: tuple[tuple[str, Expression], ...]

    def values(self, scope: Scope) -> dict[str, str]:
        """Return what the names of the text say in a case; a name that cannot be said yet says nothing."""
        return {name: _said(expression, scope) for name, expression in self.says}


def read_letter(part: Mapping[str, object]) -> FormLetter | None:
    """Read what a form says of its letter; None, when it sends none. Raises UnusableLetter."""
    if not part:
        return None
    if set(part) - {"text", "field", "copies", "says"} or not part.get("text") or not part.get("field"):
        raise UnusableLetter("a letter has: text, field, and if wanted copies and says")
    said = part.get("says", {})
    if not isinstance(said, Mapping) or set(said) - NAMES:
        raise UnusableLetter(f"a letter says an expression for each of some names out of: {', '.join(sorted(NAMES))}")
    try:
        says = tuple((str(name), parse(str(source))) for name, source in said.items())
    except BadExpression as problem:
        raise UnusableLetter(f"its letter says: {problem}") from None
    return FormLetter(str(part["text"]), str(part["field"]), tuple(str(part.get("copies", "")).split()), says)


def _said(expression: Expression, scope: Scope) -> str:
    try:
        return _in_words(expression.evaluate(scope))
    except CannotEvaluate:
        return ""


def _in_words(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return due_wording(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(_in_words(item) for item in value)
    return str(value)
