"""Decision tables (DMN): read, translated to the safe language cell by cell, and decided.

Hit policies UNIQUE, FIRST and COLLECT. What the translation does not know is refused when the table is read, never at
the desk of a panel.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.expressions import BadExpression, CannotEvaluate, Expression, Scope, Value, is_variable, parse
from processes.xml import UnreadableXml, local, mark, read_xml, text_of

HIT_POLICIES = ("UNIQUE", "FIRST", "COLLECT")
_RANGE = re.compile(r"([\[\]\(])\s*(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)\s*([\[\]\)])\Z")
_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(.+)\Z", re.DOTALL)
_WORDS = {"true": "True", "false": "False", "null": "None"}


class UnusableTable(Exception):
    """The decision table cannot be used; the message says which cell and why."""


@dataclass(frozen=True)
class Rule:
    """One row: all conditions must hold; then the outputs are the answer."""

    id: str
    conditions: tuple[Expression, ...]
    outputs: tuple[Expression, ...]
    requirements: tuple[str, ...]

    def matches(self, scope: Scope) -> bool:
        """Return whether every condition holds in this scope."""
        return all(condition.holds(scope) for condition in self.conditions)


@dataclass(frozen=True)
class Decision:
    """One decision table. `outputs` are the names of the variables it gives a value."""

    id: str
    title: str
    hit_policy: str
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def reads(self) -> frozenset[str]:
        """The variables that the table looks at."""
        expressions = [cell for rule in self.rules for cell in (*rule.conditions, *rule.outputs)]
        return frozenset(name for expression in expressions for name in expression.names)

    def decide(self, scope: Scope) -> tuple[dict[str, Value], list[str]]:
        """Return the outputs by name and the ids of the rules that matched.

        Raises CannotEvaluate, when no rule matches, when two rules of a UNIQUE table match, or when a cell does not
        fit the values. A COLLECT table with no match gives empty lists.
        """
        hits = [rule for rule in self.rules if rule.matches(scope)]
        if self.hit_policy == "COLLECT":
            columns = [[rule.outputs[n].evaluate(scope) for rule in hits] for n in range(len(self.outputs))]
            return dict(zip(self.outputs, columns, strict=True)), [rule.id for rule in hits]
        rule = self._single(hits)
        return {n: e.evaluate(scope) for n, e in zip(self.outputs, rule.outputs, strict=True)}, [rule.id]

    def _single(self, hits: list[Rule]) -> Rule:
        if not hits:
            raise CannotEvaluate(f"No rule of the table '{self.id}' fits these values.")
        if self.hit_policy == "UNIQUE" and len(hits) > 1:
            ids = ", ".join(rule.id for rule in hits)
            raise CannotEvaluate(f"The rules {ids} of the table '{self.id}' fit at once, but its hit policy is UNIQUE.")
        return hits[0]


def read_decision(source: bytes) -> Decision:
    """Read a DMN file with one decision table.

    Raises UnusableTable, when anything in it cannot be decided as written.
    """
    try:
        root = read_xml(source)
    except UnreadableXml as problem:
        raise UnusableTable(str(problem)) from None
    decisions = [element for element in root.iter() if local(element) == "decision"]
    tables = [element for element in root.iter() if local(element) == "decisionTable"]
    if len(decisions) != 1 or len(tables) != 1:
        raise UnusableTable(f"A DMN file holds one decision with one table; this one holds {len(tables)}.")
    return _table(decisions[0], tables[0])


def _table(decision: etree._Element, table: etree._Element) -> Decision:
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in HIT_POLICIES or table.get("aggregation"):
        raise UnusableTable(f"The hit policy {policy} {table.get('aggregation', '')} is not known; use {HIT_POLICIES}.")
    inputs = [_input(element) for element in _children(table, "input")]
    outputs = tuple(element.get("name") or "" for element in _children(table, "output"))
    if not outputs or not all(is_variable(name) for name in outputs):
        raise UnusableTable("Every output column needs a name that a variable can have; it becomes one.")
    if any(local(element) == "defaultOutputEntry" for element in table.iter()):
        raise UnusableTable("The table has a default output; write a last rule that accepts everything.")
    rules = tuple(_rule(element, inputs, len(outputs)) for element in _children(table, "rule"))
    return Decision(decision.get("id") or "", decision.get("name") or "", policy, outputs, rules)


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local(child) == name)


def _text(element: etree._Element) -> str:
    return text_of(next(_children(element, "text"), None))


def _input(element: etree._Element) -> str:
    expression = next(_children(element, "inputExpression"), None)
    source = _text(expression) if expression is not None else ""
    return _parsed(source, f"input column '{element.get('label') or source}'").source


def _rule(element: etree._Element, inputs: list[str], width: int) -> Rule:
    rule = element.get("id") or "a rule without id"
    cells = [_text(cell) for cell in _children(element, "inputEntry")]
    outputs = [_text(cell) for cell in _children(element, "outputEntry")]
    if len(cells) != len(inputs) or len(outputs) != width:
        raise UnusableTable(f"The rule '{rule}' does not have a cell for every column.")
    tests = [test(column, cell, rule) for column, cell in zip(inputs, cells, strict=True)]
    conditions = tuple(_parsed(source, f"rule '{rule}'") for source in tests if source)
    values = tuple(_parsed(_WORDS.get(cell, cell), f"output of rule '{rule}'") for cell in outputs)
    return Rule(rule, conditions, values, tuple(mark(element, "requirements").split()))


def _parsed(source: str, where: str) -> Expression:
    try:
        return parse(source)
    except BadExpression as problem:
        raise UnusableTable(f"In the {where}: {problem}") from None


def test(column: str, cell: str, rule: str) -> str:
    """Translate one input cell into a condition of the safe language; empty when the cell accepts everything.

    Raises UnusableTable, when the cell is not a literal, a comparison, a range, a list of these, or not(...).
    """
    if cell in ("", "-"):
        return ""
    if cell.startswith("not(") and cell.endswith(")"):
        return f"not ({test(column, cell[4:-1].strip(), rule)})"
    parts = [_one_test(f"({column})", part.strip(), rule) for part in _split(cell)]
    return " or ".join(f"({part})" for part in parts)


test.__test__ = False  # type: ignore[attr-defined]  # a word of DMN, not a test of ours


def _one_test(column: str, cell: str, rule: str) -> str:
    if between := _RANGE.match(cell):
        opens, low, high, closes = between.groups()
        return f"{column} {'>=' if opens == '[' else '>'} {low} and {column} {'<=' if closes == ']' else '<'} {high}"
    if comparison := _COMPARISON.match(cell):
        return f"{column} {comparison[1]} {_literal(comparison[2], rule)}"
    return f"{column} == {_literal(cell, rule)}"


def _literal(cell: str, rule: str) -> str:
    text = _WORDS.get(cell.strip(), cell.strip())
    if text not in _WORDS.values() and not re.fullmatch(r'"[^"\\]*"|-?\d+(\.\d+)?', text):
        raise UnusableTable(
            f"The cell '{cell}' of rule '{rule}' is not known here. Cells hold -, a literal, a comparison (< 5), "
            'a range ([1..10]), a list ("a", "b") or not(...).'
        )
    return text


def _split(cell: str) -> list[str]:
    """Split at the commas that stand outside quotes."""
    pieces = re.split(r'("[^"]*")', cell)
    return "".join(piece if n % 2 else piece.replace(",", "\0") for n, piece in enumerate(pieces)).split("\0")
