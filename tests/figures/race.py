"""The race at midday: `python -m tests.figures.race [SUBMISSIONS]` (10,000 stamped within half a second; minutes).

Five client processes send packs over HTTP to a real service with its real bell, aimed at the half second on either side
of midday on 9 January; the clock of the service is set so that midday lies some seconds ahead. As many rounds as it
takes. A pack is misjudged when what the ledger says of it is not what the stamp of its receipt says.
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
from tests.figures.registers import with_proposals

MIDDAY = datetime(2015, 1, 9, 12, tzinfo=UTC)
WITHIN = timedelta(milliseconds=500)
SUBMISSIONS, CLIENTS, A_ROUND = 10_000, 5, 150
AHEAD = timedelta(seconds=4)
"""How long before midday a round begins: the clients get ready meanwhile."""


@dataclass(frozen=True)
class Pack:
    """A pack to be sent: whose, to which case, and at which instant of the service's clock."""

    token: str
    case: int
    at: datetime


@dataclass(frozen=True)
class Receipt:
    """What the client was told."""

    arrival: int
    stamp: datetime


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

    def __init__(self, port: int, ahead: float) -> None:
        self._port = port
        self._ahead = timedelta(seconds=ahead)

    def __call__(self, packs: Sequence[Pack]) -> list[Receipt]:
        """Send the packs and return the receipts."""
        with ThreadPoolExecutor(len(packs)) as threads:
            return list(threads.map(self._send, packs))

    def _send(self, pack: Pack) -> Receipt:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.connect()
        wait = pack.at - (machine_clock() + self._ahead)
        time.sleep(max(0.0, wait.total_seconds()))
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {pack.token}"}
        path = f"/api/v1/cases/{pack.case}/steps/submit_proforma_delegated"
        connection.request("POST", path, json.dumps(ANSWERS), headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        assert answer.status in (200, 202), body
        return Receipt(int(body["arrival"]), datetime.fromisoformat(body["received_at"]))


def race(wanted: int, seed: int, a_round: int = A_ROUND) -> Tally:
    """Race until so many packs were stamped within half a second of midday."""
    tally, chance = Tally(), random.Random(seed)
    with TemporaryDirectory() as folder:
        template, found = with_proposals(Path(folder), a_round)
        tokens = tokens_for(found)
        while tally.close < wanted:
            file = Path(folder) / f"round-{tally.rounds}.sqlite"
            shutil.copy(template, file)
            _one_round(file, {tokens[name]: case for name, case in found.items()}, chance, tally)
            for left in Path(folder).glob(f"{file.name}*"):
                left.unlink()
            sys.stderr.write(f"round {tally.rounds}: {tally.close} of {wanted}\n")
    return tally


def _one_round(file: Path, cases: Mapping[str, int], chance: random.Random, tally: Tally) -> None:
    with serving(file) as service:
        service.warm_up()
        ahead = (MIDDAY - AHEAD - machine_clock()).total_seconds()
        service.start(Order(ahead=ahead, threads=len(cases)))
        spread = [MIDDAY + WITHIN * chance.uniform(-1.0, 0.6) for _ in cases]
        packs = [Pack(token, case, at) for (token, case), at in zip(cases.items(), spread, strict=True)]
        with get_context("fork").Pool(CLIENTS) as clients:
            told = clients.map(Sending(service.port, ahead), [packs[n::CLIENTS] for n in range(CLIENTS)], chunksize=1)
        judged = _judged(file, len(packs))
        service.kill()
    tally.rounds += 1
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
    if abs(receipt.stamp - MIDDAY) > WITHIN:
        return
    tally.close += 1
    on_time = receipt.stamp <= MIDDAY
    should = "submit_proforma_delegated" if on_time else "submit_late_delegated"
    tally.on_time, tally.late = tally.on_time + on_time, tally.late + (not on_time)
    if judged.get(receipt.arrival) != should:
        tally.wrong.append(f"stamped {receipt.stamp.isoformat()}, taken as {judged.get(receipt.arrival)}")


def lines(tally: Tally, seed: int, seconds: float) -> list[str]:
    """Return what came out, in lines."""
    return [
        f"{tally.close:,} packs stamped within half a second of midday, from {CLIENTS} processes over HTTP",
        f"in {tally.rounds} rounds (seed {seed}): {tally.on_time:,} on time, {tally.late:,} late",
        f"{len(tally.wrong)} misjudged; {seconds:,.0f} s",
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
