"""kill -9 at any moment: nothing lost that a client outside saw acknowledged, nothing twice, the chain holds."""

import contextlib
import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service import audit
from service.actions.accounts import add_account
from service.front.doors import token_for
from service.register import accounts as kept_accounts
from service.register import ledger
from service.register.database import Database
from service.register.opening import open_case
from service.register.register import Register
from service.register.tables import arrivals, cases, steps
from service.rehearsal.people import GOOD_COMMITTEE
from service.settings import Settings
from service.web import create_app
from tests.conftest import BEGINNING
from tests.crash_nursery import SECRET

KILLS, CASES = 50, 20
CODES = ("03L", "04R", "07T", "07V", "08J", "08R", "08P", "08T", "08X", "00C", "00D", "00J", "00K", "00M", "00N", "00P",
         "00Q", "00R", "00T", "00V")  # fmt: skip
PASSWORD = "a password for tests"
ANSWERS: dict[str, object] = {
    **GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "chosen_afresh": True,
    "standard_functions": True, "area_team_lead": "A. Lead", "submitted_for": "The governing body",
}  # fmt: skip


@dataclass
class Seen:
    """What clients outside the process saw."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Service:
    """The service under test, in a process of its own that is killed and started again."""

    def __init__(self, url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", "tests.crash_nursery", url, str(self.port)]
        self._nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = 0

    def start(self) -> None:
        """Start a service and wait until it answers."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write("start\n")
        self._nursery.stdin.flush()
        self.pid = int(self._nursery.stdout.readline())
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise AssertionError("the service does not answer")

    def kill(self) -> None:
        """Kill the service without a word."""
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the nursery."""
        with contextlib.suppress(ProcessLookupError):
            self.kill()
        self._nursery.kill()
        self._nursery.wait()
        for pipe in (self._nursery.stdin, self._nursery.stdout):
            assert pipe is not None
            pipe.close()

    def ask(self, method: str, path: str, token: str = "", body: object = None, key: str = "") -> tuple[int, object]:
        """Make a request. Raises OSError or HTTPException, when the service dies meanwhile."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            connection.request(method, f"/api/v1/{path}", json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()


@pytest.fixture
def database_file(begun: Path, tmp_path: Path) -> Path:
    """A register with twenty proposals and the people who work on them."""
    file = tmp_path / "crash.sqlite"
    shutil.copy(begun, file)
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINNING), shipped_rounds())
    add_account(register, "office", "Office", "programme-office", "", PASSWORD, by="tests")
    for code in CODES[:CASES]:
        open_case(register, "delegated", "2014-15", code, by="office", at=BEGINNING)
        ccg = {
            "username": f"ccg-{code}",
            "name": code,
            "role": "ccg",
            "scope": code,
            "password_hash": "signs in nowhere",
        }
        kept_accounts.add_account(register, {**ccg, "active": True, "demonstration": False, "failures": 0}, by="tests")
    register.database.close()
    return file


def signed_in() -> dict[str, str]:
    """Return a token for everybody, signed with the service's key: signing in is not what is tried here."""
    app = create_app(Register(Database("sqlite://"), HandClock(BEGINNING), {}), Settings("", SECRET))
    with app.app_context():
        return {name: token_for(name) for name in ("office", *(f"ccg-{code}" for code in CODES[:CASES]))}


@pytest.fixture
def service(database_file: Path) -> Iterator[Service]:
    """The service on that register."""
    running = Service(f"sqlite:///{database_file}")
    yield running
    running.close()


def client(service: Service, seen: Seen, tokens: dict[str, str], chance: random.Random, stop: threading.Event) -> None:
    """Send packs and acknowledgements, again and again; after a crash try again with the same key, or give up."""
    number = 0
    while not stop.is_set():
        place = chance.randrange(CASES)
        number += 1
        step, who = chance.choice(
            (("submit_proforma_delegated", f"ccg-{CODES[place]}"), ("acknowledge_receipt", "office"))
        )
        case = 2 * place + 1  # each proposal is followed by its constitution request
        key = f"{chance.getrandbits(64):x}"
        answers = {**ANSWERS, "group_pack": key} if "proforma" in step else {"receipt_sent_to": key}
        known = hashlib.sha256(f"{who}:{key}".encode()).hexdigest()  # as the service keeps it
        with seen.lock:
            seen.sent.add(known)
        for _ in range(chance.choice((1, 3, 6))):
            try:
                status, body = service.ask("POST", f"cases/{case}/steps/{step}", tokens[who], answers, key)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)
                continue
            if status in (200, 202) and isinstance(body, dict):
                with seen.lock:
                    seen.acknowledged[known] = int(body["arrival"])
            break


@pytest.mark.timeout(280)
def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(service: Service, database_file: Path) -> None:
    seen, stop, chance = Seen(), threading.Event(), random.Random(9)
    service.start()
    tokens = signed_in()
    clients = [threading.Thread(target=client, args=(service, seen, tokens, random.Random(n), stop)) for n in range(4)]
    for one in clients:
        one.start()
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.6))
        service.kill()
        service.start()
    time.sleep(1)
    stop.set()
    for one in clients:
        one.join()
    time.sleep(2)  # the bell of the last service judges what the last crash left unjudged
    service.kill()
    check(database_file, seen)


def check(database_file: Path, seen: Seen) -> None:
    """Look at what is left with code that shares nothing with the judge but the tables."""
    register = Register(Database(f"sqlite:///{database_file}"), HandClock(BEGINNING), shipped_rounds())
    with register.database.read() as connection:
        rows = [row for row in connection.execute(select(arrivals)) if row.kind == "answer"]
        entries = list(ledger.read(connection))
        open_steps = {(row.case_id, row.element) for row in connection.execute(select(steps))}
        incidents = [row.incident for row in connection.execute(select(cases.c.incident)) if row.incident]
    kept = {row.key: row for row in rows}
    assert len(seen.acknowledged) >= CASES
    assert {key for key in seen.acknowledged if kept[key].id != seen.acknowledged[key]} == set()
    assert set(kept) <= seen.sent
    assert len(kept) == len(rows)
    assert [row.id for row in rows if row.outcome == ""] == []
    done = Counter(
        orjson.loads(str(entry["detail"]))["arrival"] for entry in entries if entry["kind"] == "step-completed"
    )
    assert set(done.values()) == {1}
    assert set(done) == {row.id for row in rows if row.outcome == "accepted"}
    visits = Counter((e["case_id"], e["element"], e["visit"]) for e in entries if e["kind"] == "step-opened")
    assert set(visits.values()) == {1}
    opened = {(e["case_id"], e["element"]) for e in entries if e["kind"] == "step-opened"}
    assert {one for one in open_steps if not one[1].startswith("withdraw")} <= opened
    assert incidents == []
    _, fault = audit.verify(register)
    assert fault is None
    register.database.close()
