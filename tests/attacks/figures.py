"""The attacks, all of them, with figures: `make attacks`. Exits with 1 when something ran, hung, grew or crashed."""

import resource
import sys
import time
from collections import Counter

from deadlines.rounds import shipped_round
from service.contained import Contained, NotContained
from service.contained.tasks import check_request, play_request
from tests.attacks.bombs import BOMBS
from tests.attacks.generated import expressions, files, try_expression, try_file
from tests.attacks.payloads import CANARY, PAYLOADS
from tests.attacks.places import PLACES

INPUTS = 100_000
ROUND = shipped_round("2014-15")


def attack(contained: Contained, source: bytes, library: dict[str, bytes]) -> str:
    """Check and play one file, and return what became of it."""
    request = check_request(
        "paths/path.bpmn", source, library, [ROUND], ["officer"], publishing=True, lies_in_library=True
    )
    try:
        accepted = contained.ask("check", request)["accepted"]
        contained.ask("play", play_request(source, {"seconds": 10}, library, [ROUND]))
    except NotContained as stopped:
        return stopped.rule
    return "accepted" if accepted else "refused"


def main() -> int:
    """Run all attacks, say what they did, and return 0 when they did nothing."""
    CANARY.unlink(missing_ok=True)
    began, contained, became = time.monotonic(), Contained(), Counter[str]()
    for number, (name, place) in enumerate(PLACES.items(), 1):
        print(f"\r{number} of {len(PLACES)} places: {name:40}", end="", file=sys.stderr, flush=True)  # noqa: T201
        for payload in PAYLOADS:
            library = dict(place(payload))
            became[attack(contained, library["paths/path.bpmn"], library)] += 1
    bombs = Counter(attack(contained, bomb, {}) for bomb in BOMBS.values())
    contained.close()
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    texts = Counter(try_expression(text) for text in expressions(1, INPUTS))
    sources = Counter(try_file(source) for source in files(1, INPUTS))
    for line in (
        f"places {len(PLACES)}, payloads {len(PAYLOADS)}: {dict(became)}",
        f"bombs {len(BOMBS)}: {dict(bombs)}",
        f"executed: {int(CANARY.exists())}; largest child {megabytes} MB",
        f"expressions {INPUTS}: {dict(texts)}, 0 crashes; files {INPUTS}: {dict(sources)}, 0 crashes",
        f"{time.monotonic() - began:.0f} s",
    ):
        print(line)  # noqa: T201
    stopped = sum(count for what, count in (became + bombs).items() if what.startswith("contained."))
    return int(CANARY.exists() or stopped > 0 or megabytes > 256)


if __name__ == "__main__":
    sys.exit(main())
