"""The safe language of diagrams: conditions, scripts and decision cells.

It looks like Python and is read with Python's own parser, but nothing is ever given to the interpreter: the tree is
walked here, over an allow-list of nodes. No attributes, no indexing, no loops, no calls but the named ones; length,
size and results are bounded, so no text can hang or exhaust the service.
"""

import ast
import keyword
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol, Union

from deadlines.calendar import london_date

type_names = {str: "text", bool: "yes/no", int: "number", float: "number", list: "list", datetime: "instant"}

Value = Union[str, int, float, bool, None, datetime, list["Value"]]  # noqa: UP007 - it names itself

MAX_LENGTH = 1000
MAX_NODES = 150
MAX_SCRIPT_LINES = 40
MAX_TEXT = 20_000
MAX_ITEMS = 1_000
MAX_NUMBER = 10**15
MAX_PLACES = 15
NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*\Z")


class BadExpression(Exception):
    """The text is not in the safe language; the message says what is wrong and what may stand there."""


class CannotEvaluate(Exception):
    """The text is in the language, but these values do not fit it; the message says which."""


class Scope(Protocol):
    """What an expression may ask for while it is evaluated."""

    @property
    def variables(self) -> Mapping[str, Value]: ...

    def deadline(self, name: str) -> datetime: ...

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Expression:
    """A parsed expression. `names` are the variables it reads, `deadlines` the deadline names written in it."""

    source: str
    body: ast.expr
    names: frozenset[str]
    deadlines: frozenset[str]

    def evaluate(self, scope: Scope) -> Value:
        """Return the value in this scope. Raises CannotEvaluate, when a variable is missing or types do not fit."""
        return _value(self.body, scope)

    def holds(self, scope: Scope) -> bool:
        """Return the yes/no of a condition. Raises CannotEvaluate, when the value is not a yes/no."""
        value = self.evaluate(scope)
        if not isinstance(value, bool):
            raise CannotEvaluate(f"'{self.source}' must be true or false, but it is {_show(value)}.")
        return value


@lru_cache(maxsize=4096)
def parse(source: str) -> Expression:
    """Read one expression.

    Raises BadExpression, when anything outside the language is in it.
    """
    text = source.strip()
    if not text:
        raise BadExpression("An expression is empty.")
    if len(text) > MAX_LENGTH:
        raise BadExpression(f"An expression has {len(text)} characters; at most {MAX_LENGTH} are allowed.")
    try:
        body = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        raise BadExpression(f"'{text[:80]}' cannot be read: {getattr(problem, 'msg', problem)}.") from None
    nodes = list(ast.walk(body))
    if len(nodes) > MAX_NODES:
        raise BadExpression(f"'{text[:80]}' is too large: {len(nodes)} parts, at most {MAX_NODES}.")
    _check(body, text)
    functions = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    names = {node.id for node in nodes if isinstance(node, ast.Name)} - functions - _CONSTANTS.keys()
    return Expression(text, body, frozenset(names), frozenset(_literal_arguments(nodes, "deadline")))


@dataclass(frozen=True)
class Script:
    """Lines of `name = expression`, carried out in order."""

    lines: tuple[tuple[str, Expression], ...]

    @property
    def assigns(self) -> frozenset[str]:
        """The names that the script gives a value."""
        return frozenset(name for name, _ in self.lines)


