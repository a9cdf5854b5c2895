"""The letters that go with what people send: receipts to applicants, and the letter that a step releases.

Made where the arrival is judged and written in the same transaction, so that nothing is told that does not stand.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from deadlines.calendar import due_wording
from deadlines.rounds import Round
from processes.case import Case
from processes.forms import Form
from processes.values import Value
from service.mail.message import Letter
from service.register.acts import ACCEPTED, REFUSED
from service.register.bundle import Bundle, Held
from service.register.tables import organisations
from service.register.tasks import open_task
from service.register.wording import case_words

APPLICANT = "ccg"
Row = Mapping[str, Any]


def receipts(bundle: Bundle, held: Held, arrival: Any, outcome: str, note: str) -> None:
    """Write a receipt of what an applicant has sent, whatever came of it; the page gave the first proof already."""
    element = held.case.definition.diagram.elements.get(arrival.step)
    if arrival.kind != "answer" or element is None or element.role != APPLICANT:
        return
    row, round_ = _row(bundle.connection, held), held.case.round
    values = {
        **case_words(row, round_), "step": element.name or element.id, "number": str(arrival.id),
        "received": due_wording(arrival.received_at), "outcome": _in_words(outcome, note),
    }  # fmt: skip
    subject, text = round_.template("receipt").filled(values)
    for to in bundle.sitting.directory.told(APPLICANT, row):
        key = f"receipt/{arrival.id}/{to.address.lower()}"
        bundle.letters.append(Letter(key, "receipt", to, subject, text, held.id, str(row["reference"])))


def _in_words(outcome: str, note: str) -> str:
    if outcome == ACCEPTED:
        return "It was taken into the case."
    if outcome == REFUSED:
        return f"It was not accepted: {note}"
    return f"{note} The programme office will be in touch."


def released(bundle: Bundle, held: Held, arrival: Any, read: Mapping[str, Value]) -> None:
    """Write the letter that a person has released with a step, to the applicant and whoever has a copy."""
    form = held.case.form(arrival.step)
    text = str(read.get(form.letter.field) or "").strip() if form is not None and form.letter is not None else ""
    if form is None or form.letter is None or not text:
        return
    row = _row(bundle.connection, held)
    subject, _ = held.case.round.template(form.letter.text).filled(draft_values(form, held.case, row, ""))
    people = bundle.sitting.directory
    told = people.told(APPLICANT, row)
    copies = [to for role in form.letter.copies for to in people.told(role, row)]
    for to in {one.address.lower(): one for one in [*copies, *told]}.values():
        key = f"letter/{arrival.id}/{to.address.lower()}"
        bundle.letters.append(Letter(key, "letter", to, subject, text, held.id, str(row["reference"])))
    if not told:
        said = f"The letter '{form.title}' of {row['reference']} reached nobody: no address of the applicant is known."
        open_task(bundle.connection, f"letter/{arrival.id}", "nobody", said, bundle.now, held.id)


def draft_values(form: Form, case: Case, row: Row, signed_by: str) -> dict[str, str]:
    """Return what the names in the text of a form's letter say in a case."""
    said = form.letter.values(case.scope()) if form.letter is not None else {}
    return {**case_words(row, case.round), **said, "signed_by": signed_by}


def drafted(form: Form, case: Case, row: Row, signed_by: str) -> str:
    """Return the draft of the letter that a step sends; empty, when it sends none."""
    if form.letter is None:
        return ""
    round_: Round = case.round
    return round_.template(form.letter.text).filled(draft_values(form, case, row, signed_by))[1]


def _row(connection: Connection, held: Held) -> Row:
    name = select(organisations.c.name).where(organisations.c.code == held.row["organisation"])
    return {**held.row, "organisation_name": connection.execute(name).scalar() or ""}
