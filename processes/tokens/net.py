"""A diagram as a net: places that hold tokens, and moves that take and give them.

A marking (where all tokens are) is one integer with two bits for each place: 0, 1, 2, or MANY for three and more. So a
marking is small, hashable and quick to change, and every net has finitely many markings, unsafe ones too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from processes.model import Model, Node

MANY = 3
"""The count of a place that stands for three tokens and more; taking one leaves two, or still MANY."""

ENTER, LEAVE, PASS, SKIP, AGAIN = "enter", "leave", "pass", "skip", "again"
"""Kinds of moves: an element begins, is done, or both at once; a loop is passed over, or begins another pass."""


@dataclass(frozen=True, eq=False)
class Waits:
    """The join of an inclusive gateway: it takes one token of each marked inlet, when no more can come.

    inlets: for each its bit, the places from which a token may still get there without passing the gateway, and those
    of them that need no boundary event on the way. A token that could come to a marked inlet by flows alone is not
    waited for. BPMN 2.0.2, 13.4.3.
    """

    inlets: tuple[tuple[int, int, int], ...]

    @cached_property
    def inlet_bits(self) -> int:
        """The bits of all inlets."""
        return _joined(bit for bit, _, _ in self.inlets)

    @cached_property
    def upstream(self) -> int:
        """Every place from which some inlet may be reached."""
        return _joined(places for _, places, _ in self.inlets)

    def blockers(self, present: int) -> int:
        """Return the marked places for whose tokens the gateway waits. present: the bits of marked places."""
        marked = _joined(straight for bit, _, straight in self.inlets if present & bit)
        unmarked = _joined(places for bit, places, _ in self.inlets if not present & bit)
        return unmarked & ~marked & present & ~self.inlet_bits


@dataclass(frozen=True, eq=False)
class Move:
    """One thing that may happen. Masks have the low bit of each place's two.

    element: the id of the element, after the ids of the call activities that lead to it (`call_plan/agree_plan`).
    kind: ENTER, LEAVE, PASS, SKIP or AGAIN. flows: the sequence flows it leaves by, written like `element`. scope: the
    process, sub-process or call that it stands in, or that begins or ends.
    node: the element as drawn; None where a process begins or ends. model: the file it is drawn in.
    takes, reads, gives: one token each. clears: places emptied, whatever they hold. empty: places that must hold none.
    repeats: a non-interrupting event that may happen again before its last token has gone on, though here it waits.
    """

    number: int
    element: str
    kind: str
    flows: tuple[str, ...]
    scope: str
    node: Node | None = field(repr=False)
    model: Model = field(repr=False)
    takes: int = 0
    reads: int = 0
    gives: int = 0
    clears: int = 0
    empty: int = 0
    waits: Waits | None = None
    repeats: bool = False

    @property
    def label(self) -> tuple[str, str]:
        """The element and the kind, for those who watch the order of things."""
        return self.element, self.kind


@dataclass(frozen=True, eq=False)
class Net:
    """The processes of one file that talk to each other, with what they call.

    places: names by number; a sequence flow's place has its id. start: the first marking. bag: places for messages,
    which may stay when all is done. flow_targets: for each flow the element that it leads to. scopes: for each process
    and sub-process the places inside it. model: the file.
    """

    model: Model = field(repr=False)
    places: tuple[str, ...]
    moves: tuple[Move, ...] = field(repr=False)
    start: int
    bag: int
    flow_targets: dict[str, str] = field(repr=False)
    scopes: dict[str, int] = field(repr=False)

    @cached_property
    def ones(self) -> int:
        """The low bit of every place."""
        return (1 << 2 * len(self.places)) // 3

    @cached_property
    def flow_places(self) -> int:
        """The bits of the places of sequence flows."""
        return _joined(self.bit_of[name] for name in self.flow_targets)

    @cached_property
    def bit_of(self) -> dict[str, int]:
        """The bit of each place by its name."""
        return {name: 1 << 2 * number for number, name in enumerate(self.places)}

    def present(self, marking: int) -> int:
        """Return the bits of the places that hold a token."""
        return (marking | marking >> 1) & self.ones

    def doubled(self, marking: int) -> int:
        """Return the bits of the sequence flows that hold two tokens or more."""
        return marking >> 1 & self.flow_places

    def names(self, bits: int) -> tuple[str, ...]:
        """Return the names of places by their bits."""
        return tuple(self.places[number] for number in numbers(bits))

    def is_final(self, marking: int) -> bool:
        """Whether nothing is left to do: no token but in undelivered messages."""
        return not self.present(marking) & ~self.bag

    def allows(self, marking: int, move: Move) -> bool:
        """Whether the move may happen in the marking."""
        return may_happen(move, self.present(marking))

    def enabled(self, marking: int) -> list[Move]:
        """Return the moves that may happen, in the order of their numbers."""
        present = self.present(marking)
        return [move for move in self.moves if may_happen(move, present)]

    def after(self, marking: int, move: Move) -> tuple[int, ...]:
        """Return the markings after the move: one, or several when it takes from a place that holds MANY."""
        takes = move.takes
        if move.waits:
            takes |= self.present(marking) & move.waits.inlet_bits
        full = marking & marking >> 1 & takes & self.ones
        left = [marking - takes]
        for number in numbers(full):
            left += [one + (1 << 2 * number) for one in left]
        return tuple(self._given(one & ~(move.clears * MANY), move.gives) for one in left)

    def run(self, moves: Iterable[Move]) -> int | None:
        """Return the marking after a run; None, when it is not possible, or not sure because of a place with MANY."""
        marking = self.start
        for move in moves:
            after = self.after(marking, move) if self.allows(marking, move) else ()
            if len(after) != 1:
                return None
            marking = after[0]
        return marking

    def _given(self, marking: int, gives: int) -> int:
        return marking + (gives & ~(marking & marking >> 1))


def may_happen(move: Move, present: int) -> bool:
    """Whether the move may happen, where the bits of the marked places are `present`."""
    needs = move.takes | move.reads
    if present & needs != needs or present & move.empty:
        return False
    return move.waits is None or (bool(present & move.waits.inlet_bits) and not move.waits.blockers(present))


def numbers(bits: int) -> list[int]:
    """Return the numbers of the places whose low bits are set."""
    found = []
    while bits:
        low = bits & -bits
        found.append((low.bit_length() - 1) // 2)
        bits ^= low
    return found


def _joined(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