@lru_cache(maxsize=1024)
def parse_script(source: str) -> Script:
    """Read a script: one `name = expression` a line; blank lines and lines beginning with # are skipped.

    Raises BadExpression, when a line is anything else.
    """
    lines = [line.strip() for line in source.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if len(lines) > MAX_SCRIPT_LINES:
        raise BadExpression(f"A script has {len(lines)} lines; at most {MAX_SCRIPT_LINES} are allowed.")
    return Script(tuple(_assignment(line) for line in lines))


def _assignment(line: str) -> tuple[str, Expression]:
    name, equals, right = line.partition("=")
    name = name.strip()
    if not equals or right.startswith("=") or not NAME.match(name):
        raise BadExpression(f"'{line[:80]}' is not of the form name = expression.")
    if not is_variable(name):
        raise BadExpression(f"'{name}' is a word of the language and cannot be a variable.")
    return name, parse(right)


def is_variable(name: str) -> bool:
    """Return whether a text may be the name of a variable."""
    return bool(NAME.match(name)) and name not in FUNCTIONS and name not in _CONSTANTS and not keyword.iskeyword(name)


# --- what may stand in an expression -------------------------------------------------------------------------------

_CONSTANTS = {"true": True, "false": False, "null": None}
_COMPARE: dict[type, Callable[[Value, Value], bool]] = {}
_ALLOWED = (
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn,
    ast.IfExp, ast.Call, ast.Name, ast.Load, ast.Constant, ast.List,
)  # fmt: skip


def _check(node: ast.AST, text: str) -> None:
    for part in ast.walk(node):
        if not isinstance(part, _ALLOWED):
            raise BadExpression(f"'{text[:80]}' uses {_plain(part)}, which the language does not have.")
        if isinstance(part, ast.Call):
            _check_call(part, text)
        elif isinstance(part, ast.Name) and not NAME.match(part.id):
            raise BadExpression(f"'{part.id}' cannot be a name: use letters, digits and _, beginning with a letter.")
        elif isinstance(part, ast.Constant):
            _check_constant(part.value, text)


def _check_constant(value: object, text: str) -> None:
    if value is not None and not isinstance(value, str | int | float | bool):
        raise BadExpression(f"'{text[:80]}' holds {value!r:.40}; only text, numbers, True, False and None are values.")
    if isinstance(value, int | float) and not abs(value) <= MAX_NUMBER:
        raise BadExpression(f"'{text[:80]}' holds a number beyond {MAX_NUMBER}.")


def _check_call(call: ast.Call, text: str) -> None:
    name = call.func.id if isinstance(call.func, ast.Name) else "something"
    if name not in FUNCTIONS:
        raise BadExpression(f"'{text[:80]}' calls {name}; the functions are {', '.join(sorted(FUNCTIONS))}.")
    if call.keywords:
        raise BadExpression(f"'{text[:80]}' names an argument of {name}; give it by position.")
    low, high = FUNCTIONS[name].arguments
    if not low <= len(call.args) <= high:
        raise BadExpression(f"{name} takes {low if low == high else f'{low} to {high}'} values, not {len(call.args)}.")
    if name == "given" and not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)):
        raise BadExpression("given takes a name in quotes.")


def _plain(node: ast.AST) -> str:
    words = {"Attribute": "a dot", "Subscript": "[ ]", "Lambda": "lambda", "Pow": "**", "JoinedStr": "an f-text"}
    return words.get(type(node).__name__, type(node).__name__)


def _literal_arguments(nodes: list[ast.AST], function: str) -> list[str]:
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == function]
    constants = [call.args[0] for call in named if call.args and isinstance(call.args[0], ast.Constant)]
    return [constant.value for constant in constants if isinstance(constant.value, str)]


# --- evaluation ----------------------------------------------------------------------------------------------------


def _value(node: ast.expr, scope: Scope) -> Value:
    return _EVALUATE[type(node)](node, scope)


def _constant(node: ast.Constant, _: Scope) -> Value:
    return node.value  # type: ignore[return-value]  # _check_constant let nothing else in


def _name(node: ast.Name, scope: Scope) -> Value:
    if node.id in scope.variables:
        return scope.variables[node.id]
    if node.id in _CONSTANTS:
        return _CONSTANTS[node.id]
    raise CannotEvaluate(f"The variable '{node.id}' has no value yet.")


def _list(node: ast.List, scope: Scope) -> Value:
    items = [_value(item, scope) for item in node.elts]
    if any(isinstance(item, list) for item in items):
        raise CannotEvaluate("A list holds single values; join lists with +.")
    return _bounded_list(items)


def _bool_op(node: ast.BoolOp, scope: Scope) -> Value:
    wanted = isinstance(node.op, ast.Or)
    for part in node.values:
        if _yes_no(_value(part, scope)) is wanted:
            return wanted
    return not wanted


def _unary(node: ast.UnaryOp, scope: Scope) -> Value:
    value = _value(node.operand, scope)
    return not _yes_no(value) if isinstance(node.op, ast.Not) else -_number(value)


