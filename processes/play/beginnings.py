"""Which processes of a file a play begins with."""

from collections.abc import Sequence

from processes.play.given import Given, UnusableInput
from processes.play.reading import Drawing


def beginners(drawing: Drawing, given: Given) -> Sequence[str]:
    """Return the ids of the processes that begin: those that the input names, else all that begin by themselves.

    By themselves begin those that nothing calls and that no message or signal begins; when there are none, and nothing
    comes from outside, all that nothing calls. Raises UnusableInput for a name that no process has.
    """
    order = list(dict.fromkeys(start.process for start, _ in drawing.starts))
    for process in given.start:
        if process not in order:
            raise UnusableInput(f"There is no process '{process}'; there are {', '.join(order)}.")
    if given.start:
        return given.start
    alone = [process for process in order if process not in drawing.called] or order
    kinds: dict[str, set[str]] = {process: set() for process in order}
    for start, trigger in drawing.starts:
        kinds[start.process].add(trigger.kind if trigger else "")
    of_themselves = [process for process in alone if kinds[process] & {"", "timer", "conditional"}]
    return of_themselves or ([] if given.arrivals else alone)
