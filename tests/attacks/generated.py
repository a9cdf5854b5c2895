"""Inputs made by rule and by chance for the expression language and the XML reader; the same seed, the same inputs."""

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from processes.expressions import BadExpression, CannotEvaluate, parse, parse_script
from processes.model import read_model
from processes.values import Scope
from processes.xml import UnreadableXml, read_xml
from tests.attacks.payloads import PAYLOADS

_PIECES = (
    *[
        "a",
        "_b",
        "given",
        "deadline",
        "now()",
        "len",
        "sum",
        "round",
        "1",
        "0",
        "-7",
        "1e9",
        "10**9",
        "'x'",
        '"y"',
        "''",
        "True",
        "None",
        "true",
        "null",
    ],
    *[
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        ":",
        ";",
        "=",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        "<<",
        "&",
        "|",
        "^",
        "~",
        "@",
        "#",
        "\\",
        "'",
        '"',
        "f'{",
        "}'",
        ":=",
        "...",
    ],
    *(f" {word} " for word in ("and", "or", "not", "in", "not in", "if", "else", "is", "lambda", "await")),
    *("\n", "\t", "\0", "\u2028", "é", "\U0001d4b3", "9" * 20),
)
_SLIPS = (
    *b"< > /> & &#0; &#x10FFFF; ]]> <![CDATA[ <!-- xmlns:x='' <a> </a> id='' <!DOCTYPE \" '".split(),
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf"),
)
_LIBRARY = Path(__file__).parents[2] / "bpmn"


class _Empty:
    """A scope in which little is known."""

    variables = {"a": 1, "b": "x", "c": [1, 2]}

    def deadline(self, name: str) -> object:
        raise CannotEvaluate(name)

    def now(self) -> object:
        raise CannotEvaluate("now")


def expressions(seed: int, count: int) -> Iterator[str]:
    """Yield texts that are nearly expressions: pieces in a row, and payloads with a piece changed."""
    chance = random.Random(seed)
    for _ in range(count):
        if chance.random() < 0.7:
            yield "".join(chance.choice(_PIECES) for _ in range(chance.randint(1, 14)))
        else:
            text = chance.choice(PAYLOADS)
            at = chance.randrange(len(text) + 1)
            yield text[:at] + chance.choice(_PIECES) + text[at + chance.randint(0, 3) :]


def files(seed: int, count: int) -> Iterator[bytes]:
    """Yield bytes that are nearly diagrams: pieces of shipped ones with bytes and tags changed, moved and left out."""
    chance = random.Random(seed)
    small = [source for path in sorted(_LIBRARY.glob("*/*.bpmn")) if len(source := path.read_bytes()) < 8_000]
    for _ in range(count):
        source = bytearray(chance.choice([*small, b"<definitions/>", b""]))
        for _ in range(chance.randint(1, 3)):
            chance.choice((_spoil, _swap, _swap, _swap))(source, chance)
        yield bytes(source)


def _swap(source: bytearray, chance: random.Random) -> None:
    """Put one value of an attribute in the place of another, which leaves the file well-formed."""
    values = [match.span(1) for match in re.finditer(rb'="([^"]*)"', source)]
    if values:
        (start, stop), (first, last) = chance.choice(values), chance.choice(values)
        source[start:stop] = bytes(source[first:last])


def _spoil(source: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(source) + 1)
    piece = chance.choice(_SLIPS)
    if chance.random() < 0.5:
        source[at:at] = piece
    else:
        del source[at : at + chance.randint(1, 30)]


def try_expression(text: str) -> str:
    """Return what the language says of a text: `refused`, `no value` or `value`. Anything else is a crash and rises."""
    scope: Scope = _Empty()  # type: ignore[assignment]  # it never gives an instant
    with suppress(BadExpression):
        parse_script(text)
    try:
        expression = parse(text)
    except BadExpression:
        return "refused"
    try:
        expression.evaluate(scope)
    except CannotEvaluate:
        return "no value"
    return "value"


def try_file(source: bytes) -> str:
    """Return what the reader says of bytes: `refused` or `read`. Anything else is a crash and rises."""
    try:
        read_model(read_xml(source))
    except UnreadableXml:
        return "refused"
    return "read"
