"""The first page of each role: which panels it has, and what each one holds. Knows no page and no route.

A panel is told to the page by its kind; an empty one says what to do instead of nothing.
"""

from service.actions.homes.home import HOMES, Home, home_of
from service.actions.homes.panels import Asking, Figure, Panel

__all__ = ["HOMES", "Asking", "Figure", "Home", "Panel", "home_of"]
