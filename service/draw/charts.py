"""Charts as SVG: how many there were by each day, as steps. Each line is told by its label, not by its colour."""

from collections.abc import Sequence
from datetime import date

from deadlines import calendar
from service.draw.lettering import width
from service.draw.markup import polyline, tag, words

Series = tuple[str, Sequence[tuple[date, int]]]
Mark = tuple[date, str]
WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = 900, 315, 48, 150, 39, 34
COLOURS = ("#005eb8", "#007f3b", "#7c2855", "#4c6272")
DASHES = ("", "6 3", "2 3", "10 3 2 3")
SIZE = 12
LABEL_HIGH = 15


def step_chart(title: str, series: Sequence[Series], marks: Sequence[Mark]) -> str:
    """Draw lines of running totals. `series`: (label, [(day, total)]); `marks`: days that get an upright line."""
    days = [day for _, points in series for day, _ in points] + [day for day, _ in marks]
    if not days:
        return ""
    scale = _Scale(min(days), max(days), max((total for _, points in series for _, total in points), default=0))
    drawn = [
        *_frame(scale),
        *(_mark(scale, *mark, place % 2) for place, mark in enumerate(sorted(marks))),
        *_lines(scale, series),
    ]
    head = tag("title", words(title))
    return tag(
        "svg", head, *drawn, xmlns="http://www.w3.org/2000/svg", class_="app-chart", role="img", aria_label=title,
        viewBox=f"0 0 {WIDE} {HIGH}", width=WIDE, height=HIGH, font_family="Arial, sans-serif", font_size=SIZE,
    )  # fmt: skip


class _Scale:
    """Where days and numbers lie on the chart."""

    def __init__(self, first: date, last: date, most: int) -> None:
        self.first, self.last = first, last
        self.step = _round_step(most)
        self.top = max(self.step, -(-most // self.step) * self.step)

    def x(self, day: date) -> float:
        """Return how far to the right a day lies."""
        return LEFT + (WIDE - LEFT - RIGHT) * (day - self.first).days / max((self.last - self.first).days, 1)

    def y(self, number: int) -> float:
        """Return how far down a number lies."""
        return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * number / self.top


def _round_step(most: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50... that gives at most six lines."""
    step, factors = 1, (2, 2.5, 2)
    turn = 0
    while most > step * 6:
        step = int(step * factors[turn % 3])
        turn += 1
    return step


def _frame(scale: _Scale) -> list[str]:
    lines = []
    for number in range(0, scale.top + 1, scale.step):
        y = scale.y(number)
        lines.append(polyline([(LEFT, y), (WIDE - RIGHT, y)], stroke="#d8dde0", fill="none"))
        lines.append(tag("text", str(number), x=LEFT - 8, y=y + 4, text_anchor="end", fill="#212b32"))
    return lines + [_day_label(scale, day) for day in _label_days(scale)]


def _label_days(scale: _Scale) -> list[date]:
    """Return the first day and then one day about every seventh of the span."""
    span = (scale.last - scale.first).days
    count = min(6, span)
    return [date.fromordinal(scale.first.toordinal() + span * n // max(count, 1)) for n in range(count + 1)]


def _day_label(scale: _Scale, day: date) -> str:
    said = f"{day.day} {calendar.MONTHS[day.month - 1][:3]}"
    return tag("text", said, x=scale.x(day), y=HIGH - BOTTOM + 18, text_anchor="middle", fill="#212b32")


def _mark(scale: _Scale, day: date, label: str, row: int) -> str:
    """Draw an upright line with its label above, in one of two rows, so that neighbours do not cover each other."""
    x, y = scale.x(day), TOP - 8 - row * LABEL_HIGH
    anchor = "end" if x - width(label) > LEFT else "start"
    line = polyline([(x, y + 2), (x, HIGH - BOTTOM)], stroke="#212b32", stroke_dasharray="3 3", fill="none")
    return line + tag("text", words(label), x=x - 4 if anchor == "end" else x + 4, y=y, text_anchor=anchor)


def _lines(scale: _Scale, series: Sequence[Series]) -> list[str]:
    drawn, taken = [], list[float]()
    for number, (label, points) in enumerate(series):
        if not points:
            continue
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        steps = _steps(scale, points)
        drawn.append(polyline(steps, stroke=colour, stroke_width=2.5, stroke_dasharray=dash or None, fill="none"))
        y = _free(steps[-1][1] + 4, taken)
        taken.append(y)
        drawn.append(tag("text", words(f"{label}: {points[-1][1]}"), x=WIDE - RIGHT + 6, y=y, fill=colour))
    return drawn


def _steps(scale: _Scale, points: Sequence[tuple[date, int]]) -> list[tuple[float, float]]:
    found = [(scale.x(points[0][0]), scale.y(0))]
    for day, total in points:
        x = scale.x(day)
        found += [(x, found[-1][1]), (x, scale.y(total))]
    return [*found, (scale.x(scale.last), found[-1][1])]


def _free(y: float, taken: Sequence[float]) -> float:
    """Return the nearest place above at which a label covers no other one."""
    while any(abs(y - other) < LABEL_HIGH for other in taken):
        y -= LABEL_HIGH
    return y
