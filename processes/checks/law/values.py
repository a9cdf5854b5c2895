"""Evaluating conditions where not every value is known.

A value of a variable is a value of the safe language, ANY (something, but nobody can say what: a date, a text, a sum)
or UNSET (nothing has given it a value yet). What comes out is a value or ANY; reading what is unset is a fault of the
diagram. Where everything is known, the language itself evaluates.
"""

import ast
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Union

from processes.expressions import CannotEvaluate, Expression, Value, same


class Known(Enum):
    """What is known of a value, when the value is not."""

    ANY = "any"
    UNSET = "unset"


ANY, UNSET = Known.ANY, Known.UNSET
Abstract = Union[Value, Known]  # noqa: UP007 - Value names itself
_INSTANTS = ("now", "deadline")


class ReadsUnset(Exception):
    """An expression reads a variable that nothing has given a value yet; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Scope:
    """The known variables, for the language's own evaluation."""

    def __init__(self, variables: Mapping[str, Value]) -> None:
        self.variables = variables

    def deadline(self, name: str) -> datetime:
        raise CannotEvaluate(f"No instant of '{name}' is known here.")

    def now(self) -> datetime:
        raise CannotEvaluate("No instant is known here.")


def outcome(expression: Expression, values: Mapping[str, Abstract]) -> Abstract:
    """Return what an expression comes to. Names that are not among the values are ANY.

    Raises ReadsUnset; CannotEvaluate, when known values do not fit the expression.
    """
    return _of(expression.body, values)


def may(expression: Expression, values: Mapping[str, Abstract]) -> frozenset[bool]:
    """Return whether a condition may hold, may fail, or both. Raises as `outcome`."""
    found = outcome(expression, values)
    return frozenset((True, False)) if found is ANY else frozenset((found is True,))


def _of(node: ast.expr, values: Mapping[str, Abstract]) -> Abstract:
    return _KINDS.get(type(node), _whole)(node, values)


def _whole(node: ast.expr, values: Mapping[str, Abstract]) -> Abstract:
    """Evaluate an expression by the language itself, when all it needs is known."""
    known: dict[str, Value] = {}
    calls = {one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id not in calls:
            value = values.get(one.id, ANY)
            if value is UNSET:
                raise ReadsUnset(one.id)
            if not isinstance(value, Known):
                known[one.id] = value
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} - calls
    if names - set(known) or calls & set(_INSTANTS):
        return ANY
    return Expression("", node, frozenset(), frozenset()).evaluate(_Scope(known))


def _bool_op(node: ast.BoolOp, values: Mapping[str, Abstract]) -> Abstract:
    decides = isinstance(node.op, ast.Or)
    unsure = False
    for part in node.values:
        value = _of(part, values)
        if value is decides:
            return decides
        unsure = unsure or value is ANY
    return ANY if unsure else not decides


def _not(node: ast.UnaryOp, values: Mapping[str, Abstract]) -> Abstract:
    if not isinstance(node.op, ast.Not):
        return _whole(node, values)
    value = _of(node.operand, values)
    return ANY if value is ANY else value is not True


def _choice(node: ast.IfExp, values: Mapping[str, Abstract]) -> Abstract:
    test = _of(node.test, values)
    if test is not ANY:
        return _of(node.body if test is True else node.orelse, values)
    one, other = _of(node.body, values), _of(node.orelse, values)
    known = not isinstance(one, Known) and not isinstance(other, Known)
    return one if known and same(one, other) else ANY  # type: ignore[arg-type]  # both are values


def _call(node: ast.Call, values: Mapping[str, Abstract]) -> Abstract:
    if isinstance(node.func, ast.Name) and node.func.id == "given":
        name = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
        value = values.get(str(name), ANY)
        return value if value is ANY else value not in (UNSET, None, "", [])
    return _whole(node, values)


_KINDS: dict[type, Callable[..., Abstract]] = {
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _not,
    ast.IfExp: _choice,
    ast.Call: _call,
}
