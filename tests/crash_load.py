"""Load for a service that is killed again and again, and the look at what is left: shared by a test and a figure."""

import hashlib
import http.client
import random
import shutil
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Row, select

from deadlines.clock import HandClock, machine_clock
from deadlines.rounds import shipped_rounds
from service import audit
from service.register import accounts as kept_accounts
from service.register import ledger
from service.register.database import Database
from service.register.opening import open_case
from service.register.register import Register
from service.register.tables import arrivals, cases, outbox, steps
from service.rehearsal.people import GOOD_COMMITTEE
from tests.conftest import BEGINNING
from tests.crash_nursery import BEGINS, Order
from tests.crash_service import Service, tokens_for
from tests.mail.servers import Post, smtp_server

CASES = 20
CODES = ("03L", "04R", "07T", "07V", "08J", "08R", "08P", "08T", "08X", "00C", "00D", "00J", "00K", "00M", "00N", "00P",
         "00Q", "00R", "00T", "00V")  # fmt: skip
ANSWERS: dict[str, object] = {
    **GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "chosen_afresh": True,
    "standard_functions": True, "area_team_lead": "A. Lead", "submitted_for": "The governing body",
}  # fmt: skip
DAYS = timedelta(days=12)
"""How far the clock comes in all runs together: over the reminders of 6 and 8 January and midday on the 9th."""


