"""Everything about one case on one page, in a fixed number of statements however many cases there are."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from flask import render_template

from deadlines.calendar import due_wording
from deadlines.rounds import START
from processes.case import Case, Due, Step
from processes.instants import from_micros
from processes.paths import Definition
from service.actions.asking import ANSWERERS, ASKERS, USUAL
from service.actions.documents import SHARINGS
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.front.state import me, the_register
from service.register import notes, office_queries, queries
from service.register.drafts import drafted_steps
from service.register.queries import Row
from service.roles import Person
from service.web.questions import answer_rows, document_names
from service.web.whereabouts import sheets, why_waiting
from service.web.words import CHANNELS, OUTCOMES, deadline_title, kind_words, status_words

OF_DATES = ("calendar", "own-date")
VOTES = {"for": "for", "against": "against", "abstained": "abstained"}


def case_page(case_id: int) -> str:
    """Render the page. Raises NoSuchCase, also for a case that may not be seen."""
    register, person = the_register(), me()
    row = queries.case_row(register, sight_of(person), case_id)
    case = queries.live_case(register, row)
    arrived = [one for one in queries.arrivals_of(register, case_id) if one["kind"] not in OF_DATES]
    documents = queries.documents_of(register, case_id)
    officer = person.role in OFFICERS
    unjudged = sum(1 for arrival in arrived if arrival["outcome"] == "" and arrival["kind"] != "message")
    return render_template(
        "case.html", page_title=str(row["organisation_name"]), case=row, status=status_words(str(row["status"])),
        why=why_waiting(case, row["incident"], unjudged), sheets=sheets(case, register.clock()),
        steps=[_step(step) for step in case.steps()] if not case.ended else [],
        drafted=drafted_steps(register, case_id),
        dues=[_due(case, due) for due in case.dues()] if not case.ended else [], officer=officer,
        stopped=[] if case.ended else _stopped(case),
        arrivals=[_arrival(case, arrival, documents) for arrival in reversed(arrived)],
        documents=_marked(case, documents, arrived), sharings=SHARINGS,
        linked=queries.linked(register, row, sight_of(person)), status_words=status_words,
        ledger=told_entries(queries.ledger_of(register, case_id), case.definition, person), **_beside(case_id),
        waiting_requests=[r for r in queries.requests_open(register, sight_of(person)) if r["case_id"] == case_id],
        kind_words=kind_words, may_retry=officer and row["incident"] is not None,
    )  # fmt: skip


def _beside(case_id: int) -> Mapping[str, object]:
    """Return what is written beside the process: the office's note, and the queries with whose turn each is."""
    register, person = the_register(), me()
    asked = [
        {**one, "mine": one["answered_at"] is None and person.role in ANSWERERS[str(one["to_role"])]}
        for one in office_queries.queries_of(register, case_id)
    ]
    inside = person.role in (*OFFICERS, "auditor")
    return {
        "asked": asked, "may_ask": person.role in ASKERS, "usual_days": USUAL, "inside": inside,
        "noted": notes.noted(register, case_id) if inside else None,
    }  # fmt: skip


def _marked(case: Case, documents: list[Row], arrived: list[Row]) -> list[Mapping[str, object]]:
    """Return the documents, each with whether it was added after the last pack was sent."""
    packs = [one for one in arrived if one["kind"] == "answer" and _is_pack(case, str(one["step"]))]
    sent = packs[-1]["received_at"] if packs else None
    return [{**one, "after_pack": isinstance(sent, datetime) and _later(one, sent)} for one in documents]


def _later(document: Row, sent: datetime) -> bool:
    return isinstance(added := document["added_at"], datetime) and added > sent


def _is_pack(case: Case, step: str) -> bool:
    form = case.form(step) if step in case.definition.diagram.elements else None
    return form is not None and form.replaceable


def _step(step: Step) -> Mapping[str, object]:
    element = step.element
    return {
        "element": element.id, "name": element.name or element.id, "role": element.role, "offer": step.offer,
        "opened_at": step.opened_at, "mine": me().may_do(element.role),
    }  # fmt: skip


def _due(case: Case, due: Due) -> Mapping[str, object]:
    name = due.deadline.removesuffix(START)
    covered = case.definition.diagram.elements.get(due.covers)
    return {
        "title": deadline_title(the_register(), case.round.name, due.deadline), "at": due.at,
        "name": name if case.round.knows(name) else "", "round": case.round.name, "deadline": due.deadline,
        "covers": (covered.name or covered.id) if covered else "", "what": due.element.name,
        "ends": due.element.interrupting,
    }  # fmt: skip


def _stopped(case: Case) -> list[Mapping[str, object]]:
    """Return the deadlines whose clock stands for this case."""
    names = dict.fromkeys(t.element.timer for t in case.run.timers() if case.dates.stops(t))
    return [{"deadline": name, "title": deadline_title(the_register(), case.round.name, name)} for name in names]


