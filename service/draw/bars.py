"""Bars as SVG: one line for each name with its number, a part of it darker. The same stands in a table beside it."""

from collections.abc import Sequence

from service.draw.charts import SIZE
from service.draw.lettering import wrap
from service.draw.markup import polyline, tag, words

WIDE, LEFT, RIGHT, LINE, THICK = 900, 320, 120, 24, 14
WHOLE, PART = "#8db9e2", "#005eb8"
NAME_WIDE = LEFT - 20


def bars_svg(title: str, bars: Sequence[tuple[str, int, int]]) -> str:
    """Draw (name, number, part of it) as bars from the left; the numbers are written at their ends."""
    most = max((number for _, number, _ in bars), default=1) or 1
    high = LINE * len(bars) + 12
    drawn = [_bar(*bar, LINE * place + LINE / 2 + 6, most) for place, bar in enumerate(bars)]
    return tag(
        "svg", tag("title", words(title)), *drawn, xmlns="http://www.w3.org/2000/svg", class_="app-chart", role="img",
        aria_label=title, viewBox=f"0 0 {WIDE} {high}", width=WIDE, height=high, font_family="Arial, sans-serif",
        font_size=SIZE,
    )  # fmt: skip


def _bar(name: str, number: int, part: int, y: float, most: int) -> str:
    scale = (WIDE - LEFT - RIGHT) / most
    label = wrap(name, NAME_WIDE, 1)[0]
    said = f"{number}, {part} due" if part else str(number)
    return (
        tag("text", words(label), x=LEFT - 10, y=y + 4, text_anchor="end", fill="#212b32")
        + _stroke(y, number * scale, WHOLE)
        + (_stroke(y, part * scale, PART) if part else "")
        + tag("text", words(said), x=LEFT + number * scale + 8, y=y + 4, fill="#212b32")
    )


def _stroke(y: float, length: float, colour: str) -> str:
    return polyline([(LEFT, y), (LEFT + length, y)], stroke=colour, stroke_width=THICK, fill="none")
