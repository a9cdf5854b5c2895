"""A case as the record had it at an instant of the past: read-only, with what was recorded only later told apart."""

from collections.abc import Mapping
from datetime import datetime

from flask import render_template, request

from processes.paths import Definition
from service.actions.people import sight_of
from service.front.reading import london_moment
from service.front.state import me, the_register
from service.register import queries
from service.register.as_was import AsWas, Waited, as_it_was
from service.register.queries import Row
from service.web.case_page import OF_DATES, told_entries
from service.web.whereabouts import CURRENT, DONE, sheets_of
from service.web.words import CHANNELS, OUTCOMES, deadline_title, status_words


def instant_asked() -> datetime | None:
    """Return the instant that the address asks for; None, when it asks for none. Raises UnusableRequest."""
    text = request.args.get("at", "")
    if not text and (day := request.args.get("on", "")):
        text = f"{day}T{request.args.get('time', '') or '00:00'}"
    return london_moment(text.strip()) if text else None


def past_case(case_id: int, at: datetime) -> str:
    """Render a case as it was. Raises NoSuchCase, NotThereYet."""
    register, person = the_register(), me()
    row = queries.case_row(register, sight_of(person), case_id)
    definition = queries.definition_of(register, row)
    found = as_it_was(
        register, row, at, entries=queries.ledger_of(register, case_id),
        arrivals=queries.arrivals_of(register, case_id), documents=queries.documents_of(register, case_id),
    )  # fmt: skip
    return render_template(
        "case_as_was.html", page_title=f"{row['organisation_name']} as it was", case=row, at=at, found=found,
        status=status_words(found.standing.status), steps=_steps(definition, found),
        deadlines=[_deadline(row, definition, one) for one in found.deadlines],
        sheets=sheets_of(definition, _marks(found)),
        arrivals=[_arrival(definition, one) for one in found.arrivals if one["kind"] not in OF_DATES],
        ledger=told_entries(found.entries, definition, person), later=told_entries(found.later, definition, person),
    )  # fmt: skip


def _marks(found: AsWas) -> Mapping[str, str]:
    return {**dict.fromkeys(found.standing.done, DONE), **dict.fromkeys(found.standing.open, CURRENT)}


def _steps(definition: Definition, found: AsWas) -> list[Mapping[str, object]]:
    elements = definition.diagram.elements
    return [
        {"name": elements[name].name or name, "role": elements[name].role, "since": since}
        for name, since in found.standing.open.items()
    ]


def _deadline(row: Row, definition: Definition, one: Waited) -> Mapping[str, object]:
    covered = definition.diagram.elements.get(one.covers)
    title = deadline_title(the_register(), str(row["round"]), one.deadline)
    return {"title": title, "covers": (covered.name or covered.id) if covered else "", "at": one.at}


def _arrival(definition: Definition, arrival: Row) -> Mapping[str, object]:
    element = definition.diagram.elements.get(str(arrival["step"]))
    words, tone = OUTCOMES[str(arrival["outcome"])]
    channel = CHANNELS.get(str(arrival["channel"]), "")
    return {
        **arrival, "what": (element.name if element else "") or arrival["step"], "words": words, "tone": tone,
        "channel_words": channel,
    }  # fmt: skip
