"""Judging: the events of a bundle, one after the other in order of time, and what each of them does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Row, select, update

from processes.case import Due, Happening, StepNotOpen, facts_of
from processes.forms import InvalidAnswers
from processes.instants import to_micros
from service.register.bundle import Bundle, Held, plain
from service.register.ledger import Entry
from service.register.register import Register
from service.register.tables import arrivals

ACCEPTED, REFUSED, OUT_OF_ORDER = "accepted", "refused", "out-of-order"
GONE_LIVE = "live"


@dataclass(frozen=True)
class Event:
    """The next thing in time: an arrival or a deadline that fell due."""

    case_id: int
    at: datetime
    arrival: Row[tuple[object, ...]] | None = None
    due: Due | None = None


class Judging:
    """Takes the events of a bundle in order of time. At one instant what people sent counts before deadlines fall."""

    def __init__(self, register: Register, bundle: Bundle, until: datetime) -> None:
        self._register = register
        self._bundle = bundle
        self._until = until
        self.judged = 0

    def next(self) -> Event | None:
        """Return the next event that may be judged now; None, when there is none up to `until`."""
        due = self._next_due()
        waiting = self._bundle.waiting
        if waiting and (due is None or waiting[0].received_at <= due.at):
            return Event(waiting[0].case_id, waiting[0].received_at, arrival=waiting[0])
        if due is None or due.at > self._until or due.at + self._register.pause > self._bundle.now:
            return None
        return due

    def _next_due(self) -> Event | None:
        dues = ((due.at, held.id, due) for held in self._bundle.held.values() for due in held.case.dues()[:1])
        soonest = min(dues, key=lambda found: found[:2], default=None)
        return None if soonest is None else Event(soonest[1], soonest[0], due=soonest[2])

    def judge(self, event: Event) -> None:
        """Judge one event. Raises what the case raises when it cannot go on."""
        held = self._bundle.held[event.case_id]
        if event.arrival is not None:
            self._bundle.waiting.popleft()
            self._arrived(held, event.arrival)
        elif event.due is not None:
            held.changed = True
            held.fallen_at = event.due.at
            self._happened(held, held.case.fall(event.due), "")
        self.judged += 1

    # --- arrivals --------------------------------------------------------------------------------------------------

    def _arrived(self, held: Held, arrival: Row[tuple[object, ...]]) -> None:
        before = self._state_before(held)
        if arrival.received_at < held.case.now and self._fell_since(held, arrival.received_at):
            self._outcome(arrival, OUT_OF_ORDER, "It was committed after a later deadline had been applied.")
            self._enter(held, "received-out-of-order", arrival, {})
            return
        at = max(arrival.received_at, held.case.now)
        try:
            _KINDS[arrival.kind](self, held, arrival, at)
        except (StepNotOpen, InvalidAnswers) as reason:
            self._outcome(arrival, REFUSED, str(reason))
            self._enter(held, "arrival-refused", arrival, {"reason": str(reason)})
            return
        held.changed = True
        self._outcome(arrival, ACCEPTED, "", before)

    def _state_before(self, held: Held) -> bytes:
        """Return the state that the arrival finds; a case not moved yet still stands at the stored one."""
        stored = held.row["state"]
        return held.case.dump() if held.changed or not isinstance(stored, bytes) else stored

    def _fell_since(self, held: Held, instant: datetime) -> bool:
        fallen = held.fallen_at or held.row["fallen_at"]
        return isinstance(fallen, datetime) and fallen >= instant

    def _answered(self, held: Held, arrival: Row[tuple[object, ...]], at: datetime) -> None:
        counts_at = arrival.claimed_at or arrival.received_at
        answers = plain(arrival.content)
        try:
            happened = held.case.complete(arrival.step, answers, at, counts_at=counts_at)
        except StepNotOpen:
            step = self._continuing(held, arrival.step)
            if step == arrival.step and not self._superseded(held, arrival, at):
                raise
            happened = held.case.complete(step, answers, at, counts_at=counts_at)
        self._happened(held, happened, arrival.by, self._proof(held, arrival, counts_at))

    def _continuing(self, held: Held, step: str) -> str:
        """Return the open step that takes what comes too late for `step`; the step itself, when there is none."""
        open_steps = (one.element for one in held.case.steps())
        return next((element.id for element in open_steps if element.continues == step), step)

    def _proof(self, held: Held, arrival: Row[tuple[object, ...]], counts_at: datetime) -> dict[str, object]:
        form = held.case.form(arrival.step)
        proof: dict[str, object] = {
            "arrival": arrival.id, "received_at": to_micros(arrival.received_at), "counts_at": to_micros(counts_at),
            "definition": held.case.definition.key,
        }  # fmt: skip
        if form is not None:
            proof |= {"form": form.id, "form_version": form.version}
        if arrival.claimed_at is not None:
            proof |= {"channel": arrival.channel, "evidence": arrival.evidence, "second": arrival.second}
        return proof

    def _messaged(self, held: Held, arrival: Row[tuple[object, ...]], at: datetime) -> None:
        happened = held.case.receive(arrival.step, facts_of(plain(arrival.content)), at)
        self._happened(held, happened, arrival.by, {"arrival": arrival.id})

    # --- a later pack in the place of an earlier one ---------------------------------------------------------------

    def _superseded(self, held: Held, arrival: Row[tuple[object, ...]], at: datetime) -> bool:
        """Return the case to before the earlier pack, when nobody has acted on it and no deadline has passed since."""
        form = held.case.form(arrival.step) if arrival.step in held.case.definition.diagram.elements else None
        earlier = self._accepted_since(held, 0)
        if form is None or not form.replaceable or not earlier or earlier[-1].step != arrival.step:
            return False
        stood = self._bundle.stood_at(held, earlier[-1].state_before)
        if any(due.element.interrupting and due.at < arrival.received_at for due in stood.dues()):
            return False
        held.case.returned(stood, at)
        self._withdraw([earlier[-1]], arrival.id)
        self._enter(held, "superseded", arrival, {"earlier": earlier[-1].id})
        return True

    def _accepted_since(self, held: Held, arrival_id: int) -> list[Row[tuple[object, ...]]]:
        query = (
            select(arrivals)
            .where(arrivals.c.case_id == held.id, arrivals.c.id >= arrival_id, arrivals.c.kind == "answer")
            .where(arrivals.c.outcome == ACCEPTED, arrivals.c.withdrawn_by.is_(None))
            .order_by(arrivals.c.judged_at, arrivals.c.id)
        )
        return list(self._bundle.connection.execute(query))

    def _withdraw(self, withdrawn: list[Row[tuple[object, ...]]], by_arrival: int) -> None:
        identities = [row.id for row in withdrawn]
        change = update(arrivals).where(arrivals.c.id.in_(identities)).values(withdrawn_by=by_arrival)
        self._bundle.connection.execute(change)

    # --- corrections -----------------------------------------------------------------------------------------------

    def _corrected(self, held: Held, arrival: Row[tuple[object, ...]], at: datetime) -> None:
        content = plain(arrival.content)
        wrong = int(str(content["arrival"]))
        withdrawn = self._accepted_since(held, wrong)
        if not withdrawn or withdrawn[0].id != wrong or withdrawn[0].state_before is None:
            raise StepNotOpen(f"Arrival {wrong} of this case cannot be corrected: it was not accepted or is withdrawn.")
        if held.case.status == GONE_LIVE:
            raise StepNotOpen("The case has gone live; what was recorded before stands.")
        held.case.returned(self._bundle.stood_at(held, withdrawn[0].state_before), at)
        self._withdraw(withdrawn, arrival.id)
        detail = {
            "wrong": wrong, "step": withdrawn[0].step, "reason": content["reason"], "second": content["second"],
            "withdrawn": [row.id for row in withdrawn],
        }  # fmt: skip
        self._enter(held, "corrected", arrival, detail)
        for step in held.case.steps():
            if not step.offer:
                self._bundle.entries.append(Entry("step-opened", at, held.id, step.element.id, step.visit))

    # --- what came of it -------------------------------------------------------------------------------------------

    def opened(self, held: Held, by: str) -> None:
        """Enter what happened when a case was opened."""
        self._happened(held, held.case.take_happenings(), by)

    def _happened(
        self, held: Held, happened: list[Happening], by: str, proof: Mapping[str, object] | None = None
    ) -> None:
        for one in happened:
            self._bundle.entries.append(self._entry(held, one, by, proof or {}))
            if one.kind == "case-requested":
                self._open(held, one)
            elif one.kind == "message-sent":
                self._send(held, one)

    def _entry(self, held: Held, one: Happening, by: str, proof: Mapping[str, object]) -> Entry:
        detail = dict(one.detail)
        if one.kind in ("step-completed", "message-received"):
            detail |= proof
        if one.kind == "deadline-passed":
            detail |= self._source(held, str(detail["deadline"]))
        who = by if one.kind in ("step-completed", "message-received", "opened") else ""
        return Entry(one.kind, one.at, held.id, one.element, one.visit, who, detail)

    def _source(self, held: Held, name: str) -> dict[str, object]:
        round_ = held.case.round
        if not round_.knows(name):
            return {"calendar": round_.digest}
        deadline = round_.deadline(name.removesuffix(".start"))
        return {"document": deadline.document, "section": deadline.section, "calendar": round_.digest}

    def _open(self, opener: Held, request: Happening) -> None:
        facts = facts_of(request.detail["facts"])  # type: ignore[arg-type]
        organisation = str(facts.pop("organisation", opener.row["organisation"]))
        path, by = str(request.detail["path"]), f"case {opener.id}"
        round_ = opener.case.round.name
        opened = self._bundle.open(path, round_, organisation, facts, at=request.at, by=by, opener=opener)
        self.opened(opened, by)

    def _send(self, sender: Held, sent: Happening) -> None:
        name, carried = str(sent.detail["message"]), sent.detail["carried"]
        for held in list(self._bundle.held.values()):
            if held.id == sender.id or held.case.ended or not held.case.definition.diagram.catches(name):
                continue
            self._bundle.messages.append(self._delivered(held.id, sender, name, carried, sent.at, ACCEPTED))
            held.changed = True
            at = max(sent.at, held.case.now)
            self._happened(held, held.case.receive(name, facts_of(carried), at), f"case {sender.id}")  # type: ignore[arg-type]
        for case_id in self._bundle.set_aside:
            self._bundle.messages.append(self._delivered(case_id, sender, name, carried, sent.at, ""))

    def _delivered(
        self, case_id: int, sender: Held, name: str, carried: object, at: datetime, outcome: str
    ) -> dict[str, object]:
        return {
            "case_id": case_id, "kind": "message", "step": name, "content": orjson.dumps(carried).decode(),
            "by": f"case {sender.id}", "received_at": at, "outcome": outcome,
            "judged_at": self._bundle.now if outcome else None,
        }  # fmt: skip

    def _outcome(self, arrival: Row[tuple[object, ...]], outcome: str, note: str, before: bytes | None = None) -> None:
        row = {
            "arrival": arrival.id, "new_outcome": outcome, "new_note": note, "new_judged_at": self._bundle.now,
            "new_state_before": before,
        }  # fmt: skip
        self._bundle.judged.append(row)

    def _enter(self, held: Held, kind: str, arrival: Row[tuple[object, ...]], detail: Mapping[str, object]) -> None:
        at = max(arrival.received_at, held.case.now)
        proof = {"arrival": arrival.id, "received_at": to_micros(arrival.received_at)}
        self._bundle.entries.append(Entry(kind, at, held.id, arrival.step, 0, arrival.by, {**proof, **detail}))


_KINDS = {"answer": Judging._answered, "message": Judging._messaged, "correction": Judging._corrected}
