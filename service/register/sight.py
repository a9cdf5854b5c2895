"""What a person may see, as the condition that every query about cases carries."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, true

from service.register.tables import cases

Row = Mapping[str, object]


@dataclass(frozen=True)
class Sight:
    """What a person may see: a column of the cases and the value it must have; no column means all.

    `also`: other values that it may have, those of bodies that were taken over.
    """

    column: str = ""
    value: str = ""
    nothing: bool = False
    also: tuple[str, ...] = ()

    def condition(self) -> ColumnElement[bool]:
        """Return the condition that every query about cases carries."""
        if self.nothing:
            return false()
        if not self.column:
            return true()
        column = cases.c[self.column]
        return column.in_((self.value, *self.also)) if self.also else column == self.value
