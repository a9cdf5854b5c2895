"""What a rewrite tells of itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One rewrite at one element.

    what: the short name of the rewrite. element: the id of the element of the drawing. sentence: the rest of a
    sentence whose subject is the element, without a full stop.
    """

    what: str
    element: str
    sentence: str
