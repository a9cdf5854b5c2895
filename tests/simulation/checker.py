"""The checker: reads what a crash and its recovery left behind, and says what is wrong.

It reads the tables with plain SQL and knows the law by itself: which step has which hard deadline, what a stamp means,
how the chain is hashed. It shares no code with the judge and must not import anything of the product.
"""

import hashlib
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

import orjson
import zstandard

from tests.simulation.world import World

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PAUSE = 5_000_000
"""Microseconds that a hard deadline waits for what was stamped before it."""
MIDDAY_9_JANUARY = 1_420_804_800_000_000
END_OF_30_JANUARY = 1_422_662_399_999_999
END_OF_31_MARCH = 1_427_842_799_999_999
CLOSES = {
    "submit_proforma_delegated": "delegated_submission_due",
    "submit_proforma_joint": "joint_submission_due",
}
"""The hard deadline of a step: what is stamped up to that microsecond is on time."""
COMES_AFTER = {"submit_late_delegated": "delegated_submission_due", "submit_late_joint": "joint_submission_due"}
CLOSED_BY_SIGNATURE_DATE = {
    "set_out_plans", "send_outcome_letter", "issue_agreement", "sign_for_ccg", "sign_for_nhs_england",
    "decide_after_refusal",
}  # fmt: skip
SUBMIT, MIDDAY = "submit_proforma_delegated", "delegated_submission_due"
HARD = {
    MIDDAY: MIDDAY_9_JANUARY,
    "joint_submission_due": END_OF_30_JANUARY,
    "delegated_signing_due": END_OF_31_MARCH,
}
HEARS = {"constitution-outcome": {"delegated", "joint"}}
MOVES = {
    "opened", "case-requested", "step-opened", "step-completed", "step-withdrawn", "deadline-passed", "deadline-moved",
    "status", "decided", "message-sent", "message-received", "message-taken", "message-taken-back",
    "message-heard-again", "ended", "superseded", "corrected", "calendar-changed", "own-date",
}  # fmt: skip
"""The events of a case. Refusals, reminders, mail and tasks move nothing; they stand at their own instants."""
OFFERS = ("withdraw_delegated", "withdraw_joint", "withdraw_constitution")
WAITING = 8


@dataclass(frozen=True)
class Finding:
    """Something that must not be: its class (lost, twice, misjudged, order, ...) and what was seen."""

    kind: str
    said: str


OUTBOX = """SELECT id, kind, case_id, reminder_id, digest_id, message_id, sha256, confidential, state, next_at,
                   valid_until, twice, note, made_at FROM outbox"""
Rows = list[dict[str, Any]]
Found = Iterator[Finding]


class Remains:
    """What is left in the database, read once."""

    def __init__(self, database: sqlite3.Connection, world: World, until: datetime) -> None:
        self.world = world
        self.until = micros(until)
        self.began = micros(world.began)
        self.ledger = _rows(database, "SELECT * FROM ledger ORDER BY seq")
        for entry in self.ledger:
            entry["detail"] = orjson.loads(entry["detail"])
        self.events = [entry for entry in self.ledger if entry["kind"] in MOVES]
        self.head = _rows(database, "SELECT seq, hash FROM ledger_head")[0]
        self.arrivals = _rows(
            database, "SELECT id, case_id, kind, step, by, received_at, key, outcome, withdrawn_by FROM arrivals"
        )
        self.stamps = {row["id"]: row["received_at"] for row in self.arrivals}
        self.cases = {row["id"]: row for row in _rows(database, "SELECT * FROM cases")}
        self.all_dues = _rows(database, "SELECT case_id, element, at, over_at FROM dues")
        self.dues = [row for row in self.all_dues if row["over_at"] is None]
        self.reminders = {row["id"]: row for row in _rows(database, "SELECT * FROM reminders")}
        self.outbox = _rows(database, OUTBOX)
        self.doubtful = {row["outbox_id"] for row in _rows(database, "SELECT * FROM tasks WHERE kind = 'doubtful'")}
        self.steps = _rows(database, "SELECT case_id, element, offer FROM steps")
        self.versions = _rows(database, "SELECT id, path, key, published_at FROM definitions ORDER BY id")
        self.middays = _moved_middays(database, self.ledger)
        self.of_case: dict[int, Rows] = defaultdict(list)
        for entry in self.ledger:
            self.of_case[entry["case_id"]].append(entry)
        self.of_arrival: dict[int, Rows] = defaultdict(list)
        for entry in self.ledger:
            if "arrival" in entry["detail"]:
                self.of_arrival[entry["detail"]["arrival"]].append(entry)

    def hard(self, element: str, entry: Mapping[str, Any]) -> int:
        """Return the last instant on time of a hard deadline, for what an entry of the ledger says of a case.

        What is moved before it has passed moves for everybody. What is moved after that holds for those alone whose
        step opens afterwards: a case opened later, or returned to the step by a correction.
        """
        if element != MIDDAY:
            return HARD[element]
        before = (e for e in self.of_case[entry["case_id"]] if e["seq"] < entry["seq"])
        opened = max((e["seq"] for e in before if (e["kind"], e["element"]) == ("step-opened", SUBMIT)), default=0)
        midday = HARD[MIDDAY]
        for seq, applied_at, to in self.middays:
            if applied_at <= midday or opened > seq:
                midday = to
        return midday

    def written_at(self, arrival: Mapping[str, Any]) -> int:
        """Return when an arrival was written down, as whoever sent it knows."""
        stamp = int(arrival["received_at"])
        known = [a.at for a in self.world.attempts if a.who == arrival["by"] and micros(a.stamp) == stamp]
        return micros(min(known)) if known else stamp


