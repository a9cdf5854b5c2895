"""The safe language of diagrams: conditions, scripts and decision cells.

It looks like Python and is read with Python's own parser, but nothing is ever given to the interpreter: the tree is
walked here, over an allow-list of nodes. No attributes, no indexing, no loops, no calls but the named ones; length,
size and results are bounded, so no text can hang or exhaust the service.
"""

import ast
import keyword
import re
from dataclasses import dataclass
from functools import lru_cache

from processes.evaluation import CONSTANTS, FUNCTIONS, value_of
from processes.values import (
    MAX_LENGTH,
    MAX_NODES,
    MAX_NUMBER,
    MAX_SCRIPT_LINES,
    CannotEvaluate,
    Scope,
    Value,
    same,
    show,
)

NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*\Z")


class BadExpression(Exception):
    """The text is not in the safe language; the message says what is wrong and what may stand there."""


@dataclass(frozen=True)
class Expression:
    """A parsed expression. `names` are the variables it reads, `deadlines` the deadline names written in it."""

    source: str
    body: ast.expr
    names: frozenset[str]
    deadlines: frozenset[str]
    given: frozenset[str] = frozenset()

    def evaluate(self, scope: Scope) -> Value:
        """Return the value in this scope. Raises CannotEvaluate, when a variable is missing or types do not fit."""
        return value_of(self.body, scope)

    @property
    def mentions(self) -> frozenset[str]:
        """The variables that it reads, and those that it only asks for with `given`."""
        return self.names | self.given

    def holds(self, scope: Scope) -> bool:
        """Return the yes/no of a condition. Raises CannotEvaluate, when the value is not a yes/no."""
        value = self.evaluate(scope)
        if not isinstance(value, bool):
            raise CannotEvaluate(f"'{self.source}' must be true or false, but it is {show(value)}.")
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
    names = {node.id for node in nodes if isinstance(node, ast.Name)} - functions - CONSTANTS.keys()
    asked = [frozenset(_literal_arguments(nodes, function)) for function in ("deadline", "given")]
    return Expression(text, body, frozenset(names), *asked)


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
    return bool(NAME.match(name)) and name not in FUNCTIONS and name not in CONSTANTS and not keyword.iskeyword(name)


# --- what may stand in an expression -------------------------------------------------------------------------------

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


__all__ = [
    "BadExpression",
    "CannotEvaluate",
    "Expression",
    "Scope",
    "Script",
    "Value",
    "is_variable",
    "parse",
    "parse_script",
    "same",
]
