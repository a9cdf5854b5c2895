"""Evaluating a checked tree of the safe language, node by node; nothing is ever given to Python's interpreter."""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deadlines.calendar import london_date
from processes.values import (
    MAX_ITEMS,
    MAX_NUMBER,
    MAX_PLACES,
    MAX_TEXT,
    CannotEvaluate,
    Scope,
    Value,
    same,
    show,
)

CONSTANTS = {"true": True, "false": False, "null": None}
_COMPARE: dict[type, Callable[[Value, Value], bool]] = {}


def value_of(node: ast.expr, scope: Scope) -> Value:
    """Return the value of a checked tree. Raises CannotEvaluate, when the values do not fit it."""
    return _EVALUATE[type(node)](node, scope)


def _constant(node: ast.Constant, _: Scope) -> Value:
    return node.value  # type: ignore[return-value]  # _check_constant let nothing else in


def _name(node: ast.Name, scope: Scope) -> Value:
    if node.id in scope.variables:
        return scope.variables[node.id]
    if node.id in CONSTANTS:
        return CONSTANTS[node.id]
    raise CannotEvaluate(f"The variable '{node.id}' has no value yet.")


def _list(node: ast.List, scope: Scope) -> Value:
    items = [value_of(item, scope) for item in node.elts]
    if any(isinstance(item, list) for item in items):
        raise CannotEvaluate("A list holds single values; join lists with +.")
    return _bounded_list(items)


def _bool_op(node: ast.BoolOp, scope: Scope) -> Value:
    wanted = isinstance(node.op, ast.Or)
    for part in node.values:
        if _yes_no(value_of(part, scope)) is wanted:
            return wanted
    return not wanted


def _unary(node: ast.UnaryOp, scope: Scope) -> Value:
    value = value_of(node.operand, scope)
    return not _yes_no(value) if isinstance(node.op, ast.Not) else -_number(value)


def _if(node: ast.IfExp, scope: Scope) -> Value:
    return value_of(node.body if _yes_no(value_of(node.test, scope)) else node.orelse, scope)


def _compare(node: ast.Compare, scope: Scope) -> Value:
    left = value_of(node.left, scope)
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = value_of(part, scope)
        if not _COMPARE[type(op)](left, right):
            return False
        left = right
    return True


def _binary(node: ast.BinOp, scope: Scope) -> Value:
    left, right = value_of(node.left, scope), value_of(node.right, scope)
    if isinstance(node.op, ast.Add) and isinstance(left, str) and isinstance(right, str):
        return _bounded(left + right)
    if isinstance(node.op, ast.Add) and isinstance(left, list) and isinstance(right, list):
        return _bounded_list(left + right)
    return _arithmetic(node.op, _number(left), _number(right))


def _arithmetic(op: ast.operator, left: float, right: float) -> Value:
    if isinstance(op, ast.Div) and right == 0:
        raise CannotEvaluate("A number is divided by zero.")
    return _within(_ARITHMETIC[type(op)](left, right))


def _within(number: float) -> float:
    if not abs(number) <= MAX_NUMBER:
        raise CannotEvaluate(f"A result goes beyond {MAX_NUMBER}.")
    return number


def _call(node: ast.Call, scope: Scope) -> Value:
    function = FUNCTIONS[node.func.id]  # type: ignore[attr-defined]
    return function.act(scope, *[value_of(argument, scope) for argument in node.args])


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise CannotEvaluate(f"A result is longer than {MAX_TEXT}.")
    return text


def _bounded_list(items: list[Value]) -> list[Value]:
    if len(items) > MAX_ITEMS or sum(len(item) for item in items if isinstance(item, str)) > MAX_TEXT:
        raise CannotEvaluate(f"A list is longer than {MAX_ITEMS} or holds more than {MAX_TEXT} letters.")
    return items


def _yes_no(value: Value) -> bool:
    if not isinstance(value, bool):
        raise CannotEvaluate(f"A yes/no is needed, but there is {show(value)}.")
    return value


