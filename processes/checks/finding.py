"""What a check says: one sentence or three for a designer, at one element."""

from dataclasses import dataclass

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that keeps a diagram from being published (`error`), or that its designer should know.

    rule: the rule's name. element: the id of the element, or of the file's process. message: the element by name and
    id, what is wrong, why it matters, what to do. trace: ids of elements in the order in which a run meets them, when
    the finding is about a run.
    """

    rule: str
    severity: str
    element: str
    message: str
    trace: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What `check` says of one file. Accepted, when no finding is an error."""

    file: str
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing keeps it from running."""
        return not any(finding.severity == ERROR for finding in self.findings)
