"""A path that is to be published does not say what it is.

Whether the statutory rules apply must be said, not guessed: `approvals:statutory` is "true" or "false",
`approvals:category` says what kind of path it is, and `approvals:title` what people call it. A stage
(`approvals:category="stage"`) is as statutory as the paths that call it.

    <process id="delegated" approvals:title="Delegated commissioning" approvals:category="proposal"
             approvals:statutory="true">     accepted
    <process id="delegated">                 refused at publishing
"""

from collections.abc import Iterator

from processes.checks.rule import PUBLISHING, Fault, Rule
from processes.checks.subject import Subject
from processes.xml import mark

RULE = Rule(
    "path.unmarked",
    why="Nobody could tell whether the statutory rules apply to it.",
    remedy='Say it on the process, such as approvals:statutory="true".',
    scope=PUBLISHING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the processes whose marks are missing."""
    for process in subject.model.processes:
        category = mark(process.xml, "category")
        wanted = ["title", "category"] if category == "stage" else ["title", "category", "statutory"]
        lacking = [name for name in wanted if not mark(process.xml, name)]
        if lacking:
            yield Fault(process.id, f"does not carry {', '.join(f'approvals:{name}' for name in lacking)}")
        elif category != "stage" and mark(process.xml, "statutory") not in ("true", "false"):
            yield Fault(process.id, f'carries approvals:statutory="{mark(process.xml, "statutory")}"')
