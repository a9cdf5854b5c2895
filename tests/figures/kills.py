"""kill -9 of the whole service, again and again, under load: `python -m tests.figures.kills [KILLS]` (200; minutes).

Four clients outside the process send packs and acknowledgements to 20 cases; the clock of the service goes over the
reminders of 6 and 8 January and midday on the 9th meanwhile, so that deadlines fall and mail leaves while it is killed.
Fails when anything acknowledged is lost, anything happens twice without a mark, or the chain does not hold.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash_load import Left, kill_again_and_again, prepare
from tests.crash_service import serving
from tests.figures.registers import begun

KILLS = 200


def taken(folder: Path, kills: int) -> Left:
    """Kill a service on a fresh register so many times, and return what is left."""
    file = folder / "kills.sqlite"
    names = prepare(begun(folder), file)
    with serving(file) as service:
        return kill_again_and_again(service, file, names, kills, _say)


def _say(number: int) -> None:
    if number % 20 == 0:
        sys.stderr.write(f"{number} kills\n")


def main(arguments: list[str]) -> int:
    """Take the figure and print it. Returns 1, when anything is wrong."""
    kills = int(arguments[0]) if arguments else KILLS
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        left = taken(Path(folder), kills)
    lost = sum(1 for one in left.wrong if one.startswith("lost"))
    twice = sum(1 for one in left.wrong if one.startswith("twice"))
    say = [
        f"{left.kills} kills in {time.monotonic() - began:,.0f} s (seed 9)",
        f"{left.acknowledged:,} acts acknowledged, {left.letters} letters, {left.maybe_twice} marked maybe twice",
        f"{lost} lost, {twice} twice, {len(left.wrong) - lost - twice} otherwise wrong; the chain was verified",
        *left.wrong,
    ]
    sys.stdout.write("\n".join(say) + "\n")
    return 1 if left.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
