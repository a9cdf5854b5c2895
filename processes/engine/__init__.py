"""The wall round SpiffWorkflow: the only package that imports it.

In: files of diagrams, a state, an instant. Out: a state and what happened. Everything that SpiffWorkflow 3.2.0 gets
silently wrong is either mended here from outside or refused with its reason (`supported.py`).
"""

from processes.engine.diagram import Diagram, UnusableDiagram, read_diagram, read_drawing
from processes.engine.naming import Named, named
from processes.engine.run import Desk, DoesNotSettle, OpenTask, Run, WaitingMessage, WaitingTimer

__all__ = [
    "Desk",
    "Diagram",
    "DoesNotSettle",
    "Named",
    "OpenTask",
    "Run",
    "UnusableDiagram",
    "WaitingMessage",
    "WaitingTimer",
    "named",
    "read_diagram",
    "read_drawing",
]
