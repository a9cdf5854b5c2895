"""What came of a play."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from processes.checks.finding import Finding
from processes.plain import plain
from processes.values import Value

COMPLETED, WAITING, FAILED = "completed", "waiting", "failed"


@dataclass(frozen=True)
class Line:
    """One line of the account. at: the virtual instant, aware UTC."""

    at: datetime
    element: str
    text: str


@dataclass(frozen=True)
class Played:
    """The result of a play.

    ended: `completed` when every process has come to its end, `waiting` when one waits, `failed` when one cannot go on;
    empty when it was refused. reason: why it was refused or failed. trace: the ids of the drawn elements in the order
    in which they were passed; a sub-process is passed when it ends. markers: the variable `log`, and an `ERROR_...`
    for everything that went wrong.
    """

    refused: bool
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    ended: str = ""
    trace: tuple[str, ...] = ()
    data: dict[str, Value] = field(default_factory=dict)
    markers: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    account: tuple[Line, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain JSON."""
        keys = ("rule", "severity", "element", "message")
        return {
            "refused": self.refused,
            "reason": self.reason,
            "findings": [{key: getattr(finding, key) for key in keys} for finding in self.findings],
            "ended": self.ended,
            "trace": list(self.trace),
            "data": {name: plain(value) for name, value in self.data.items()},
            "markers": list(self.markers),
            "waits_for": list(self.waits_for),
        }
