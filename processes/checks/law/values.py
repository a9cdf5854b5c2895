"""Evaluating conditions where not every value is known.

A value of a variable is a value of the safe language, ANY (nobody can say what: perhaps nothing), SOME (nobody can say
what, but it is given: the date of an answer) or UNSET (nothing has given it a value yet). What comes out is a value or
ANY; reading what is unset is a fault of the diagram. Where everything is known, the language itself evaluates.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from types import SimpleNamespace
from typing import Any, Union, cast

from processes.expressions import CannotEvaluate, Expression, Scope, Value, same


class Known:
    """What is known of a value, when the value is not. There are three, told apart by what they are."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __repr__(self) -> str:
        return self._what


ANY, SOME, UNSET = Known("any"), Known("some"), Known("unset")
Abstract = Union[Value, Known]  # noqa: UP007 - Value names itself


class ReadsUnset(Exception):
    """An expression reads a variable that nothing has given a value yet; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


_NOTHING = cast("Scope", SimpleNamespace(variables={}))
"""What the language asks for while it evaluates constants: nothing, for what asks the time is not evaluated here."""


def outcome(expression: Expression, values: Mapping[str, Abstract]) -> Abstract:
    """Return what an expression comes to. Names that are not among the values are ANY.

    Raises ReadsUnset; CannotEvaluate, when known values do not fit the expression.
    """
    return _of(expression.body, values)


def may(expression: Expression, values: Mapping[str, Abstract]) -> frozenset[bool]:
    """Return whether a condition may hold, may fail, or both. Raises as `outcome`."""
    found = outcome(expression, values)
    return frozenset((True, False)) if found is ANY else frozenset((found is True,))


def looked_at(expression: Expression, constants: Mapping[str, Abstract]) -> frozenset[str]:
    """Return the variables that an expression may look at, when these values never change."""
    return frozenset(_looked_at(expression.body, constants))


def _looked_at(node: ast.AST, constants: Mapping[str, Abstract]) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "given":
        yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from _looked_at(part, constants)
            if _constantly(part, constants) is isinstance(node.op, ast.Or):
                break
    else:
        for child in node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node):
            yield from _looked_at(child, constants)


def _constantly(node: ast.expr, constants: Mapping[str, Abstract]) -> Abstract:
    try:
        return _of(node, constants)
    except CannotEvaluate:
        return ANY


def _of(node: ast.expr, values: Mapping[str, Abstract]) -> Abstract:
    return _KINDS.get(type(node), _whole)(node, values)


def _name(node: ast.Name, values: Mapping[str, Abstract]) -> Abstract:
    value = values.get(node.id, ANY)
    if value is UNSET:
        raise ReadsUnset(node.id)
    return ANY if value is SOME else value


def _whole(node: ast.expr, values: Mapping[str, Abstract]) -> Abstract:
    """Evaluate an expression by the language itself, when all that it is made of is known."""
    parts = {name: _parts_of(part, values) for name, part in ast.iter_fields(node) if name in _OPERANDS}
    if any(one is ANY for found in parts.values() for one in found) or _asks_the_time(node):
        return ANY
    known = copy(node)
    for name, found in parts.items():
        constants = [ast.Constant(cast("Any", one)) for one in found]
        setattr(known, name, constants if isinstance(getattr(node, name), list) else constants[0])
    return Expression("", known, frozenset(), frozenset()).evaluate(_NOTHING)


_OPERANDS = ("left", "right", "comparators", "elts", "args", "operand")


def _parts_of(part: Any, values: Mapping[str, Abstract]) -> list[Abstract]:
    nodes = part if isinstance(part, list) else [part]
    return [_of(node, values) for node in nodes]


def _asks_the_time(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("now", "deadline")


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
        return ANY if value is ANY else value not in (UNSET, None, "", [])
    return _whole(node, values)


_KINDS: dict[type, Callable[..., Abstract]] = {
    ast.Name: _name,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _not,
    ast.IfExp: _choice,
    ast.Call: _call,
}