def _arrival(case: Case, arrival: Row, documents: list[Row]) -> Mapping[str, object]:
    step = str(arrival["step"])
    element = case.definition.diagram.elements.get(step)
    words, tone = OUTCOMES[str(arrival["outcome"])]
    withdrawn = arrival["withdrawn_by"] is not None
    correctable = arrival["kind"] == "answer" and arrival["outcome"] == "accepted" and not withdrawn
    kind = {"message": "Message from a linked case", "correction": "Correction"}.get(str(arrival["kind"]), "")
    return {
        **arrival, "what": (element.name if element else "") or step, "kind_words": kind, "words": words, "tone": tone,
        "withdrawn": withdrawn, "channel_words": CHANNELS.get(str(arrival["channel"]), ""),
        "correctable": correctable and not case.ended and case.status != "live",
        "rows": _answers(case, arrival, documents),
    }  # fmt: skip


def _answers(case: Case, arrival: Row, documents: list[Row]) -> list[dict[str, str]]:
    content = orjson.loads(str(arrival["content"]))
    step = str(arrival["step"])
    form = case.form(step) if arrival["kind"] == "answer" and step in case.definition.diagram.elements else None
    return answer_rows(form, content, document_names(documents))


def told_entries(entries: Sequence[Row], definition: Definition, person: Person) -> list[Mapping[str, object]]:
    """Return entries of the ledger as a page tells them; what officers noted is told to office and auditor only."""
    inside = person.role in (*OFFICERS, "auditor")
    return [_entry(entry, definition, inside or entry["kind"] != "noted") for entry in entries]


def _entry(entry: Row, definition: Definition, told: bool) -> Mapping[str, object]:
    detail = orjson.loads(str(entry["detail"]))
    element = definition.diagram.elements.get(str(entry["element"]))
    at = entry["at"]
    return {
        **entry, "words": kind_words(str(entry["kind"])), "name": element.name if element else entry["element"],
        "detail": detail, "said": said_of(entry, detail) if told else "",
        "applied_late": isinstance(at, datetime) and entry["recorded_at"] != at,
    }  # fmt: skip


def said_of(entry: Row, detail: Mapping[str, Any]) -> str:
    """Say what matters of an entry's detail; everything else stands in the record."""
    kind = str(entry["kind"])
    say = _SAYS.get(kind) or _SAYS.get(kind.partition("-")[0]) or _plainly
    return say(detail)


def _noted(detail: Mapping[str, Any]) -> str:
    words = {"note": "note", "officer": "assigned to"}
    return "; ".join(f"{words[name]}: {one['becomes'] or 'nothing'}" for name, one in detail.items() if name in words)


def _plainly(detail: Mapping[str, Any]) -> str:
    told = ("reason", "message", "path", "problem", "name", "outcome", "outputs", "note", "said", "ruling")
    return "; ".join(f"{detail[name]}" for name in told if detail.get(name))


def _passed(detail: Mapping[str, Any]) -> str:
    source = f" ({detail['document']}, {detail['section']})" if detail.get("document") else ""
    return f"{detail.get('deadline', '')}{source}"


def _moved(detail: Mapping[str, Any]) -> str:
    return f"{detail['deadline']}: {_due_words(detail['was'])} becomes {_due_words(detail['becomes'])}"


def _mailed(detail: Mapping[str, Any]) -> str:
    return f"{detail.get('subject')}, to {detail.get('person') or detail.get('address')}"


def _reminded(detail: Mapping[str, Any]) -> str:
    told = ", ".join(map(str, detail.get("told", [])))
    return f"{detail['rung']}; told: {told}" if told else str(detail["rung"])


def _due_words(micros: object) -> str:
    return due_wording(from_micros(micros)) if isinstance(micros, int) else "the clock stands"


def _voted(detail: Mapping[str, Any]) -> str:
    """Say how a sitting decided: the result, who was for and against, who stood aside."""
    votes = {words: ", ".join(detail["votes"][kind]) or "nobody" for kind, words in VOTES.items()}
    aside = ", ".join(one["name"] for one in detail["aside"]) or "nobody"
    how = "By chair's action" if detail["manner"] == "chairs-action" else f"At sitting {detail['sitting']}"
    said = "; ".join(f"{words}: {names}" for words, names in {**votes, "stood aside": aside}.items())
    return f"{detail['result']}. {how}; {said}"


_SAYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "noted": _noted, "deadline-passed": _passed, "deadline-moved": _moved, "mail": _mailed, "reminder": _reminded,
    "escalation": _reminded, "sitting-decided": _voted,
    "status": lambda detail: status_words(str(detail.get("status", ""))),
}  # fmt: skip
"""How to say the detail of an entry, by its kind or by the first word of its kind."""
