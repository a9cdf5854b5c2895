"""A script does not say in which language it is written.

`scriptFormat` names the language. It may be left out when the script is in the language of this product: lines of
`name = expression`.

    <scriptTask scriptFormat="approvals"><script>x = 1</script>       accepted
    <scriptTask><script>print x</script>                              refused

Source: BPMN 2.0.2, 10.3 (scriptFormat must be given where a script is).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.expressions import BadExpression, parse_script
from processes.model import place_of
from processes.xml import BPMN, text_of

RULE = Rule(
    "task.script",
    why="Nobody can tell what would be done.",
    remedy="Write lines of the form name = expression, or name the language in scriptFormat.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the script tasks with a script in no known language."""
    for task in subject.model.every("scriptTask"):
        script = text_of(task.find(f"{{{BPMN}}}script"))
        if script and not task.get("scriptFormat") and not _readable(script):
            yield Fault(place_of(task), "has a script without the name of its language")


def _readable(script: str) -> bool:
    try:
        parse_script(script)
    except BadExpression:
        return False
    return True
