"""All figures about the checks in one page: `python -m tests.figures.report docs/checks.md` (`make figures`; minutes).

Each block is what its own command prints on this machine, on the day that stands above it. The third-party suites are
not part of the project; without them their blocks say so.
"""

import subprocess
import sys
from pathlib import Path

from deadlines.calendar import london_date
from deadlines.clock import machine_clock
from tests.fixture_files import FOLDER

INTRODUCTION = """# What is checked, with figures

`approvals check FILE` asks every rule ([rules/](rules/README.md)) of a diagram and says what keeps it from being
published: the element by name and id, what is wrong, why it matters, what to do. Publishing asks the same rules and
some more, and loads nothing that they refuse.

![The designer's page: the gate before the budget transfer was opened wide, and the check shows the run that breaks the
law](pictures/findings.png)

- **BPMN**: references, ids, flows, gateways, events, schema: rules for every file, ours or a stranger's.
- **What runs as drawn**: what the engine would run otherwise is rewritten exactly (`rewritten.*`, a remark) or refused
  by the name of the construct (`unsupported.*`). Where nothing is to be run (`isExecutable` is not true), it is a
  warning.
- **Soundness**: [soundness.md](soundness.md).
- **The law on every run**: [statutory-order.md](statutory-order.md).
- **Our own marks**: forms, roles, decisions, names, deadlines and their order, asked of processes that carry
  `approvals:` marks or lie in a library.

Everything is looked at in a child process with a limit of 20 seconds and 256 MB. How invalid and valid files of a
public suite are told apart, with every exception and its reason: [validity.md](validity.md). How mutants of our own
paths fare, with every survivor and its reason: [mutants.md](mutants.md). Playing: [play.md](play.md). Importing:
[import.md](import.md).

This page is written by `python -m tests.figures.report docs/checks.md`. The machine has two shared cores; times are of
that machine and that day.
"""
BLOCKS = (
    ("Feature tests of execution (betsy, neutral form): played right, refused by name, silently wrong", "betsy", True),
    ("Validity constraints told apart (BPMNspector)", "bpmnspector", True),
    ("Advice as labelled (bpmnlint)", "bpmnlint", True),
    ("Soundness: labels of three suites, and generated diagrams", "soundness", True),
    ("How long a whole check takes", "speed", False),
    ("Import of the interchange reference diagrams (MIWG)", "miwg", True),
    ("Every third-party file through check, play and import", "every_file", True),
)


def page() -> str:
    """Return the page, with every figure taken now."""
    blocks = [_block(title, f"tests.figures.{module}", needs) for title, module, needs in BLOCKS]
    blocks.append(
        _block("Attacks: every place, every payload, 200,000 generated inputs", "tests.attacks.figures", False)
    )
    return INTRODUCTION + "".join(blocks)


def _block(title: str, module: str, needs_suites: bool) -> str:
    print(f"{module} ...", file=sys.stderr, flush=True)  # noqa: T201
    if needs_suites and not FOLDER.is_dir():
        said = "The third-party suites are not here; set APPROVALS_FIXTURES to their folder."
    else:
        command = [sys.executable, "-m", module]
        said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
    today = london_date(machine_clock()).isoformat()
    return f"\n## {title}\n\n`python -m {module}`, {today}\n\n```text\n{said}\n```\n"


def main(arguments: list[str]) -> None:
    """Write the page into the file named."""
    Path(arguments[0]).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
