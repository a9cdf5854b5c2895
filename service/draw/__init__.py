"""Diagrams drawn on the server, and the same diagrams in words: no browser, no script, no clock, no register."""

from service.draw.outline import Lead, OutlineItem, outline
from service.draw.reading import UnreadableDiagram
from service.draw.svg import diagram_svg

__all__ = ["Lead", "OutlineItem", "UnreadableDiagram", "diagram_svg", "outline"]
