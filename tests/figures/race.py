"""The race to the deadline: `python -m tests.figures.race [SUBMISSIONS]` (10,000 within half a second; minutes).

Five client processes send packs over HTTP to a real service with its real bell, aimed at the half second on either side
of a deadline that a hundred cases share; every four seconds it is another hundred's. As many rounds as it takes. A pack
is misjudged when what the ledger says of it is not what the stamp of its receipt says.
"""

import http.client
import json
import random
import shutil
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from deadlines.clock import machine_clock
from tests.crash_load import ANSWERS
from tests.crash_nursery import Order
from tests.crash_service import serving, tokens_for
from tests.figures.crowd import crowd, give_dates

FIRST = datetime(2015, 1, 6, 10, tzinfo=UTC)
APART = timedelta(seconds=4)
WITHIN = timedelta(milliseconds=500)
SUBMISSIONS, CLIENTS, A_ROUND, ROUNDS = 10_000, 5, 100, 25
AHEAD = timedelta(seconds=6)
"""How long before its first deadline a service begins: the clients get ready meanwhile."""
AT_ONCE = 64


@dataclass(frozen=True)
class Pack:
    """A pack to be sent: to which case, by when, and at which instant of the service's clock."""

    case: int
    due: datetime
    at: datetime


@dataclass(frozen=True)
class Receipt:
    """What the client was told of a pack that was due by an instant."""

    arrival: int
    stamp: datetime
    due: datetime


@dataclass
class Tally:
    """What came of all rounds."""

    rounds: int = 0
    close: int = 0
    on_time: int = 0
    late: int = 0
    wrong: list[str] = field(default_factory=list)


class Sending:
    """One client process: sends its packs from threads, each at its instant."""

    def __init__(self, port: int, ahead: float, token: str) -> None:
        self._port, self._token = port, token
        self._ahead = timedelta(seconds=ahead)

    def __call__(self, packs: Sequence[Pack]) -> list[Receipt]:
        """Send the packs and return the receipts."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(self._send, sorted(packs, key=lambda pack: pack.at)))

    def _send(self, pack: Pack) -> Receipt:
        wait = pack.at - (machine_clock() + self._ahead)
        time.sleep(max(0.0, wait.total_seconds()))
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        path = f"/api/v1/cases/{pack.case}/steps/submit_proforma_delegated"
        connection.request("POST", path, json.dumps(ANSWERS), headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        assert answer.status in (200, 202), body
        return Receipt(int(body["arrival"]), datetime.fromisoformat(body["received_at"]), pack.due)


def race(wanted: int, seed: int, rounds: int = ROUNDS) -> Tally:
    """Race until so many packs were stamped within half a second of their deadline; so many rounds to a service."""
    tally, chance = Tally(), random.Random(seed)
    with TemporaryDirectory() as folder:
        template = crowd(Path(folder), rounds * A_ROUND)
        give_dates(template, ((2 * n + 1, _due(n)) for n in range(rounds * A_ROUND)))
        token = tokens_for(["applicant"], template)["applicant"]
        while tally.close < wanted:
            file = Path(folder) / f"after-{tally.rounds}.sqlite"
            shutil.copy(template, file)
            _one_service(file, rounds, token, chance, tally)
            for left in Path(folder).glob(f"{file.name}*"):
                left.unlink()
            sys.stderr.write(f"round {tally.rounds}: {tally.close} of {wanted}\n")
    return tally


def _due(number: int) -> datetime:
    return FIRST + (number // A_ROUND) * APART


def _one_service(file: Path, rounds: int, token: str, chance: random.Random, tally: Tally) -> None:
    spread = [WITHIN * chance.uniform(-1.0, 0.8) for _ in range(rounds * A_ROUND)]
    packs = [Pack(2 * n + 1, _due(n), _due(n) + off) for n, off in enumerate(spread)]
    with serving(file) as service:
        service.warm_up()
        ahead = (FIRST - AHEAD - machine_clock()).total_seconds()
        service.start(Order(ahead=ahead, threads=A_ROUND))
        with get_context("fork").Pool(CLIENTS) as clients:
            shares = [packs[n::CLIENTS] for n in range(CLIENTS)]
            told = clients.map(Sending(service.port, ahead, token), shares, chunksize=1)
        judged = _judged(file, len(packs))
        service.kill()
    tally.rounds += rounds
    for receipt in (receipt for share in told for receipt in share):
        _count(receipt, judged, tally)


def _judged(file: Path, number: int) -> dict[int, str]:
    """Wait until every pack is judged, and return as what the ledger took each of them."""
    query = "SELECT json_extract(detail, '$.arrival'), element FROM ledger WHERE kind = 'step-completed'"
    outside = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    found: dict[int, str] = {}
    for _ in range(300):
        found = dict(outside.execute(query).fetchall())
        if len(found) >= number:
            break
        time.sleep(0.1)
    outside.close()
    return found


def _count(receipt: Receipt, judged: Mapping[int, str], tally: Tally) -> None:
    on_time = receipt.stamp <= receipt.due
    should = "submit_proforma_delegated" if on_time else "submit_late_delegated"
    if abs(receipt.stamp - receipt.due) <= WITHIN:
        tally.close += 1
        tally.on_time, tally.late = tally.on_time + on_time, tally.late + (not on_time)
    if judged.get(receipt.arrival) != should:
        tally.wrong.append(f"stamped {receipt.stamp.isoformat()}, taken as {judged.get(receipt.arrival)}")


def lines(tally: Tally, seed: int, seconds: float) -> list[str]:
    """Return what came out, in lines."""
    return [
        f"{tally.close:,} packs stamped within half a second of their deadline, from {CLIENTS} processes over HTTP",
        f"in {tally.rounds} rounds (seed {seed}): {tally.on_time:,} on time, {tally.late:,} late",
        f"{len(tally.wrong)} misjudged, those that came further from it included; {seconds:,.0f} s",
        *(f"{number} x {said}" for said, number in Counter(tally.wrong).most_common(20)),
    ]


def main(arguments: list[str]) -> int:
    """Take the figure and print it. Returns 1, when anything was misjudged."""
    wanted, seed = int(arguments[0]) if arguments else SUBMISSIONS, 12
    began = time.monotonic()
    tally = race(wanted, seed)
    sys.stdout.write("\n".join(lines(tally, seed, time.monotonic() - began)) + "\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