@dataclass
class Seen:
    """What clients outside the process saw."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Left:
    """What is left after all kills: how much was done, and everything that is wrong, in words."""

    kills: int
    acknowledged: int
    letters: int
    maybe_twice: int
    wrong: list[str]


def prepare(begun: Path, file: Path) -> list[str]:
    """Make a register with twenty proposals and the people who work on them; return their usernames."""
    shutil.copy(begun, file)
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINNING), shipped_rounds())
    names = ["office", *(f"ccg-{code}" for code in CODES[:CASES])]
    for name in names:
        scope = name.partition("-")[2]
        person = {"username": name, "name": name, "role": "ccg" if scope else "programme-office", "scope": scope}
        person |= {"email": f"{name}@example.org", "password_hash": "signs in nowhere"}
        given = {"active": True, "demonstration": False}
        kept_accounts.add_account(register, {**person, **given}, by="tests")
    for code in CODES[:CASES]:
        open_case(register, "delegated", "2014-15", code, by="office", at=BEGINNING)
    register.database.close()
    return names


def kill_again_and_again(
    service: Service, file: Path, names: list[str], kills: int, said: Callable[[int], None] = lambda _: None
) -> Left:
    """Kill the service under load of four clients and of its own reminders and mail, and say what is left."""
    seen, stop, chance, post = Seen(), threading.Event(), random.Random(9), Post()
    tokens = tokens_for(names, file)
    with smtp_server(post) as port:
        mail = f"smtp://127.0.0.1:{port}?starttls=0"
        service.start(_order(0, kills, mail))
        given = [(service, seen, tokens, random.Random(n), stop) for n in range(4)]
        clients = [threading.Thread(target=client, args=one) for one in given]
        for one in clients:
            one.start()
        for number in range(kills):
            time.sleep(chance.uniform(0.05, 0.6))
            service.kill()
            service.start(_order(number + 1, kills, mail))
            said(number + 1)
        time.sleep(1)
        stop.set()
        for one in clients:
            one.join()
        _settled(file)
        service.kill()
    return look(file, seen, post, kills)


def _order(number: int, kills: int, mail: str) -> Order:
    """Return how the nth service starts: with its clock so far into the twelve days."""
    at = BEGINS + DAYS * number / kills
    return Order(ahead=(at - machine_clock()).total_seconds(), mail=mail)


def client(service: Service, seen: Seen, tokens: dict[str, str], chance: random.Random, stop: threading.Event) -> None:
    """Send packs and acknowledgements, again and again; after a crash try again with the same key, or give up."""
    while not stop.is_set():
        place = chance.randrange(CASES)
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


def _settled(file: Path) -> None:
    """Wait until the last service has judged what the last crash left unjudged, and sent what it could.

    As long as it gets on: a hundred looks at which nothing has changed end the wait.
    """
    waits = "SELECT (SELECT count(*) FROM arrivals WHERE outcome = ''), "
    waits += "(SELECT count(*) FROM outbox WHERE state IN ('todo', 'sending'))"
    last, idle = None, 0
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as outside:
        while idle < 100 and (now := outside.execute(waits).fetchone()) != (0, 0):
            last, idle = now, (idle + 1 if now == last else 0)
            time.sleep(0.2)


def look(file: Path, seen: Seen, post: Post, kills: int) -> Left:
    """Look at what is left with code that shares nothing with the judge but the tables."""
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINNING), shipped_rounds())
    with register.database.read() as connection:
        rows = [row for row in connection.execute(select(arrivals)) if row.kind == "answer"]
        entries = [{**row, "detail": orjson.loads(str(row["detail"]))} for row in ledger.read(connection)]
        listed = {(row.case_id, row.element) for row in connection.execute(select(steps)) if not row.offer}
        incidents = [row.incident for row in connection.execute(select(cases.c.incident)) if row.incident]
        letters = list(connection.execute(select(outbox)))
    wrong = [*_about_arrivals(rows, seen), *_about_the_ledger(rows, entries, listed), *_about_mail(letters, post)]
    wrong += [f"set aside: {incident}" for incident in incidents]
    _, fault = audit.verify(register)
    register.database.close()
    wrong += [f"the chain: {fault}"] if fault is not None else []
    twice = sum(1 for letter in letters if letter.twice)
    return Left(kills, len(seen.acknowledged), len(letters), twice, wrong)


Arrivals = Sequence[Row[tuple[object, ...]]]
Entries = Sequence[Mapping[str, Any]]


def _about_arrivals(rows: Arrivals, seen: Seen) -> Iterator[str]:
    kept = {row.key: row for row in rows}
    for key, arrival in seen.acknowledged.items():
        if key not in kept or kept[key].id != arrival:
            yield f"lost: arrival {arrival} was acknowledged and is not there"
    yield from (f"twice: {key} was sent by nobody" for key in set(kept) - seen.sent)
    yield from (f"twice: {len(rows)} arrivals under {len(kept)} keys" for _ in range(len(rows) > len(kept)))
    yield from (f"lost: arrival {row.id} was never judged" for row in rows if row.outcome == "")


def _about_the_ledger(rows: Arrivals, entries: Entries, listed: set[tuple[object, object]]) -> Iterator[str]:
    done = Counter(entry["detail"]["arrival"] for entry in entries if entry["kind"] == "step-completed")
    yield from (f"twice: arrival {arrival} completed {times} steps" for arrival, times in done.items() if times > 1)
    for arrival in set(done) ^ {row.id for row in rows if row.outcome == "accepted"}:
        yield f"lost: arrival {arrival} is accepted without a step, or the reverse"
    visits = Counter((e["case_id"], e["element"], e["visit"]) for e in entries if e["kind"] == "step-opened")
    yield from (f"twice: the visit {visit} was opened {times} times" for visit, times in visits.items() if times > 1)
    fallen = Counter((e["case_id"], e["element"], e["at"]) for e in entries if e["kind"] == "deadline-passed")
    yield from (f"twice: the deadline {due} fell {times} times" for due, times in fallen.items() if times > 1)
    opened = {(e["case_id"], e["element"]) for e in entries if e["kind"] == "step-opened"}
    yield from (f"lost: the step {step} is listed, but nothing opened it" for step in listed - opened)


def _about_mail(letters: Arrivals, post: Post) -> Iterator[str]:
    taken = Counter(post.message_ids)
    known = {letter.message_id: letter for letter in letters}
    yield from (f"lost: {identity} was taken, but never written down" for identity in taken if identity not in known)
    for letter in letters:
        times = taken[letter.message_id]
        if times > 1 and not letter.twice:
            yield f"twice: letter {letter.id} was taken {times} times, and nothing says so"
        if letter.state == "sent" and times == 0:
            yield f"lost: letter {letter.id} counts as sent, but was not taken"
        if letter.state in ("todo", "sending"):
            yield f"lost: letter {letter.id} is still {letter.state}"