def _if(node: ast.IfExp, scope: Scope) -> Value:
    return _value(node.body if _yes_no(_value(node.test, scope)) else node.orelse, scope)


def _compare(node: ast.Compare, scope: Scope) -> Value:
    left = _value(node.left, scope)
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = _value(part, scope)
        if not _COMPARE[type(op)](left, right):
            return False
        left = right
    return True


def _binary(node: ast.BinOp, scope: Scope) -> Value:
    left, right = _value(node.left, scope), _value(node.right, scope)
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
    return function.act(scope, *[_value(argument, scope) for argument in node.args])


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
        raise CannotEvaluate(f"A yes/no is needed, but there is {_show(value)}.")
    return value


def _number(value: Value) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CannotEvaluate(f"A number is needed, but there is {_show(value)}.")
    return value


def _show(value: Value) -> str:
    return "nothing" if value is None else f"the {type_names.get(type(value), 'value')} {value!r:.60}"


def same(left: Value, right: Value) -> bool:
    """Return whether two values are equal; a yes/no never equals a number."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool]:
    def ordered(left: Value, right: Value) -> bool:
        for kind in (str, datetime):
            if isinstance(left, kind) and isinstance(right, kind):
                return compare(left, right)
        return compare(_comparable(left, right), _number(right))

    return ordered


def _comparable(left: Value, right: Value) -> float:
    if isinstance(left, str | datetime) or isinstance(right, str | datetime):
        raise CannotEvaluate(f"{_show(left)} cannot be compared with {_show(right)}.")
    return _number(left)


def _contains(left: Value, right: Value) -> bool:
    if isinstance(right, list):
        return any(same(left, item) for item in right)
    if isinstance(left, str) and isinstance(right, str):
        return left in right
    raise CannotEvaluate(f"'in' needs a list or a text on its right, but there is {_show(right)}.")


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
class _Function:
    arguments: tuple[int, int]
    act: Callable[..., Value]


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise CannotEvaluate(f"A text is needed, but there is {_show(value)}.")
    return value


def _instant(value: Value) -> datetime:
    if not isinstance(value, datetime):
        raise CannotEvaluate(f"An instant is needed, but there is {_show(value)}.")
    return value


def _numbers(values: tuple[Value, ...]) -> list[int | float]:
    items = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
    if not items:
        raise CannotEvaluate("min and max need at least one value.")
    return [_number(item) for item in items]


def _len(_: Scope, value: Value) -> Value:
    if isinstance(value, str | list):
        return len(value)
    raise CannotEvaluate(f"len needs a text or a list, but there is {_show(value)}.")


def _sum(_: Scope, value: Value) -> Value:
    if not isinstance(value, list):
        raise CannotEvaluate(f"sum needs a list, but there is {_show(value)}.")
    return _within(sum(_number(item) for item in value))


def _round(_: Scope, value: Value, places: Value = 0) -> Value:
    if not abs(_number(places)) <= MAX_PLACES:
        raise CannotEvaluate(f"round keeps at most {MAX_PLACES} places, but there is {_show(places)}.")
    return round(_number(value), int(_number(places)))


def _days_between(_: Scope, first: Value, second: Value) -> Value:
    return (london_date(_instant(second)) - london_date(_instant(first))).days


def _given(scope: Scope, name: Value) -> Value:
    return scope.variables.get(_text(name)) not in (None, "", [])


FUNCTIONS: dict[str, _Function] = {
    "deadline": _Function((1, 1), lambda scope, name: scope.deadline(_text(name))),
    "given": _Function((1, 1), _given),
    "now": _Function((0, 0), lambda scope: scope.now()),
    "len": _Function((1, 1), _len),
    "sum": _Function((1, 1), _sum),
    "min": _Function((1, 9), lambda _, *values: min(_numbers(values))),
    "max": _Function((1, 9), lambda _, *values: max(_numbers(values))),
    "abs": _Function((1, 1), lambda _, value: abs(_number(value))),
    "round": _Function((1, 2), _round),
    "lower": _Function((1, 1), lambda _, value: _text(value).lower()),
    "days_between": _Function((2, 2), _days_between),
}
