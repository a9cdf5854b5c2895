"""The page of the statutory order, written from the law itself: every rule with its source, its terms and its words.

`python -m processes.checks.law.page docs/statutory-order.md` writes it; a test asserts that it is current.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from processes.checks.law.statute import Statute, read_law
from processes.paths import shipped_library

INTRODUCTION = """# The statutory order

What no run of a statutory path may do, whatever is drawn. The rules are data, `bpmn/rules/*.toml`; each names its
source. `approvals check` holds every possible run of a path, stages included, to them: every answer that a form offers,
every order of what may happen side by side, every deadline at any time while something waits for it. A rule that some
run breaks is an error `statutory.<name>` with the shortest run that breaks it, and nothing that breaks a rule can be
published. Where there are too many runs to look at them all, the check says that the order is not decided.

This page is written by `python -m processes.checks.law.page docs/statutory-order.md`.

## How a rule is written

```toml
[[rule]]
name = "no-transfer-before-sign-off"                 # unique; the finding is statutory.<name>
title = "No budget moves before ..."                 # the law in one sentence
source = "Next steps, 7.4.3 and 7.4.4"               # where it stands
requirements = ["R-7.4.3-02"]                        # rows of the requirements catalogue
model = "delegated"                                  # only for paths of this model, "none" of no model
where = "form:termination-request"                   # only for paths in which this can happen; left out: all
event = "form:transfer"                              # what is guarded, one or several
needs = ["form:committee-decision"]                  # all of these must have happened before it
needs_one = ["form:a", "form:b"]                     # one of these must have
holds = 'committee_decision == "approved"'           # what must be true of the answers then (safe language)
after = ["deadline:delegated-submission"]            # it counts only after one of these ...
until = ["form:late-ruling"]                         # ... and until one of these
unless = 'terminated_model != "delegated"'           # it does not count when this is true
at_most = 1                                          # the event happens at most once in a case
never = ["form:transfer"]                            # in place of event: may not happen at all
by = ["deadline:national-moderation"]                # a step of the event, or what is round it, waits for one of these
from = ["form:annex-a"]                              # in place of event: what, once it happened (and `if` is true), ...
meets = ["form:committee-decision"]                  # ... must meet one of these before the case ends
message = "lets a budget move without ..."           # the finding: what is wrong, after the element's name
why = "Public money would move without ..."          # why it matters
remedy = "Draw the committee ..."                    # what to do
```

The law can hear of: `form:` a form answered, `late:` a form answered after its deadline (`approvals:continues`),
`status:` a status reached, `opens:` a linked case opened, `deadline:` a deadline fallen, `message:` and `sends:` a
message taken and sent, `when:` a condition that a gateway asked and found true (written as in the diagram; spaces and
brackets do not matter). Conditions are asked of the last answers. A variable whose value cannot be known when the
diagram is checked (a date, a text) may be anything. `by` is looked up in the drawing, not on runs.

What the check does not see: the dates of a round (see the rule [deadline.order](rules/deadline.order.md)), and what
other cases do, beyond the messages that they send.

## The rules
"""


def page() -> str:
    """Return the text of the page."""
    law = read_law(shipped_library().files)
    return INTRODUCTION + "".join(f"\n{_rule(statute)}" for statute in law)


def _rule(statute: Statute) -> str:
    terms = "\n".join(f"- {term}" for term in _terms(statute))
    words = f"{statute.why} {statute.remedy}"
    source = f"*{statute.source}* ({', '.join(statute.requirements)})"
    return f"### {statute.name}\n\n{statute.title} {source}\n\n{terms}\n\n{words}\n"


def _terms(statute: Statute) -> Iterator[str]:
    model = {"": "", "none": "on paths of no model"}.get(statute.model, f"on {statute.model} paths")
    where = f"on paths with {_code(statute.where)}" if statute.where else ""
    yield " ".join(filter(None, ["For", "all statutory paths" if not model + where else "", model, where])) + "."
    if statute.never:
        yield f"Never {_list(statute.never, 'or')}."
    if statute.begins:
        given = f", when {_code(statute.given.source)}," if statute.given else ""
        yield f"Once {_list(statute.begins, 'or')} has happened{given} the case must meet {_list(statute.meets, 'or')}."
    if statute.events:
        yield from _guards(statute)


def _guards(statute: Statute) -> Iterator[str]:
    yield f"Guards {_list(statute.events, 'and')}."
    if statute.after:
        until = f" and until {_list(statute.until, 'or')}" if statute.until else ""
        yield f"Counts after {_list(statute.after, 'or')}{until}."
    if statute.needs:
        yield f"Needs {_list(statute.needs, 'and')} before."
    if statute.needs_one:
        yield f"Needs one of {_list(statute.needs_one, 'or')} before."
    if statute.holds:
        yield f"Needs {_code(statute.holds.source)}."
    if statute.unless:
        yield f"Does not count when {_code(statute.unless.source)}."
    if statute.by:
        yield f"Its step, or what is round it, waits for {_list(statute.by, 'or')}."
    if statute.at_most:
        yield f"At most {statute.at_most} time in a case."


def _list(items: tuple[str, ...], word: str) -> str:
    written = [_code(item) for item in items]
    return written[0] if len(written) == 1 else f"{', '.join(written[:-1])} {word} {written[-1]}"


def _code(text: str) -> str:
    return f"`{text}`"


def main(arguments: list[str]) -> None:
    """Write the page into the file named."""
    Path(arguments[0]).write_text(page(), encoding="utf-8")


if __name__ == "__main__":  # pragma: no cover  # the command is two words round main
    main(sys.argv[1:])