def micros(instant: datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def _moved_middays(database: sqlite3.Connection, ledger: Rows) -> list[tuple[int, int, int]]:
    """Return the changes of the last instant for delegated proposals: ledger entry, when applied, and to which."""
    query = "SELECT id, content FROM changes WHERE outcome = 'applied' AND deadline = 'delegated-submission'"
    wanted = {number: orjson.loads(content) for number, content in database.execute(query)}
    return [
        (entry["seq"], entry["recorded_at"], _winter(wanted[entry["detail"]["change"]]))
        for entry in ledger
        if entry["kind"] == "change-applied" and entry["detail"]["change"] in wanted
    ]


def _winter(to: Mapping[str, str]) -> int:
    """Return the instant of a London day and time in winter."""
    return micros(datetime.fromisoformat(f"{to['day']}T{to['at']}").replace(tzinfo=UTC))


def check(database: sqlite3.Connection, world: World, until: datetime) -> list[Finding]:
    """Return everything that is wrong in what is left, once everything due by `until` should have been settled."""
    remains = Remains(database, world, until)
    return [finding for question in QUESTIONS for finding in question(remains)]


def _rows(database: sqlite3.Connection, query: str) -> Rows:
    cursor = database.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


# --- lost -------------------------------------------------------------------------------------------------------------


def every_receipt_is_kept(remains: Remains) -> Found:
    """What somebody holds a receipt for is there, as it was, and judged."""
    kept = {row["id"]: row for row in remains.arrivals}
    for told in remains.world.told:
        row = kept.get(told.arrival)
        if row is None or (row["case_id"], row["received_at"]) != (told.case, micros(told.stamp)):
            yield Finding("lost", f"{told} is not in the register: {row}")


def nothing_waits_unjudged(remains: Remains) -> Found:
    """Everything that arrived was judged, and the ledger says what came of it."""
    entered = {
        "accepted": ("step-completed", "message-received", "corrected", "calendar-changed"),
        "refused": ("arrival-refused",),
    }
    entered["out-of-order"] = ("received-out-of-order",)
    for row in remains.arrivals:
        if row["outcome"] not in entered:
            yield Finding("lost", f"arrival {row['id']} ({row['step']}) was never judged")
        elif row["kind"] != "message":
            said = [e for e in remains.of_arrival[row["id"]] if e["kind"] in entered[row["outcome"]]]
            if len(said) != 1:
                kind = "twice" if said else "lost"
                yield Finding(kind, f"arrival {row['id']} is {row['outcome']}; the ledger says {said}")


def every_message_is_heard_once(remains: Remains) -> Found:
    """What a case tells its linked cases is received by each that listens, once."""
    heard = Counter(
        (e["case_id"], e["by"], e["detail"]["message"]) for e in remains.ledger if e["kind"] == "message-received"
    )
    sent = Counter(_addressed(remains))
    for key in sent | heard:
        if sent[key] != heard[key]:
            kind = "lost" if sent[key] > heard[key] else "twice"
            yield Finding(kind, f"the message {key} was sent {sent[key]} times and heard {heard[key]} times")


def _addressed(remains: Remains) -> Iterator[tuple[int, str, str]]:
    """Yield for each message sent which case should hear it, who sent it, and its name."""
    for entry in remains.ledger:
        if entry["kind"] == "message-sent":
            bundle = remains.cases[entry["case_id"]]["bundle"]
            for other in remains.cases.values():
                if other["bundle"] == bundle and _listens(remains, other, entry):
                    yield other["id"], f"case {entry['case_id']}", entry["detail"]["message"]


def _listens(remains: Remains, other: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    if other["id"] == sent["case_id"] or other["path"] not in HEARS.get(sent["detail"]["message"], ()):
        return False
    before = [e["kind"] for e in remains.of_case[other["id"]] if e["seq"] < sent["seq"]]
    return [kind for kind in before if kind in ("opened", "ended", "corrected")][-1:] not in ([], ["ended"])


def nothing_is_left_unsaid(remains: Remains) -> Found:
    """No reminder that has come, and no message that may leave, is still waiting."""
    for row in remains.reminders.values():
        if row["state"] == "planned" and row["at"] <= remains.until:
            yield Finding("lost", f"reminder {row['id']} ({row['rung']}) has come and was not told")
    for row in remains.outbox:
        if row["state"] == "sending" or (row["state"] == "todo" and row["next_at"] <= remains.until):
            yield Finding("lost", f"message {row['id']} is still {row['state']}")
        if row["state"] == "unknown" and (row["confidential"] or row["twice"]) and row["id"] not in remains.doubtful:
            yield Finding("lost", f"message {row['id']} is in doubt, and nobody was asked to look")


def who_is_said_to_be_told_has_a_letter(remains: Remains) -> Found:
    """For each person whom the ledger names as told of a reminder there is a letter in the outbox."""
    letters = Counter(row["reminder_id"] for row in remains.outbox)
    rows = {(r["case_id"], r["element"], r["due_at"], r["rung"]): r["id"] for r in remains.reminders.values()}
    for entry in remains.ledger:
        if entry["kind"] in ("reminder-told", "escalation-told"):
            said = entry["detail"]
            reminder = rows[entry["case_id"], entry["element"], said["due_at"], said["rung"]]
            if letters[reminder] != len(said["told"]):
                yield Finding("lost", f"{said['told']} were told of {said['rung']}, with {letters[reminder]} letters")


def mail_that_counts_as_sent_was_taken(remains: Remains) -> Found:
    """A message that counts as sent was taken by the mail server, as it was frozen."""
    taken = {one.message_id: one for one in remains.world.mail}
    for row in remains.outbox:
        if row["state"] == "sent" and row["digest_id"] is None and row["made_at"] > remains.began:
            one = taken.get(row["message_id"])
            if one is None or one.sha256 != row["sha256"]:
                yield Finding("lost", f"message {row['id']} counts as sent, but the mail server says {one}")


def nothing_is_set_aside(remains: Remains) -> Found:
    """No case was set aside: the stories hold nothing that a case cannot do."""
    for case in remains.cases.values():
        if case["incident"]:
            yield Finding("set-aside", f"case {case['id']}: {case['incident']}")


# --- twice ------------------------------------------------------------------------------------------------------------


def nothing_arrives_twice(remains: Remains) -> Found:
    """One act of one person is written down once, however often it was sent; what was refused at the door, never."""
    for who, number in Counter(row["by"] for row in remains.arrivals if row["kind"] == "answer").items():
        if number > 1:
            yield Finding("twice", f"what {who} sent is there {number} times")
    sent = {a.who for a in remains.world.attempts} | {row["by"] for row in remains.arrivals if row["kind"] != "answer"}
    for row in remains.arrivals:
        if row["by"] not in sent and not row["by"].startswith("scene "):
            yield Finding("twice", f"arrival {row['id']} was sent by nobody")


def nothing_happens_twice(remains: Remains) -> Found:
    """A visit of a step is opened and completed at most once; a deadline falls once for one due instant."""
    for kind, mark in (("step-opened", "visit"), ("step-completed", "visit"), ("step-withdrawn", "visit")):
        yield from _doubled(remains, kind, lambda entry, mark=mark: entry[mark])
    yield from _doubled(remains, "deadline-passed", lambda entry: entry["detail"]["due_at"])
    yield from _doubled(remains, "opened", lambda _: "")


def _doubled(remains: Remains, kind: str, mark: Any) -> Found:
    seen = Counter((e["case_id"], e["element"], mark(e)) for e in remains.ledger if e["kind"] == kind)
    for key, number in seen.items():
        if number > 1:
            yield Finding("twice", f"{kind} {key} stands in the ledger {number} times")


def every_linked_case_is_opened_once(remains: Remains) -> Found:
    """Each request for a linked case opened one."""
    asked = Counter(f"case {e['case_id']}" for e in remains.ledger if e["kind"] == "case-requested")
    opened = Counter(e["by"] for e in remains.ledger if e["kind"] == "opened" and e["by"].startswith("case "))
    if asked != opened:
        yield Finding("twice" if opened - asked else "lost", f"linked cases asked for {asked}, opened {opened}")


def nobody_is_told_twice_in_silence(remains: Remains) -> Found:
    """A message that the mail server took twice is marked so; none is there that the outbox does not know."""
    taken = Counter(one.message_id for one in remains.world.mail)
    known = {row["message_id"]: row for row in remains.outbox}
    for message_id, times in taken.items():
        row = known.get(message_id)
        if row is None:
            yield Finding("lost", f"the mail server took {message_id}, of which nothing is written down")
        elif times > 1 and (remains.world.mail_dedupes or not _marked(remains, row)):
            yield Finding("twice", f"message {row['id']} was taken {times} times; nothing says so")
        elif row["state"] not in ("sent", "unknown") and not _admitted(remains, row):
            yield Finding("lost", f"message {row['id']} was taken, but is {row['state']}: {row['note']}")


def _marked(remains: Remains, row: Mapping[str, Any]) -> bool:
    entries = [e for e in remains.ledger if e["kind"] == "mail-maybe-twice" and e["detail"]["message"] == row["id"]]
    return bool(row["twice"]) and len(entries) == 1


def _admitted(remains: Remains, row: Mapping[str, Any]) -> bool:
    """Whether the record says of a message that was given up that it may have been delivered all the same."""
    return "may have been delivered" in row["note"] or _marked(remains, row)


def reminders_are_told_once(remains: Remains) -> Found:
    """A rung of a ladder is told, skipped or cancelled once for one due instant."""
    ends = [e for e in remains.ledger if e["kind"].startswith(("reminder-", "escalation-"))]
    told = Counter((e["case_id"], e["element"], e["detail"]["due_at"], e["detail"]["rung"]) for e in ends)
    for rung, times in told.items():
        if times > 1:
            yield Finding("twice", f"the rung {rung} stands in the ledger {times} times")


# --- misjudged --------------------------------------------------------------------------------------------------------


def stamps_alone_decide(remains: Remains) -> Found:
    """A pack is on time if and only if its stamp is not after its deadline, whenever it was judged."""
    for entry in remains.ledger:
        if entry["kind"] != "step-completed":
            continue
        step, stamp = entry["element"], remains.stamps[entry["detail"]["arrival"]]
        if entry["detail"]["received_at"] != stamp:
            yield Finding("misjudged", f"{step} was judged as of {entry['detail']['received_at']}, but stamped {stamp}")
        if step in CLOSES and stamp > remains.hard(CLOSES[step], entry) and not _corrected_before(remains, entry):
            yield Finding("misjudged", f"{stamp} is late, but was accepted as {step}")
        if step in COMES_AFTER and stamp <= remains.hard(COMES_AFTER[step], entry):
            yield Finding("misjudged", f"{stamp} is on time, but was taken as {step}")
        if step in CLOSED_BY_SIGNATURE_DATE and stamp > END_OF_31_MARCH and not _corrected_before(remains, entry):
            yield Finding("misjudged", f"{step} stamped {stamp} was accepted after the date of signature")


def _corrected_before(remains: Remains, entry: Mapping[str, Any]) -> bool:
    """Whether the case was taken back to this step by a correction: a passed deadline binds it no more."""
    before = [e for e in remains.of_case[entry["case_id"]] if e["seq"] < entry["seq"]]
    return any(e["kind"] == "corrected" for e in before)


def open_steps_are_not_refused(remains: Remains) -> Found:
    """An answer to a step is accepted if and only if the ledger says that the step was open."""
    for case, entries in remains.of_case.items():
        if case is None:
            continue
        waits: set[str] = set()
        for entry in entries:
            if entry["kind"] == "arrival-refused" and entry["element"] in waits:
                yield Finding("misjudged", f"case {case} refused {entry['element']} while it was open")
            if entry["kind"] == "step-completed" and not _takes(waits, entries, entry):
                yield Finding("misjudged", f"case {case} accepted {entry['element']} while it was not open")
            _follow(waits, entry)


def _takes(waits: set[str], entries: Rows, entry: Mapping[str, Any]) -> bool:
    arrival = entry["detail"]["arrival"]
    superseded = any(e["kind"] == "superseded" and e["detail"]["arrival"] == arrival for e in entries)
    return entry["element"] in waits or entry["element"] in OFFERS or superseded


def _follow(waits: set[str], entry: Mapping[str, Any]) -> None:
    if entry["kind"] == "step-opened":
        waits.add(entry["element"])
    elif entry["kind"] in ("step-completed", "step-withdrawn"):
        waits.discard(entry["element"])
    elif entry["kind"] == "corrected":
        waits.clear()


def out_of_order_is_no_excuse(remains: Remains) -> Found:
    """What is put aside as out of order had been written down after a later deadline was applied."""
    for row in remains.arrivals:
        if row["outcome"] != "out-of-order":
            continue
        fallen = [e for e in remains.of_case[row["case_id"]] if e["kind"] == "deadline-passed"]
        passed = [e for e in fallen if e["detail"]["due_at"] >= row["received_at"]]
        if not any(e["recorded_at"] < remains.written_at(row) for e in passed):
            yield Finding("misjudged", f"arrival {row['id']} was put aside although no later deadline had fallen")


def hard_deadlines_fall_at_their_instant(remains: Remains) -> Found:
    """A deadline is applied after its pause, and a hard one is the instant that the law says."""
    for entry in remains.ledger:
        if entry["kind"] != "deadline-passed":
            continue
        due = entry["detail"]["due_at"]
        if entry["recorded_at"] < due + PAUSE:
            yield Finding("early", f"{entry['element']} of case {entry['case_id']} was applied before its pause")
        hard = remains.hard(entry["element"], entry) if entry["element"] in HARD else due
        if due != hard:
            yield Finding("misjudged", f"{entry['element']} fell at {due}, not at {hard}")


def no_reminder_comes_too_late(remains: Remains) -> Found:
    """No message is taken after its point, and no reminder of what is done already."""
    known = {row["message_id"]: row for row in remains.outbox}
    over = {(d["case_id"], d["element"], d["at"]): d["over_at"] for d in remains.all_dues if d["over_at"] is not None}
    for one in remains.world.mail:
        row, at = known.get(one.message_id), micros(one.at)
        if row is None:
            continue
        if row["valid_until"] is not None and at > row["valid_until"]:
            yield Finding("misjudged", f"message {row['id']} left at {at}, after its point {row['valid_until']}")
        reminder = remains.reminders.get(row["reminder_id"])
        if reminder is not None and not reminder["escalation"]:
            done = over.get((reminder["case_id"], reminder["element"], reminder["due_at"]))
            if done is not None and done < at:
                yield Finding("misjudged", f"message {row['id']} reminded at {at} of what was over at {done}")


# --- order, due instants, versions, chain -----------------------------------------------------------------------------


def time_runs_forward(remains: Remains) -> Found:
    """The ledger of a case never goes back; what linked cases did in one settle stands in one order of time."""
    for case, entries in remains.of_case.items():
        if case is not None and _goes_back([one for one in entries if one["kind"] in MOVES]):
            yield Finding("order", f"the ledger of case {case} goes back in time")
    for bundle, entries in _by_bundle(remains).items():
        for _, together in groupby(entries, key=lambda entry: entry["recorded_at"]):
            settled = list(together)
            if _goes_back(settled) and not _brought_late(remains, settled):
                told = [(e["case_id"], e["at"], e["kind"]) for e in settled]
                yield Finding("order", f"linked cases of bundle {bundle} were not settled in one order of time: {told}")
    if _goes_back(remains.ledger, "recorded_at"):
        yield Finding("order", "the ledger was not written in order")


def _goes_back(entries: Rows, by: str = "at") -> bool:
    return any(later[by] < earlier[by] for earlier, later in pairwise(entries))


def _by_bundle(remains: Remains) -> dict[int, Rows]:
    bundles: dict[int, Rows] = defaultdict(list)
    for entry in remains.events:
        if entry["case_id"] in remains.cases:
            bundles[remains.cases[entry["case_id"]]["bundle"]].append(entry)
    return bundles


def _brought_late(remains: Remains, settled: Rows) -> bool:
    """Whether a slow request was among it: written down after later things had been judged, it counts by its stamp."""
    stamps = {row["id"]: row for row in remains.arrivals}
    rows = [stamps[e["detail"]["arrival"]] for e in settled if e["detail"].get("arrival") in stamps]
    return any(remains.written_at(row) > row["received_at"] for row in rows)


def due_rows_are_what_the_cases_wait_for(remains: Remains) -> Found:
    """The table of due instants holds exactly what the stored cases wait for, and nothing overdue."""
    kept: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for row in remains.dues:
        kept[row["case_id"]].add((row["element"], row["at"]))
        if row["at"] + PAUSE <= remains.until:
            yield Finding("lost", f"{row['element']} of case {row['case_id']} is overdue since {row['at']}")
    for case in remains.cases.values():
        waits = set() if case["ended"] else waits_for(case["state"])
        if waits != kept[case["id"]]:
            yield Finding("dues", f"case {case['id']} waits for {waits}; the table says {kept[case['id']]}")
        if case["next_due"] != min((at for _, at in waits), default=None):
            yield Finding("dues", f"case {case['id']} says that it is next due at {case['next_due']}")


def waits_for(state: bytes) -> set[tuple[str, int]]:
    """Return the deadlines that a stored case waits for, read from its bytes."""
    content = orjson.loads(zstandard.decompress(state[5 + 32 :]))
    disarmed = {(element, at) for element, at in content["disarmed"]}
    waits = set()
    for part in content["run"]["parts"]:
        for token in part[3]:
            if token[2] == WAITING and len(token) > 5:
                waits |= {(key[4:], at) for key, at in token[5].items() if key.startswith("due:")}
    return waits - disarmed


def cases_stay_on_their_version(remains: Remains) -> Found:
    """A case runs on the version that was the newest when it was opened, for ever."""
    keys = {row["id"]: row["key"] for row in remains.versions}
    for case in remains.cases.values():
        of_path = [version for version in remains.versions if version["path"] == case["path"]]
        newest = max(version["id"] for version in of_path if version["published_at"] <= case["opened_at"])
        if case["definition_id"] != newest:
            yield Finding("version", f"case {case['id']} stands on version {case['definition_id']}, not on {newest}")
    for entry in remains.ledger:
        if entry["kind"] == "step-completed":
            case = remains.cases[entry["case_id"]]
            if entry["detail"]["definition"] != keys[case["definition_id"]]:
                yield Finding("version", f"case {case['id']} ran {entry['element']} on another version than its own")


def steps_are_what_the_ledger_says(remains: Remains) -> Found:
    """The open steps of each case are those that the ledger opened and nobody completed or withdrew."""
    listed: dict[int, set[str]] = defaultdict(set)
    for row in remains.steps:
        if not row["offer"]:
            listed[row["case_id"]].add(row["element"])
    for case in remains.cases.values():
        waits: set[str] = set()
        for entry in remains.of_case[case["id"]]:
            _follow(waits, entry)
        if listed[case["id"]] != waits:
            yield Finding("lost", f"case {case['id']} lists {listed[case['id']]}, but the ledger opened {waits}")


def the_chain_holds(remains: Remains) -> Found:
    """Every entry carries the hash of the one before it, and the head names the last."""
    previous = "0" * 64
    for number, entry in enumerate(remains.ledger, 1):
        detail = orjson.dumps(entry["detail"], option=orjson.OPT_SORT_KEYS).decode()
        fields = [previous, number, *(entry[name] for name in CHAINED), detail]
        previous = hashlib.sha256(orjson.dumps(fields)).hexdigest()
        if (entry["seq"], entry["hash"]) != (number, previous):
            yield Finding("chain", f"entry {number} does not hold")
            return
    if remains.head != {"seq": len(remains.ledger), "hash": previous}:
        yield Finding("chain", "the head does not name the last entry")


CHAINED = ("case_id", "at", "recorded_at", "kind", "element", "visit", "by")
QUESTIONS = (
    every_receipt_is_kept, nothing_waits_unjudged, every_message_is_heard_once, nothing_is_set_aside,
    nothing_is_left_unsaid, who_is_said_to_be_told_has_a_letter, mail_that_counts_as_sent_was_taken,
    nothing_arrives_twice, nothing_happens_twice, every_linked_case_is_opened_once, nobody_is_told_twice_in_silence,
    reminders_are_told_once, stamps_alone_decide, open_steps_are_not_refused, out_of_order_is_no_excuse,
    hard_deadlines_fall_at_their_instant, no_reminder_comes_too_late, time_runs_forward,
    due_rows_are_what_the_cases_wait_for, cases_stay_on_their_version, steps_are_what_the_ledger_says, the_chain_holds,
)  # fmt: skip
