"""The timeline of a round as SVG: one line a case, numbered marks where it passed its milestones, the deadlines across.

Nobody needs to see the drawing: the same stands in a table beneath. Marks carry numbers, so no colour carries meaning.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from deadlines import calendar
from service.draw.lettering import wrap
from service.draw.markup import circle, polyline, tag, words

LEFT, PLOT, RIGHT = 290, 960, 64
LINE = 18
HEAD = 26
LABEL_LINE = 14
SIZE = 11
MARK = 7
APART = 2 * MARK
DONE, OVERDUE = "#005eb8", "#b3140a"
MARGIN = timedelta(days=2)
Place = Callable[[datetime], float]


@dataclass(frozen=True)
class Line:
    """One case: its name, when it passed each milestone by number, and a deadline that it has missed (aware)."""

    label: str
    marks: Mapping[int, datetime]
    overdue: datetime | None = None


@dataclass(frozen=True)
class Upright:
    """A deadline across all cases."""

    label: str
    at: datetime


def milestones_svg(title: str, lines: Sequence[Line], uprights: Sequence[Upright], now: datetime) -> str:
    """Draw the lines over time, from the first mark or deadline to the last, with the present instant."""
    first, last = _span(lines, uprights, now)
    seen = sorted((one for one in uprights if first <= one.at <= last), key=lambda one: one.at)
    top = HEAD + LABEL_LINE * (len(seen) + 1)
    high = top + LINE * len(lines) + 10

    def x(at: datetime) -> float:
        return LEFT + PLOT * ((at - first) / (last - first))

    drawn = [_defs(lines), *_months(first, last, x, high), *_uprights([*seen, Upright("Now", now)], x, high)]
    for number, line in enumerate(lines):
        drawn.append(_line(line, top + LINE * number + LINE / 2, x))
    return tag(
        "svg", tag("title", words(title)), *drawn, xmlns="http://www.w3.org/2000/svg", class_="app-milestones",
        role="img", aria_label=title, viewBox=f"0 0 {LEFT + PLOT + RIGHT} {high:.0f}", width=LEFT + PLOT + RIGHT,
        height=f"{high:.0f}", font_family="Arial, sans-serif", font_size=SIZE,
    )  # fmt: skip


def _span(lines: Sequence[Line], uprights: Sequence[Upright], now: datetime) -> tuple[datetime, datetime]:
    marks = [at for line in lines for at in line.marks.values()]
    missed = [line.overdue for line in lines if line.overdue is not None]
    known = [*marks, *missed, *(one.at for one in uprights), now]
    return min(known) - MARGIN, max(known) + MARGIN


def _defs(lines: Sequence[Line]) -> str:
    numbers = sorted({number for line in lines for number in line.marks})
    return tag("defs", *(_mark(number) for number in numbers), _missed())


def _mark(number: int) -> str:
    digit = tag("text", str(number), y=3.5, text_anchor="middle", font_size=9, fill="#ffffff")
    return tag("g", circle(0, 0, MARK, fill=DONE), digit, id=f"milestone-{number}")


def _missed() -> str:
    box = tag("rect", x=-6, y=-6, width=12, height=12, fill="#ffffff", stroke=OVERDUE, stroke_width=2)
    sign = tag("text", "!", y=4, text_anchor="middle", font_size=10, font_weight="bold", fill=OVERDUE)
    return tag("g", box, sign, id="milestone-missed")


def _months(first: datetime, last: datetime, x: Place, high: float) -> list[str]:
    """Draw where each month begins in London."""
    drawn, day = [], calendar.london_date(first).replace(day=1)
    while (at := calendar.london(day)) <= last:
        if at >= first:
            line = polyline([(x(at), 18), (x(at), high)], stroke="#d8dde0", fill="none")
            drawn.append(line + tag("text", f"{calendar.MONTHS[day.month - 1][:3]} {day.year}", x=x(at) + 3, y=14))
        day = (day + timedelta(days=32)).replace(day=1)
    return drawn


def _uprights(uprights: Sequence[Upright], x: Place, high: float) -> list[str]:
    drawn = []
    for number, one in enumerate(uprights):
        at, y = x(one.at), HEAD + LABEL_LINE * number + 8
        ends, place = ("end", at - 4) if at > LEFT + PLOT / 2 else ("start", at + 4)
        drawn.append(polyline([(at, y - 8), (at, high)], stroke="#212b32", stroke_dasharray="4 3", fill="none"))
        drawn.append(tag("text", words(one.label), x=place, y=y, text_anchor=ends, fill="#212b32"))
    return drawn


def _line(line: Line, y: float, x: Place) -> str:
    """Return one case. Marks are written as text, for there are more than a thousand of them."""
    label = f'<text x="8" y="{y + 4:.0f}" fill="#212b32">{words(_short(line.label))}</text>'
    rule = f'<path d="M{LEFT} {y:.0f}H{LEFT + PLOT}" stroke="#e8edee" fill="none"/>'
    places = _side_by_side([(x(at), f"{number}") for number, at in line.marks.items()])
    missed = [] if line.overdue is None else [(x(line.overdue), "missed")]
    marks = [f'<use href="#milestone-{name}" x="{place:.1f}" y="{y:.0f}"/>' for place, name in [*places, *missed]]
    return "".join([label, rule, *marks])


@lru_cache(maxsize=2048)
def _short(label: str) -> str:
    return wrap(label, LEFT - 24, 1)[0] if label else ""


def _side_by_side(places: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return the places of marks in order, those that would cover each other moved to the right."""
    moved: list[tuple[float, str]] = []
    for place, name in sorted(places):
        moved.append((max(place, moved[-1][0] + APART) if moved else place, name))
    return moved
