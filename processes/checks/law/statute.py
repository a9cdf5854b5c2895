"""Reading the law: rules about the order of what happens in a case, from TOML, each with its source.

How a rule is written is described in docs/statutory-order.md.
"""

import ast
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes.expressions import BadExpression, Expression, parse

KINDS = ("form", "late", "status", "opens", "deadline", "message", "sends", "when")
"""What the law can hear of: a form answered, one answered after its deadline (`approvals:continues`), a status reached,
a case opened, a deadline fallen, a message taken or sent, and a condition that a gateway asked and found true."""
_TEXTS = ("name", "title", "source", "message", "why", "remedy", "model", "where")
_LISTS = ("requirements", "event", "never", "needs", "needs_one", "after", "until", "from", "meets", "by")
_CONDITIONS = ("holds", "unless", "if")


class UnusableLaw(Exception):
    """A file of rules cannot be used; the message says which rule and why."""


@dataclass(frozen=True)
class Statute:
    """One rule. Which paths it is for: those of the `model`, and those in which the event `where` can happen.

    events: what it guards. needs, needs_one: what must have happened before. holds: what must be true of the answers
    then. after, until: only while the last of `after` has come since the last of `until`. at_most: how often the event
    may happen in a case. by: deadlines of which one must be drawn on a step of these events, or round it; no run is
    looked at for that. never: what may not happen at all. begins, meets: what, once begun, must meet one of these
    before the case ends; `given` is what must be true for it to begin. unless: what must not be true for the rule to
    count.
    """

    name: str
    title: str
    source: str
    message: str
    why: str
    remedy: str
    requirements: tuple[str, ...]
    model: str = ""
    where: str = ""
    events: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    needs_one: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    holds: Expression | None = None
    unless: Expression | None = None
    given: Expression | None = None
    at_most: int = 0

    @property
    def hears(self) -> frozenset[str]:
        """Every event that the rule must be told of."""
        return frozenset(
            (
                *self.events,
                *self.never,
                *self.needs,
                *self.needs_one,
                *self.after,
                *self.until,
                *self.begins,
                *self.meets,
            )
        )

    @property
    def reads(self) -> frozenset[str]:
        """The variables that its conditions look at."""
        return frozenset(name for one in (self.holds, self.unless, self.given) if one for name in one.mentions)


def read_law(files: Mapping[str, bytes]) -> tuple[Statute, ...]:
    """Return the rules of all files named `rules/*.toml`, in the order of the files.

    Raises UnusableLaw, when a rule cannot be used.
    """
    found: list[Statute] = []
    for name in sorted(files):
        if name.startswith("rules/") and name.endswith(".toml"):
            found.extend(_file(name, files[name]))
    names = [statute.name for statute in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise UnusableLaw(f"The rule {', '.join(sorted(twice))} is written twice.")
    return tuple(found)


def _file(name: str, source: bytes) -> list[Statute]:
    try:
        tables = tomllib.loads(source.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise UnusableLaw(f"{name} is not TOML: {problem}.") from None
    rules = tables.get("rule", [])
    if not isinstance(rules, list) or set(tables) - {"rule"}:
        raise UnusableLaw(f"{name} holds something else than [[rule]] tables.")
    return [_statute(table, f"{name}, rule {number}") for number, table in enumerate(rules, 1)]


def _statute(table: Mapping[str, object], where: str) -> Statute:
    where = f"{where} ('{table.get('name', 'without name')}')"
    known = {*_TEXTS, *_LISTS, *_CONDITIONS, "at_most"}
    if unknown := sorted(set(table) - known):
        raise UnusableLaw(f"{where} has the keys {', '.join(unknown)}; the keys are {', '.join(sorted(known))}.")
    texts = {key: _text(table, key, where) for key in _TEXTS}
    lists = {key: _list(table, key, where) for key in _LISTS}
    conditions = {key: _condition(table, key, where) for key in _CONDITIONS}
    at_most = table.get("at_most", 0)
    if not isinstance(at_most, int):
        raise UnusableLaw(f"{where}: at_most is a number.")
    names = {"event": "events", "from": "begins", "if": "given"}
    read: dict[str, Any] = {names.get(key, key): value for key, value in {**texts, **lists, **conditions}.items()}
    statute = Statute(**read, at_most=at_most)
    _complete(statute, where)
    return statute


def _text(table: Mapping[str, object], key: str, where: str) -> str:
    text = table.get(key, "")
    if not isinstance(text, str) or (not text and key not in ("model", "where")):
        raise UnusableLaw(f"{where} needs a text in {key}.")
    return text


def _list(table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    given = table.get(key, [])
    items = [given] if isinstance(given, str) else given
    if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
        raise UnusableLaw(f"{where}: {key} is a list of texts.")
    for item in items if key != "requirements" else ():
        if item.partition(":")[0] not in KINDS or not item.partition(":")[2]:
            raise UnusableLaw(
                f"{where}: '{item}' in {key} is no event; events begin with {', '.join(KINDS)} and a colon."
            )
    try:
        return tuple(event(item) if key != "requirements" else item for item in items)
    except BadExpression as problem:
        raise UnusableLaw(f"{where}: {key}: {problem}") from None


def event(text: str) -> str:
    """Return an event in the one way it is compared: conditions without regard to how they are spaced."""
    kind, _, what = text.partition(":")
    return f"when:{plain_condition(what)}" if kind == "when" else text


def plain_condition(source: str) -> str:
    """Return a condition written in one way, whatever its spaces, brackets and quotes."""
    return ast.unparse(parse(source).body)


def _condition(table: Mapping[str, object], key: str, where: str) -> Expression | None:
    source = table.get(key)
    try:
        return parse(source) if isinstance(source, str) else None
    except BadExpression as problem:
        raise UnusableLaw(f"{where}: {key}: {problem}") from None


def _complete(statute: Statute, where: str) -> None:
    shapes = [bool(statute.events), bool(statute.never), bool(statute.begins)]
    if sum(shapes) != 1 or bool(statute.begins) != bool(statute.meets):
        raise UnusableLaw(f"{where} needs one of event, never, or from with meets.")
    demands = statute.needs or statute.needs_one or statute.holds or statute.at_most or statute.after or statute.by
    if statute.events and not demands:
        raise UnusableLaw(f"{where} guards {', '.join(statute.events)} but demands nothing.")
