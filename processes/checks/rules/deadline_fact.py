"""A timer waits for a deadline that counts from a fact which nothing gives.

Some deadlines are counted: two weeks after receipt. The round names the fact that they count from, a stamp of a form
or a variable. What no form, script, table, message or other path ever gives, never comes, and neither does the
deadline.

    'constitution-acknowledgement', with a form that stamps constitution_received_at     accepted
    the same, where the form stamps received_at                                          refused
"""

from collections.abc import Iterator

from processes.checks.names import declared
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.checks.timers import timers_of

RULE = Rule(
    "deadline.fact",
    why="The deadline would never fall, and nobody would be reminded.",
    remedy="Let a form stamp that fact or a script set it before, or name another deadline.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the timers whose deadline counts from what nothing gives, on none of the paths that the file is part of."""
    given = [declared(subject.library, parts, subject.rounds) for _, parts in subject.wholes]
    for node, timer in timers_of(subject):
        for fact in sorted(_facts(subject, timer.text)):
            if not any(fact in names for names in given):
                yield Fault(node.id, f"waits for '{timer.text}', which counts from '{fact}', and nothing gives that")


def _facts(subject: Subject, name: str) -> set[str]:
    known = [round_.deadline(name.removesuffix(".start")) for round_ in subject.rounds if round_.knows(name)]
    return {deadline.anchor for deadline in known if deadline.anchor}
