"""Builds SVG text: every value is escaped, numbers are short, and nothing carries a style attribute."""

from collections.abc import Iterable
from html import escape

Attribute = str | float | int | None


def tag(name: str, *children: str, **attributes: Attribute) -> str:
    """Return one element; `class_` stands for class, an underscore for a hyphen, and None leaves one out."""
    kept = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    given = "".join(f' {key}="{_text(value)}"' for key, value in kept)
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def words(text: str) -> str:
    """Return text as it may stand between tags."""
    return escape(text, quote=False)


def path(d: str, **attributes: Attribute) -> str:
    """Return a path."""
    return tag("path", d=d, **attributes)


def circle(cx: float, cy: float, r: float, **attributes: Attribute) -> str:
    """Return a circle."""
    return tag("circle", cx=cx, cy=cy, r=r, **attributes)


def polyline(points: Iterable[tuple[float, float]], **attributes: Attribute) -> str:
    """Return a line through points."""
    return path("M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points), **attributes)


def _text(value: Attribute) -> str:
    return escape(value, quote=True) if isinstance(value, str) else _short(value or 0)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
