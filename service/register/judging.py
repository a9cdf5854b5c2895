"""Judging: the events of a bundle, one after the other in order of time, and what each of them does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Row

from processes.case import Due, Happening, Message, StepNotOpen, facts_of
from processes.forms import InvalidAnswers
from processes.instants import from_micros, to_micros
from service.register.acts import ACCEPTED, OUT_OF_ORDER, REFUSED
from service.register.bundle import Bundle, Held, plain
from service.register.dues import is_adverse
from service.register.ledger import Entry
from service.register.letters import receipts, released
from service.register.register import Register

Arrival = Row[tuple[object, ...]]
GONE_LIVE = "live"


@dataclass(frozen=True)
class Event:
    """The next thing in time: an arrival or a deadline that fell due."""

    case_id: int
    at: datetime
    arrival: Arrival | None = None
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
        return None if self._waits(due) else due

    def _waits(self, event: Event) -> bool:
        """Tell whether a fall is held until a person has looked; then nothing after it is judged either."""
        standing = self._bundle.sitting.held
        if not standing or event.due is None:
            return False
        adverse = is_adverse(self._bundle.held[event.case_id].case.round, event.due)
        return any(hold.covers(event.at, adverse=adverse) for hold in standing)

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
            held.fallen_at = max(event.due.at, held.fallen_at or event.due.at)
            held.fell.append((event.due.element.id, event.due.at))
            self._happened(held, held.case.fall(event.due), "")
        self.judged += 1

    # --- arrivals --------------------------------------------------------------------------------------------------

    def _arrived(self, held: Held, arrival: Arrival) -> None:
        before = self._state_before(held)
        if held.fallen_at is not None and held.fallen_at >= arrival.received_at:
            self._outcome(arrival, OUT_OF_ORDER, "It was committed after a later deadline had been applied.")
            self._enter(held, "received-out-of-order", arrival, {})
            return
        at = max(arrival.received_at, held.case.now)
        try:
            stands_on = _KINDS[arrival.kind](self, held, arrival, at)
        except (StepNotOpen, InvalidAnswers) as reason:
            self._outcome(arrival, REFUSED, str(reason))
            self._enter(held, "arrival-refused", arrival, {"reason": str(reason)})
            return
        held.changed = True
        self._outcome(arrival, ACCEPTED, "", stands_on or before)

    def _state_before(self, held: Held) -> bytes:
        """Return the state that the arrival finds; a case not moved yet still stands at the stored one."""
        stored = held.row["state"]
        return held.case.dump() if held.changed or not isinstance(stored, bytes) else stored

    # The kinds of arrivals raise StepNotOpen or InvalidAnswers before they have changed anything. They return the
    # state on which the act stands, when that is not the one it finds.

    def _answered(self, held: Held, arrival: Arrival, at: datetime) -> bytes | None:
        answers, counts_at = plain(arrival.content), _counts_at(arrival)
        step = self._taking(held, arrival.step)
        earlier = self._superseded(held, arrival) if step is None else None
        heard = self._taken_back(held, [earlier], arrival, at) if earlier is not None else []
        step = step or self._taking(held, arrival.step)  # a late pack replaces a late one at the step that took that
        happened = held.case.complete(step or arrival.step, answers, at, counts_at=counts_at)
        if earlier is not None:
            self._enter(held, "superseded", arrival, {"earlier": earlier.id})
        self._happened(held, happened, arrival.by, self._proof(held, arrival, counts_at))
        released(self._bundle, held, arrival, held.case.variables)
        self._happened(held, held.case.hear_again(heard), "")
        return None if earlier is None else earlier.state_before

    def _taking(self, held: Held, step: str) -> str | None:
        """Return the step or offer that takes an answer: itself, or the open one that takes what comes too late."""
        waiting = [one.element for one in held.case.steps()]
        if any(element.id == step for element in waiting):
            return step
        return next((element.id for element in waiting if element.continues == step), None)

    def _proof(self, held: Held, arrival: Arrival, counts_at: datetime) -> dict[str, object]:
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

    def _messaged(self, held: Held, arrival: Arrival, at: datetime) -> bytes | None:
        if not held.case.definition.diagram.catches(arrival.step):
            raise StepNotOpen(f"The case waits for no message '{arrival.step}'.")
        happened = held.case.receive(arrival.step, facts_of(plain(arrival.content)), at)
        self._happened(held, happened, arrival.by, {"arrival": arrival.id})
        return None

    # --- what the office changes about dates -------------------------------------------------------------------------

    def _recalendared(self, held: Held, arrival: Arrival, at: datetime) -> bytes | None:
        content = plain(arrival.content)
        held.calendar = str(content["calendar"])
        round_ = self._bundle.calendar(held.calendar)
        self._happened(held, held.case.recalendared(round_, at, {"change": content["change"]}), arrival.by)
        detail = {"change": content["change"], "calendar": held.calendar}
        self._enter(held, "calendar-changed", arrival, detail)
        return None

    def _redated(self, held: Held, arrival: Arrival, at: datetime) -> bytes | None:
        content = plain(arrival.content)
        deadline, cause = str(content["deadline"]), {"change": content["change"]}
        if content["act"] == "forget":
            happened = held.case.undated(deadline, at, cause)
        else:
            due = from_micros(int(str(content["due"]))) if content["due"] is not None else None
            happened = held.case.redated(deadline, due, at, cause)
        self._happened(held, happened, arrival.by)
        self._enter(held, "own-date", arrival, content)
        return None

    # --- taking acts back: a later pack in the place of an earlier one, and corrections -----------------------------

    def _superseded(self, held: Held, arrival: Arrival) -> Arrival | None:
        """Return the earlier pack that this one replaces, when nobody has acted on it and no deadline has passed."""
        form = held.case.form(arrival.step) if arrival.step in held.case.definition.diagram.elements else None
        acts = self._bundle.acts(held)
        if form is None or not form.replaceable or not acts or acts[-1].step != arrival.step:
            return None
        stood = self._bundle.stood_at(held, acts[-1].state_before)
        passed = any(due.element.interrupting and due.at < arrival.received_at for due in stood.dues())
        if passed or _counts_at(arrival) < _counts_at(acts[-1]):
            return None
        form.read(plain(arrival.content), stood.scope(arrival.received_at))
        return acts[-1]

    def _corrected(self, held: Held, arrival: Arrival, at: datetime) -> bytes | None:
        content = plain(arrival.content)
        wrong, acts = int(str(content["arrival"])), self._bundle.acts(held)
        place = next((n for n, act in enumerate(acts) if act.id == wrong and act.state_before is not None), None)
        if place is None:
            raise StepNotOpen(f"Arrival {wrong} of this case cannot be corrected: it was not accepted or is withdrawn.")
        if held.case.status == GONE_LIVE:
            raise StepNotOpen("The case has gone live; what was recorded before stands.")
        heard = self._taken_back(held, acts[place:], arrival, at)
        detail = {
            "wrong": wrong, "step": acts[place].step, "reason": content["reason"], "second": content["second"],
            "withdrawn": [act.id for act in acts[place:]],
        }  # fmt: skip
        self._enter(held, "corrected", arrival, detail)
        for step in held.case.steps():
            if not step.offer:
                self._bundle.entries.append(Entry("step-opened", at, held.id, step.element.id, step.visit))
        self._happened(held, held.case.hear_again(heard), "")
        return None

    def _taken_back(self, held: Held, acts: Sequence[Arrival], arrival: Arrival, at: datetime) -> list[Message]:
        """Return the case to before the acts, with all that they told linked cases; the messages heard since then.

        Raises StepNotOpen, before anything has changed, when a linked case has acted on what it was told.
        """
        stood = self._bundle.stood_at(held, acts[0].state_before)
        others = [other for other in self._bundle.held.values() if other is not held]
        told = [(o, said) for said in held.case.said_since(stood) for o in others if o.case.messages.has_heard(said)]
        for other, said in told:
            if said not in other.case.messages.waiting:
                raise StepNotOpen(f"Case {other.id} has acted on '{said[0]}' already; correct that act first.")
        if self._bundle.set_aside and held.case.said_since(stood):
            raise StepNotOpen("A linked case is set aside; take it up again first.")
        for other, said in told:
            other.changed = True
            self._happened(other, other.case.unhear(said, max(at, other.case.now)), "")
        heard = held.case.returned(stood, at)
        self._bundle.withdraw(acts, arrival.id)
        return heard

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
        who = by if one.kind in ("step-completed", "message-received", "opened", "deadline-moved") else ""
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
            with self._bundle.blaming(held.id):
                happened = held.case.receive(name, facts_of(carried), at)  # type: ignore[arg-type]
                self._happened(held, happened, f"case {sender.id}")
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

    def _outcome(self, arrival: Arrival, outcome: str, note: str, before: bytes | None = None) -> None:
        row = {
            "arrival": arrival.id, "new_outcome": outcome, "new_note": note, "new_judged_at": self._bundle.now,
            "new_state_before": before,
        }  # fmt: skip
        self._bundle.judged.append(row)
        receipts(self._bundle, self._bundle.held[arrival.case_id], arrival, outcome, note)

    def _enter(self, held: Held, kind: str, arrival: Arrival, detail: Mapping[str, object]) -> None:
        at = max(arrival.received_at, held.case.now)
        proof = {"arrival": arrival.id, "received_at": to_micros(arrival.received_at)}
        self._bundle.entries.append(Entry(kind, at, held.id, arrival.step, 0, arrival.by, {**proof, **detail}))


def _counts_at(arrival: Arrival) -> datetime:
    """Return the instant that counts: the claimed one, once two officers stand for it, or the server's stamp."""
    instant: datetime = arrival.claimed_at or arrival.received_at
    return instant


_KINDS = {
    "answer": Judging._answered, "message": Judging._messaged, "correction": Judging._corrected,
    "calendar": Judging._recalendared, "own-date": Judging._redated,
}  # fmt: skip
