"""All rewrites in the order in which they build on each other."""

from lxml import etree

from processes.rewriting.change import Change
from processes.rewriting.circles import part_circles
from processes.rewriting.data import drop_data
from processes.rewriting.definition_refs import inline_definitions
from processes.rewriting.ends import draw_ends
from processes.rewriting.handlers import draw_handlers
from processes.rewriting.ids import give_ids
from processes.rewriting.links import draw_links
from processes.rewriting.quantities import draw_quantities
from processes.rewriting.several import part_definitions
from processes.rewriting.splits import draw_splits
from processes.rewriting.starts import draw_starts
from processes.rewriting.twins import part_twins

_REWRITES = (
    give_ids, drop_data, inline_definitions, draw_links, part_definitions, draw_quantities, draw_splits, draw_starts,
    draw_ends, draw_handlers, part_twins, part_circles,
)  # fmt: skip


def prepare(root: etree._Element) -> list[Change]:
    """Give everything an id and every event its definitions, in place: what `starts_of` and ids in findings need."""
    return [*give_ids(root), *inline_definitions(root)]


def rewrite(root: etree._Element) -> list[Change]:
    """Rewrite a tree in place and return what was done, in order. What `processes.unsupported` refuses may come out
    wrong; ask that first."""
    return [change for rewritten in _REWRITES for change in rewritten(root)]
