"""What the law remembers of a run: one integer, a bit for each thing that matters later."""

from collections.abc import Iterable, Iterator, Mapping

from processes.checks.law.statute import Statute
from processes.checks.law.values import Abstract, ReadsUnset, may
from processes.expressions import CannotEvaluate, Expression

_SEEN, _ARMED, _OPEN, _ONCE = "seen", "armed", "open", "once"


class Memory:
    """The bits for the rules of one path."""

    def __init__(self, law: tuple[Statute, ...]) -> None:
        self.law = law
        self._bits: dict[tuple[str, str], int] = {}
        self._by_event: dict[str, list[Statute]] = {}
        for statute in law:
            for event in statute.hears:
                self._by_event.setdefault(event, []).append(statute)
            for event in (*statute.needs, *statute.needs_one):
                self._bit(_SEEN, event)
            for kind in (_ARMED, _OPEN, _ONCE):
                self._bit(kind, statute.name)

    def touched(self, hears: Iterable[str]) -> list[tuple[str, ...]]:
        """Return keys that moves share when, for some rule that hears both, it matters which comes first."""
        return [key for event in hears for statute in self._by_event.get(event, ()) for key in _keys(statute, event)]

    def reads(self, hears: Iterable[str]) -> frozenset[str]:
        """Return the variables that the law looks at when it hears these events."""
        guards = [(s, event in s.events, event in s.begins) for event in hears for s in self._by_event.get(event, ())]
        conditions = [one for s, guarded, _ in guards if guarded for one in (s.holds, s.unless) if one]
        conditions += [s.given for s, _, begun in guards if begun and s.given]
        return frozenset(name for condition in conditions for name in condition.mentions)

    def looked_at(self, hears: Iterable[str]) -> int:
        """Return the bits that decide whether these events break a rule."""
        found = 0
        for statute in [s for event in hears for s in self._by_event.get(event, ()) if event in s.events]:
            for event in (*statute.needs, *statute.needs_one):
                found |= self._bit(_SEEN, event)
            found |= self._bit(_ARMED, statute.name) | self._bit(_ONCE, statute.name)
        return found

    def settled(self, hears: Iterable[str]) -> int:
        """Return the bits that are what they are after these events, whatever they were before."""
        found = 0
        for event in hears:
            for statute in self._by_event.get(event, ()):
                if event in statute.needs or event in statute.needs_one:
                    found |= self._bit(_SEEN, event)
                if event in statute.after or event in statute.until:
                    found |= self._bit(_ARMED, statute.name)
        return found

    def bits_of(self, hears: Iterable[str]) -> int:
        """Return the bits that these events look at or change."""
        found = self.looked_at(hears) | self.settled(hears)
        for statute in [s for event in hears for s in self._by_event.get(event, ())]:
            found |= self._bit(_OPEN, statute.name) | self._bit(_ONCE, statute.name)
        return found

    @property
    def kept(self) -> int:
        """The bits that count at the end of every run."""
        found = 0
        for statute in self.law:
            found |= self._bit(_OPEN, statute.name)
        return found

    def hear(self, bits: int, hears: tuple[str, ...], values: Mapping[str, Abstract]) -> tuple[list[Statute], int]:
        """Return the rules that are broken when these events happen now, and the memory afterwards."""
        concerned = {s.name: s for event in hears for s in self._by_event.get(event, ())}
        broken = [statute for statute in concerned.values() if self._breaks(statute, bits, hears, values)]
        for statute in concerned.values():
            bits = self._remembered(statute, bits, hears, values)
        return broken, bits

    def open_at_the_end(self, bits: int) -> list[Statute]:
        """Return the rules whose beginning has not met what it must meet."""
        return [statute for statute in self.law if bits & self._bit(_OPEN, statute.name)]

    def _breaks(self, statute: Statute, bits: int, hears: tuple[str, ...], values: Mapping[str, Abstract]) -> bool:
        if any(event in hears for event in statute.never):
            return True
        if not any(event in hears for event in statute.events) or _surely(statute.unless, values):
            return False
        if statute.after and not bits & self._bit(_ARMED, statute.name):
            return False
        if statute.at_most and bits & self._bit(_ONCE, statute.name):
            return True
        lacks_all = any(not bits & self._bit(_SEEN, event) for event in statute.needs)
        lacks_one = bool(statute.needs_one) and not any(bits & self._bit(_SEEN, e) for e in statute.needs_one)
        if statute.after and not (statute.holds or statute.needs or statute.needs_one):
            return True
        return lacks_all or lacks_one or (statute.holds is not None and not _surely(statute.holds, values))

    def _remembered(self, statute: Statute, bits: int, hears: tuple[str, ...], values: Mapping[str, Abstract]) -> int:
        for event in hears:
            if event in statute.needs or event in statute.needs_one:
                bits |= self._bit(_SEEN, event)
            if event in statute.until:
                bits &= ~self._bit(_ARMED, statute.name)
            if event in statute.after:
                bits |= self._bit(_ARMED, statute.name)
            if event in statute.events and statute.at_most:
                bits |= self._bit(_ONCE, statute.name)
            if event in statute.begins and not _surely_not(statute.given, values):
                bits |= self._bit(_OPEN, statute.name)
            if event in statute.meets:
                bits &= ~self._bit(_OPEN, statute.name)
        return bits

    def _bit(self, kind: str, name: str) -> int:
        return 1 << self._bits.setdefault((kind, name), len(self._bits))


def _surely(condition: Expression | None, values: Mapping[str, Abstract]) -> bool:
    return condition is not None and _may(condition, values) == {True}


def _surely_not(condition: Expression | None, values: Mapping[str, Abstract]) -> bool:
    return condition is not None and _may(condition, values) == {False}


def _may(condition: Expression, values: Mapping[str, Abstract]) -> frozenset[bool]:
    """Return what a condition of the law comes to; a variable without a value satisfies nothing."""
    try:
        return may(condition, values)
    except (ReadsUnset, CannotEvaluate):
        return frozenset({False})


def _keys(statute: Statute, event: str) -> Iterator[tuple[str, ...]]:
    """Yield one key of the event's own, and one for each event of which the order counts for the rule."""
    yield ("event", event)
    if statute.at_most:
        yield ("rule", statute.name)
    changes = (*statute.needs, *statute.needs_one, *statute.after, *statute.until)
    sides = ((statute.events, changes), (statute.after, statute.until), (statute.begins, statute.meets))
    for ones, others in sides:
        if event in ones:
            yield from ((statute.name, event, other) for other in others)
        if event in others:
            yield from ((statute.name, one, event) for one in ones)
