"""Conditions of other engines in the safe language, where both say exactly the same.

Two dialects are read: the expression language of Java engines (`${x == 'y' && !late}`, also bare Java, MVEL or Groovy
after `return`) and FEEL (`= x = "y" and not(late)`). Only comparisons of names and literals joined by and, or and not
are taken; whatever else stands there (dots, calls, arithmetic, ranges) may mean something that we cannot know, and is
asked. Everything that binds is put in brackets, because the dialects bind differently.
"""

import re
from collections.abc import Callable

from processes.expressions import BadExpression, is_variable, parse

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<name>[A-Za-z_]\w*(?![\w.(\[])|not(?=\())
    |(?P<text>'[^'\\\n]*'|"[^"\\\n]*")|(?P<sign>&&|\|\||==|!=|<=|>=|[!<>=()-]))""",
    re.VERBOSE,
)
_JAVA = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "&&": "and", "||": "or", "!": "not"}
_CONSTANTS = {"true": "True", "false": "False", "null": "None"}
_COMPARES = ("==", "!=", "<", ">", "<=", ">=")
_SHELL = re.compile(r"\s*[$#]\{(?P<inner>[^{}]*)\}\s*\Z", re.DOTALL)
_RETURN = re.compile(r"\s*return\s+(?P<inner>[^;]*);?\s*\Z", re.DOTALL)
MAX_DEPTH = 20


class _Untranslatable(Exception):
    """Something stands there that has no certain meaning in the safe language."""


def translated(text: str) -> str | None:
    """Return a condition in the safe language: itself when it is that already; None when it cannot be translated."""
    if _readable(text):
        return text.strip()
    if len(text) > 1000:
        return None
    shell = _SHELL.match(text) or _RETURN.match(text)
    feel = text.strip().startswith("=") and not text.strip().startswith("==")
    inner = shell["inner"] if shell else text.strip()[1:] if feel else text
    try:
        found = _Reader(_tokens(inner), feel=feel).whole()
    except _Untranslatable:
        return None
    return found if _readable(found) else None


def _readable(text: str) -> bool:
    try:
        parse(text)
    except BadExpression:
        return False
    return True


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise _Untranslatable
        tokens.append(match[0].strip())
        at = match.end()
    return tokens


class _Reader:
    """Reads the tokens of one condition, from what binds least to what binds most."""

    def __init__(self, tokens: list[str], *, feel: bool) -> None:
        self._tokens = tokens
        self._feel = feel
        self._depth = 0

    def whole(self) -> str:
        found = self._either()
        if self._tokens:
            raise _Untranslatable
        return found

    def _next(self) -> str:
        sign = self._tokens[0] if self._tokens else ""
        if self._feel:
            return {"=": "==", "==": "?", "&&": "?", "||": "?", "!": "?"}.get(sign, sign)
        return _JAVA.get(sign, sign)

    def _take(self) -> str:
        sign = self._next()
        if not sign:
            raise _Untranslatable
        self._tokens.pop(0)
        return sign

    def _either(self) -> str:
        return self._joined("or", lambda: self._joined("and", self._compared))

    def _joined(self, word: str, part: Callable[[], str]) -> str:
        parts = [part()]
        while self._next() == word:
            self._take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else f"({f' {word} '.join(parts)})"

    def _compared(self) -> str:
        left = self._single()
        if self._next() not in _COMPARES:
            return left
        sign, right = self._take(), self._single()
        if self._next() in _COMPARES:
            raise _Untranslatable
        return f"({left} {sign} {right})"

    def _single(self) -> str:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Untranslatable
        sign = self._take()
        found = self._inside(sign)
        self._depth -= 1
        return found

    def _inside(self, sign: str) -> str:
        if sign == "not" and (not self._feel or self._next() == "("):
            return f"(not {self._single()})"
        if sign == "(":
            found = self._either()
            if self._take() != ")":
                raise _Untranslatable
            return found
        if sign == "-" and self._next()[:1].isdigit():
            return f"-{self._take()}"
        return self._atom(sign)

    def _atom(self, sign: str) -> str:
        if sign in _CONSTANTS:
            return _CONSTANTS[sign]
        if sign[0] in "'\"" or sign[0].isdigit() or (is_variable(sign) and sign not in ("empty", "instanceof")):
            return sign
        raise _Untranslatable