def _number(value: Value) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CannotEvaluate(f"A number is needed, but there is {show(value)}.")
    return value


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool]:
    def ordered(left: Value, right: Value) -> bool:
        for kind in (str, datetime):
            if isinstance(left, kind) and isinstance(right, kind):
                return compare(left, right)
        return compare(_comparable(left, right), _number(right))

    return ordered


def _comparable(left: Value, right: Value) -> float:
    if isinstance(left, str | datetime) or isinstance(right, str | datetime):
        raise CannotEvaluate(f"{show(left)} cannot be compared with {show(right)}.")
    return _number(left)


def _contains(left: Value, right: Value) -> bool:
    if isinstance(right, list):
        return any(same(left, item) for item in right)
    if isinstance(left, str) and isinstance(right, str):
        return left in right
    raise CannotEvaluate(f"'in' needs a list or a text on its right, but there is {show(right)}.")


_COMPARE.update(
    {
        ast.Eq: same,
        ast.NotEq: lambda left, right: not same(left, right),
        ast.Lt: _ordered(operator.lt),
        ast.LtE: _ordered(operator.le),
        ast.Gt: _ordered(operator.gt),
        ast.GtE: _ordered(operator.ge),
        ast.In: _contains,
        ast.NotIn: lambda left, right: not _contains(left, right),
    }
)
_ARITHMETIC: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_EVALUATE: dict[type, Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.List: _list,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _unary,
    ast.IfExp: _if,
    ast.Compare: _compare,
    ast.BinOp: _binary,
    ast.Call: _call,
}


# --- the named functions -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Function:
    """A named function: how many arguments it takes, what it does, whether it takes a name in quotes."""

    arguments: tuple[int, int]
    act: Callable[..., Value]


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise CannotEvaluate(f"A text is needed, but there is {show(value)}.")
    return value


def _instant(value: Value) -> datetime:
    if not isinstance(value, datetime):
        raise CannotEvaluate(f"An instant is needed, but there is {show(value)}.")
    return value


def _numbers(values: tuple[Value, ...]) -> list[int | float]:
    items = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
    if not items:
        raise CannotEvaluate("min and max need at least one value.")
    return [_number(item) for item in items]


def _len(_: Scope, value: Value) -> Value:
    if isinstance(value, str | list):
        return len(value)
    raise CannotEvaluate(f"len needs a text or a list, but there is {show(value)}.")


def _sum(_: Scope, value: Value) -> Value:
    if not isinstance(value, list):
        raise CannotEvaluate(f"sum needs a list, but there is {show(value)}.")
    return _within(sum(_number(item) for item in value))


def _round(_: Scope, value: Value, places: Value = 0) -> Value:
    if not abs(_number(places)) <= MAX_PLACES:
        raise CannotEvaluate(f"round keeps at most {MAX_PLACES} places, but there is {show(places)}.")
    return round(_number(value), int(_number(places)))


def _days_between(_: Scope, first: Value, second: Value) -> Value:
    return (london_date(_instant(second)) - london_date(_instant(first))).days


def _given(scope: Scope, name: Value) -> Value:
    return scope.variables.get(_text(name)) not in (None, "", [])


FUNCTIONS: dict[str, Function] = {
    "deadline": Function((1, 1), lambda scope, name: scope.deadline(_text(name))),
    "given": Function((1, 1), _given),
    "now": Function((0, 0), lambda scope: scope.now()),
    "len": Function((1, 1), _len),
    "sum": Function((1, 1), _sum),
    "min": Function((1, 9), lambda _, *values: min(_numbers(values))),
    "max": Function((1, 9), lambda _, *values: max(_numbers(values))),
    "abs": Function((1, 1), lambda _, value: abs(_number(value))),
    "round": Function((1, 2), _round),
    "lower": Function((1, 1), lambda _, value: _text(value).lower()),
    "days_between": Function((2, 2), _days_between),
}
