"""Mail under faults and kills: `python -m tests.figures.mail --messages 10000 --kills 50`. Exits with 1 for a fault.

The real sender runs as a process of its own against a real SMTP server, a server that behaves as GOV.UK Notify, and a
folder. Servers fail for one message in twenty: 451, a cut before the message, a cut after it was taken. The sender is
killed (SIGKILL) again and again. Then what arrived is compared with what the outbox and the ledger say.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from deadlines.clock import machine_clock
from processes.instants import from_micros
from service.mail.message import Letter, Recipient
from service.register.database import Database
from service.register.ledger import begin_chain, read, verify
from service.register.outbox import post
from service.register.register import Register
from service.register.tables import metadata, outbox, tasks
from tests.mail.notify_server import KEY, TEMPLATE, Notify, notify_server
from tests.mail.servers import Post, smtp_server

FAULTS = 0.05
KINDS = ("notice", "reminder", "receipt", "letter", "attestation")  # every fifth is confidential
BATCH = 500
OVER = ("sent", "failed", "bounced", "cancelled")
SECONDS = 3600.0


class Faulty(Post):
    """A mail server that fails for one message in twenty, each of three ways as often as the others."""

    WAYS = {"rcpt": "451 try again later", "data": "cut", "content": "accept and cut"}

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def arrived(self) -> Counter[str]:
        """Return how often each message was accepted."""
        return Counter(_reference(one) for one in self.message_ids)

    def script(self, phase: str) -> str:
        """Return what happens to the next command."""
        return self.WAYS[phase] if phase in self.WAYS and self._chance.random() < FAULTS / len(self.WAYS) else ""


class FaultyNotify(Notify):
    """A service that fails for one post in twenty."""

    WAYS = ("500", "cut", "take and cut")

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def arrived(self) -> Counter[str]:
        """Return how often each message was taken."""
        return Counter(str(one["reference"]) for one in self.taken)

    def next_fault(self) -> str:
        """Return what happens to the next post."""
        return self._chance.choice(self.WAYS) if self._chance.random() < FAULTS else ""


@dataclass(frozen=True)
class Way:
    """A way of sending under test: its address, how often each message arrived by its reference, and how many did."""

    name: str
    address: str
    dedupes: bool
    arrived: Callable[[], Counter[str]]
    count: Callable[[], int]


@contextmanager
def way(name: str, folder: Path, chance: random.Random) -> Iterator[Way]:
    """Serve one way of sending until the end of the block."""
    if name == "folder":
        files = folder / "mail"
        yield Way(name, f"folder://{files}", True, lambda: Counter(_names(files)), lambda: len(_names(files)))
    elif name == "notify":
        notify = FaultyNotify(chance)
        with notify_server(notify) as port:
            address = f"notify://{TEMPLATE}:{KEY}@127.0.0.1:{port}?plain=1"
            yield Way(name, address, True, notify.arrived, lambda: len(notify.taken))
    else:
        server = Faulty(chance)
        with smtp_server(server) as port:
            address = f"smtp://127.0.0.1:{port}?starttls=0"
            yield Way(name, address, False, server.arrived, lambda: len(server.accepted))


def _names(folder: Path) -> list[str]:
    return [file.stem for file in folder.glob("*.eml")]


def _reference(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


def write_letters(register: Register, count: int) -> None:
    """Fill the outbox."""
    for first in range(0, count, BATCH):
        letters = [_letter(number) for number in range(first, min(first + BATCH, count))]
        with register.database.write() as connection:
            post(register, connection, letters, register.clock())


def _letter(number: int) -> Letter:
    kind = KINDS[number % len(KINDS)]
    to = Recipient(f"person-{number % 97}@example.org", f"person-{number % 97}", "Somebody")
    return Letter(f"figure/{number}", kind, to, f"Message {number}", f"This is message {number}.\n",
                  confidential=kind == "attestation")  # fmt: skip


def send_with_kills(register: Register, via: Way, messages: int, kills: int, chance: random.Random) -> int:
    """Run senders until nothing is left to do, killing the first ones at work; return how many were killed."""
    began, ahead, killed = time.monotonic(), 0.0, 0
    while time.monotonic() - began < SECONDS:
        sender = _start(register.database.url, via.address, ahead)
        if killed < kills:
            killed += _killed(sender, via, via.count() + chance.randrange(1, max(2, messages // (kills + 1))), chance)
            ahead += 60
            continue
        if sender.wait(timeout=SECONDS):
            raise SystemExit("A sender failed by itself.")
        soonest = _next_at(register, via)
        if soonest is None:
            return killed
        ahead = max(ahead, (soonest - machine_clock()).total_seconds() + 1)
    raise SystemExit("The sending did not come to an end.")


def _start(url: str, address: str, ahead: float) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.figures.mail_sender", url, address, str(ahead)])


def _killed(sender: subprocess.Popen[bytes], via: Way, wanted: int, chance: random.Random) -> bool:
    """Kill a sender at some instant after so many messages arrived; False when it was done before."""
    while sender.poll() is None and via.count() < wanted:
        time.sleep(0.02)
    time.sleep(chance.random() * 0.02)
    sender.kill()
    return sender.wait() == -signal.SIGKILL


def _next_at(register: Register, via: Way) -> datetime | None:
    """Return when the next message would be sent by itself; None when all the rest is over or waits for a person."""
    by_itself = outbox.c.state.in_(("todo", "sending"))
    in_doubt = outbox.c.state == "unknown"
    if not via.dedupes:
        in_doubt &= outbox.c.confidential.is_(False) & outbox.c.twice.is_(False)
    with register.database.read() as connection:
        soonest = connection.execute(select(func.min(outbox.c.next_at)).where(by_itself | in_doubt)).scalar()
    return from_micros(soonest) if isinstance(soonest, int) else soonest


def judged(
    rows: list[Mapping[str, object]], arrived: Counter[str], marked: set[object], asked: set[object], *, dedupes: bool
) -> dict[str, int]:
    """Count the faults: what arrived against what the outbox, the ledger (`marked`) and the tasks (`asked`) say."""
    faults: Counter[str] = Counter()
    for row in rows:
        times, identity = arrived[_reference(str(row["message_id"]))], row["id"]
        settled = row["state"] in OVER or identity in asked
        faults["silently lost"] += times == 0 and not (identity in asked and row["state"] != "sent")
        faults["never settled"] += not settled
        faults["sent, says the outbox, but never arrived"] += row["state"] == "sent" and times == 0
        faults["arrived twice without a mark"] += times > 1 and not (row["twice"] and identity in marked)
        faults["arrived more than twice"] += times > 2
        faults["arrived twice where the other side dedupes"] += dedupes and times > 1
        faults["sent, but without its entry in the ledger"] += (
            row["state"] == "sent" and ("sent", identity) not in marked
        )
    return dict(faults)


def figures(name: str, messages: int, kills: int, seed: int) -> dict[str, object]:
    """Send so many messages one way with so many kills, and return what was counted."""
    chance = random.Random(f"{seed}/{name}")
    with tempfile.TemporaryDirectory() as folder, way(name, Path(folder), chance) as via:
        register = _register(Path(folder))
        write_letters(register, messages)
        began = time.monotonic()
        killed = send_with_kills(register, via, messages, kills, chance)
        took = time.monotonic() - began
        counted = _counted(register, via)
        register.database.close()
    return {"way": name, "messages": messages, "kills": killed, **counted, "seconds": round(took)}


def _register(folder: Path) -> Register:
    database = Database(f"sqlite:///{folder / 'register.sqlite'}")
    metadata.create_all(database.engine)
    with database.write() as connection:
        begin_chain(connection)
    return Register(database, machine_clock, {}, pause=timedelta())


def _counted(register: Register, via: Way) -> dict[str, object]:
    arrived = via.arrived()
    with register.database.read() as connection:
        columns = (outbox.c.id, outbox.c.message_id, outbox.c.state, outbox.c.twice)
        rows = [dict(row) for row in connection.execute(select(*columns)).mappings()]
        asked = set(connection.execute(select(tasks.c.outbox_id).where(tasks.c.done_at.is_(None))).scalars())
        marked = {mark for entry in read(connection) for mark in _marks(entry)}
        fault = verify(connection)[1]
    faults = judged(rows, arrived, marked, asked, dedupes=via.dedupes)
    return {
        "arrived": sum(1 for times in arrived.values() if times),
        "arrived twice": sum(times > 1 for times in arrived.values()),
        "marked as perhaps twice": sum(bool(row["twice"]) for row in rows),
        "wait for a person": len(asked), "states": dict(Counter(str(row["state"]) for row in rows)),
        "faults": {**faults, "the chain breaks": int(fault is not None)},
    }  # fmt: skip


def _marks(entry: Mapping[str, object]) -> list[object]:
    identity = json.loads(str(entry["detail"])).get("message")
    return {"mail-maybe-twice": [identity], "mail-sent": [("sent", identity)]}.get(str(entry["kind"]), [])


def main() -> None:
    """Print the figures; exit with 1 when there is a fault."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=2015)
    parser.add_argument("--way", choices=("smtp", "notify", "folder"), action="append")
    given = parser.parse_args()
    bad = 0
    for name in given.way or ("smtp", "notify", "folder"):
        counted = figures(name, given.messages, given.kills, given.seed)
        faults = counted.pop("faults")
        sys.stdout.write(f"{json.dumps(counted)}\n")
        for what, number in faults.items():  # type: ignore[attr-defined]
            sys.stdout.write(f"  {number:>5} {what}\n")
            bad += number
        bad += counted["kills"] != given.kills
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
