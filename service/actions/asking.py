"""Queries between office and applicant: who may ask whom, and until when an answer is wanted. No query moves a case."""

from service.actions.people import sight_of
from service.register import office_queries, queries
from service.register.office_queries import APPLICANT, OFFICE
from service.register.register import Register
from service.roles import NotAllowed, Person

ASKERS = {OFFICE: APPLICANT, "exceptions-officer": APPLICANT, APPLICANT: OFFICE}
"""Who asks, and whom."""
ANSWERERS = {APPLICANT: (APPLICANT,), OFFICE: (OFFICE, "exceptions-officer")}
USUAL, MOST = 5, 60
LONGEST = 4000


class UnusableQuery(ValueError):
    """The query or its answer cannot be kept; the message says what to change."""


def ask(register: Register, person: Person, case_id: int, question: str, working_days: int) -> int:
    """Ask the other side about a case and return the query's number. An answer is wanted within some working days.

    Raises NotAllowed, NoSuchCase, UnusableQuery, CalendarDoesNotReach.
    """
    person.require(*ASKERS)
    row = queries.case_row(register, sight_of(person), case_id)
    text = _text(question, "Type the question. Go back and fill it in.")
    if not 1 <= working_days <= MOST:
        raise UnusableQuery(f"An answer can be wanted within 1 to {MOST} working days. Go back and choose.")
    wanted = office_queries.wanted_by(register, str(row["round"]), register.clock(), working_days)
    return office_queries.ask_query(register, case_id, ASKERS[person.role], text, person.username, wanted)


def answer(register: Register, person: Person, case_id: int, query_id: int, said: str) -> None:
    """Answer a query. Raises NotAllowed, NoSuchCase, NoSuchQuery, UnusableQuery."""
    queries.case_row(register, sight_of(person), case_id)
    row = office_queries.one_query(register, case_id, query_id)
    if person.role not in ANSWERERS[str(row["to_role"])]:
        raise NotAllowed("This query is answered by the other side, not by you.")
    text = _text(said, "Type the answer. Go back and fill it in.")
    office_queries.answer_query(register, case_id, query_id, text, person.username)


def _text(given: str, otherwise: str) -> str:
    text = given.strip()
    if not text:
        raise UnusableQuery(otherwise)
    if len(text) > LONGEST:
        raise UnusableQuery(f"That is {len(text)} letters long; at most {LONGEST} can be kept. Go back and shorten it.")
    return text
