"""Slips in conditions and dates."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache

from lxml import etree

from deadlines.rounds import NeedsAnchor, Round, shipped_round
from processes.form_files import read_form
from processes.forms import CHOICES
from processes.paths import shipped_library
from processes.xml import local, text_of
from tests.mutants.changes import Change, change
from tests.mutants.editing import by_id, nodes, out_of
from tests.mutants.names import CONDITION, TIMER, telling

ROUND = "2014-15"


def shift_date(root: etree._Element) -> Iterator[Change]:
    """Let a timer wait for another deadline, for the start of its window, or for a date written out."""
    for timer in root.iter(TIMER):
        event = next(one for one in timer.iterancestors() if local(one).endswith("Event"))
        others = [name for name in deadlines_of(root) if name != text_of(timer)]
        texts = [(f"waits for '{name}'", name) for name in (*others, *_neighbours(text_of(timer)))]
        yield from telling(TIMER, dict.fromkeys(texts), event)


def deadlines_of(root: etree._Element) -> list[str]:
    """Return the deadlines that a file names, in the order of the file."""
    return list(dict.fromkeys(text_of(timer) for timer in root.iter(TIMER)))


def _neighbours(name: str) -> list[str]:
    """Return the deadline before and after in the round, the other end of the window, and the next day as a date."""
    round_: Round = shipped_round(ROUND)
    dated = _by_date()
    found = [f"{name}.start" if not name.endswith(".start") else name.removesuffix(".start")]
    found = [one for one in found if round_.knows(one)]
    if name in dated:
        place = dated.index(name)
        found += [*dated[max(0, place - 1) : place], *dated[place + 1 : place + 2]]
        found.append((round_.due(name) + timedelta(days=1)).isoformat())
    return found


@cache
def _by_date() -> list[str]:
    round_ = shipped_round(ROUND)
    dated = []
    for name in round_.names():
        try:
            dated.append((round_.due(name), name))
        except NeedsAnchor:
            continue
    return [name for _, name in sorted(dated)]


def widen_condition(root: etree._Element) -> Iterator[Change]:
    """Let a condition hold in more cases: another answer, `or` for `and`, one part less, not the answer, always."""
    yield from _conditions(root, _wider)


def narrow_condition(root: etree._Element) -> Iterator[Change]:
    """Let a condition hold in fewer cases: `and` for `or`, one choice less, a part more, never."""
    yield from _conditions(root, _narrower)


def _conditions(root: etree._Element, how: "Callable[[ast.expr], Iterator[ast.expr]]") -> Iterator[Change]:
    for condition in root.iter(CONDITION):
        flow = next(iter(condition.iterancestors()))
        tree = ast.parse(text_of(condition), mode="eval").body
        texts = dict.fromkeys(ast.unparse(one) for one in _everywhere(tree, how))
        yield from telling(CONDITION, [(f"asks: {text}", text) for text in texts], flow)


def _everywhere(tree: ast.expr, how: "Callable[[ast.expr], Iterator[ast.expr]]") -> Iterator[ast.expr]:
    """Yield the tree with one part at a time replaced by each of what `how` makes of it."""
    yield from how(tree)
    for name, part in ast.iter_fields(tree):
        parts = part if isinstance(part, list) else [part]
        for place, one in enumerate(parts):
            if isinstance(one, ast.BoolOp | ast.Compare | ast.IfExp | ast.UnaryOp):
                for other in _everywhere(one, how):
                    yield _with(tree, name, place, other)


def _with(tree: ast.expr, name: str, place: int, other: ast.expr) -> ast.expr:
    values = dict(ast.iter_fields(tree))
    if isinstance(values[name], list):
        values[name] = [other if number == place else one for number, one in enumerate(values[name])]
    else:
        values[name] = other
    made: ast.expr = type(tree)(**values)
    return made


def _wider(node: ast.expr) -> Iterator[ast.expr]:
    yield ast.Constant(True)
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        yield ast.BoolOp(ast.Or(), node.values)
        for place in range(len(node.values)):
            left = node.values[:place] + node.values[place + 1 :]
            yield left[0] if len(left) == 1 else ast.BoolOp(ast.And(), left)
    if isinstance(node, ast.Compare):
        yield from _other_answers(node)
        flipped = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.LtE: ast.GtE, ast.Gt: ast.GtE}.get(type(node.ops[0]))
        if flipped:
            yield ast.Compare(node.left, [flipped()], node.comparators)


def _narrower(node: ast.expr) -> Iterator[ast.expr]:
    yield ast.Constant(False)
    yield ast.BoolOp(ast.And(), [node, ast.parse('region == "London"', mode="eval").body])
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        yield ast.BoolOp(ast.And(), node.values)
        for place in range(len(node.values)):
            left = node.values[:place] + node.values[place + 1 :]
            yield left[0] if len(left) == 1 else ast.BoolOp(ast.Or(), left)
    if isinstance(node, ast.Compare) and isinstance(node.comparators[0], ast.List):
        items = node.comparators[0].elts
        for place in range(len(items)):
            yield ast.Compare(node.left, node.ops, [ast.List(items[:place] + items[place + 1 :], ast.Load())])


def _other_answers(node: ast.Compare) -> Iterator[ast.expr]:
    """Yield a comparison of a variable with each other choice that a form gives it."""
    literal = node.comparators[0]
    if isinstance(node.left, ast.Name) and isinstance(literal, ast.Constant):
        for value in _choices().get(node.left.id, ()):
            if value != literal.value:
                yield ast.Compare(node.left, node.ops, [ast.Constant(value)])


@cache
def _choices() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, source in shipped_library().files.items():
        for question in read_form(source).questions if name.startswith("forms/") else ():
            if question.type in CHOICES:
                found[question.key] = tuple(value for value, _ in question.choices)
    return found


def change_default(root: etree._Element) -> Iterator[Change]:
    """Make another flow of a gateway the default (its condition goes to the former one), or leave none."""
    for gateway in nodes(root):
        default = gateway.get("default")
        for flow in out_of(root, gateway.get("id") or "") if default else ():
            if flow.get("id") != default:
                yield change(gateway, f"has the default '{flow.get('id')}'", _defaulting(flow.get("id") or ""))
        if default:
            yield change(gateway, "has no default", lambda at: at.attrib.pop("default"))


def _defaulting(flow: str) -> "Callable[[etree._Element], None]":
    def apply(at: etree._Element) -> None:
        root = at.getroottree().getroot()
        former, new = by_id(root, at.get("default") or ""), by_id(root, flow)
        for condition in list(new):
            former.append(condition)
        at.set("default", flow)

    return apply


def swap_branches(root: etree._Element) -> Iterator[Change]:
    """Let two flows of a gateway change their targets."""

    def swapping(one: str, other: str) -> "Callable[[etree._Element], None]":
        def apply(at: etree._Element) -> None:
            root = at.getroottree().getroot()
            first, second = by_id(root, one), by_id(root, other)
            there = first.get("targetRef") or ""
            first.set("targetRef", second.get("targetRef") or "")
            second.set("targetRef", there)

        return apply

    for gateway in nodes(root):
        ways = [flow.get("id") or "" for flow in out_of(root, gateway.get("id") or "")]
        if local(gateway) == "exclusiveGateway":
            for place, one in enumerate(ways):
                for other in ways[place + 1 :]:
                    yield change(gateway, f"has '{one}' and '{other}' the other way round", swapping(one, other))
