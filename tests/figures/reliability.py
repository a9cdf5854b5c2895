"""All figures about deadlines, crashes and mail: `python -m tests.figures.reliability docs/reliability-figures.md`.

Each block is what its own command prints on this machine, on the day that stands above it (`make reliability`; about an
hour). The million crashes of `make soak` take hours; what its last run printed is kept in docs/soak.txt.
"""

import subprocess
import sys
from pathlib import Path

from deadlines.calendar import london_date
from deadlines.clock import machine_clock

INTRODUCTION = """# Reliability, with figures

Written by `python -m tests.figures.reliability docs/reliability-figures.md`; every block is what the command above it
printed, and each command fails when its promise is not kept. What the promises are and what they rest on:
[reliability.md](reliability.md). How crashes are simulated: [simulation.md](simulation.md). The machine has two shared
cores; times are of that machine and that day, counts of what was lost or done twice do not depend on it.
"""
BLOCKS = (
    ("Crashes at every statement and commit", ("tests.simulation", "--points", "10000")),
    ("The race at midday", ("tests.figures.race",)),
    ("kill -9 of the whole service under load", ("tests.figures.kills",)),
    ("A million pending deadlines", ("tests.figures.million",)),
    ("Mail with faults and kills", ("tests.figures.mail", "--messages", "10000", "--kills", "50")),
)
SOAK = Path("docs/soak.txt")


def page() -> str:
    """Return the page, with every figure taken now but the soak's."""
    blocks = [_block(title, command) for title, command in BLOCKS]
    return INTRODUCTION + "".join(blocks) + _soak()


def _block(title: str, command: tuple[str, ...]) -> str:
    said = " ".join(command)
    sys.stderr.write(f"{said} ...\n")
    done = subprocess.run([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, check=False)
    today = london_date(machine_clock()).isoformat()
    verdict = "" if done.returncode == 0 else f"\n**The promise was not kept (status {done.returncode}).**\n"
    return f"\n## {title}\n\n`python -m {said}`, {today}\n{verdict}\n```text\n{done.stdout.strip()}\n```\n"


def _soak() -> str:
    said = SOAK.read_text(encoding="utf-8").strip() if SOAK.exists() else "Not run yet on this machine."
    return f"\n## A million crashes\n\n`make soak`\n\n```text\n{said}\n```\n"


def main(arguments: list[str]) -> None:
    """Write the page into the file named."""
    Path(arguments[0]).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
