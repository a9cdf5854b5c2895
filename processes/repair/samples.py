"""Values for the variables that a diagram asks for and does not set, so that it can be tried out.

A value is taken from what a variable is compared with; what stands alone is a yes/no.
"""

import ast
from collections.abc import Iterator

from processes.checks.texts import CONDITION, texts_of
from processes.expressions import Expression
from processes.model import Model

Sample = str | bool | int


def samples_of(model: Model) -> dict[str, Sample]:
    """Return a value for every variable that is read and nowhere set, by name."""
    texts = list(texts_of(model))
    assigned = {name for text in texts for name in text.assigns}
    found: dict[str, Sample] = {}
    for text in texts:
        for expression in () if text.problem else text.expressions():
            alone: Sample = True if text.kind == CONDITION else 1
            values = {**dict.fromkeys(sorted(expression.names), alone), **dict(_compared(expression))}
            for name, value in values.items():
                found.setdefault(name, value)
    return {name: value for name, value in found.items() if name not in assigned}


def _compared(expression: Expression) -> Iterator[tuple[str, Sample]]:
    for part in ast.walk(expression.body):
        if isinstance(part, ast.Compare):
            sides = (part.left, part.comparators[0])
            for one, other in (sides, sides[::-1]):
                if isinstance(one, ast.Name) and isinstance(other, ast.Constant) and isinstance(other.value, str | int):
                    yield one.id, other.value
