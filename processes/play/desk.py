"""What the engine asks and tells while a diagram is played."""

from datetime import datetime
from typing import TYPE_CHECKING

from processes.elements import Element
from processes.engine import Desk, Named
from processes.expressions import parse
from processes.play.times import again_at, due_at
from processes.values import CannotEvaluate, show

if TYPE_CHECKING:
    from processes.play.world import World

MAX_INSTANCES = 100
THROWN_ERROR = "ERROR_thrownErrorEvent"


class PlayDesk(Desk):
    """Answers for one process of a play; variables, time and messages are those of the whole play."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.over = False

    def holds(self, condition: str) -> bool:
        """Say whether a condition is true now."""
        return parse(condition).holds(self._world.scope())

    def count(self, text: str) -> int:
        """Say how many instances an activity has. Raises CannotEvaluate for what is no number, or too many."""
        number = parse(text).evaluate(self._world.scope())
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MAX_INSTANCES:
            raise CannotEvaluate(
                f"A number of instances from 0 to {MAX_INSTANCES} is needed, but there is {show(number)}."
            )
        return number

    def act(self, element: Element) -> None:
        """Carry out a script or a table; other tasks do nothing that is known here."""
        drawing = self._world.drawing
        if element.kind == "scriptTask":
            for name, line in drawing.scripts[element.id].lines:
                self._world.set({name: line.evaluate(self._world.scope())})
        elif element.decision in drawing.decisions:
            self._world.set(drawing.decisions[element.decision].decide(self._world.scope())[0])

    def passed(self, element: Element) -> None:
        """Note that an element has been passed."""
        self._world.note(element.id)

    def due(self, element: Element) -> datetime:
        """Say when a timer falls that begins to wait now."""
        return due_at(element.timer, self._world.scope())

    def again(self, element: Element, due: datetime, visit: int) -> datetime | None:
        """Say when a repeating timer falls once more."""
        return again_at(element.timer, due, visit)

    def thrown(self, element: Element, happening: Named) -> None:
        """Pass a message or a signal on to whoever waits for it."""
        self._world.hear(happening)

    def uncaught(self, element: Element, happening: Named) -> None:
        """End the process for an error that nothing catches; an escalation that nothing catches changes nothing."""
        if happening.kind == "error":
            self.over = True
            self._world.fail(f"The error '{happening.name}' of '{element.id}' is caught by nothing.", THROWN_ERROR)
