"""What is done beside the process by programs: notes, queries, marks of documents, and one act for many cases."""

from collections.abc import Sequence

from flask import Response

from service.actions import asking, bulk
from service.actions.documents import MARKERS, mark_document, read_document
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.api import office_models
from service.api import work_models as models
from service.api.describing import NEEDED, REPEATABLE, answers, api, as_json
from service.front.doors import everybody, only
from service.front.state import me, received_at, the_register
from service.register import notes, office_queries, queries
from service.register.notes import NoteChange, Noted

READERS = (*OFFICERS, "auditor")


@api.get("/cases/<int:case_id>/note")
@only(*READERS)
@answers(models.Note)
def case_note(case_id: int) -> Response:
    """Give what officers note on a case. Raises NoSuchCase."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    return _note(case_id)


def _note(case_id: int) -> Response:
    noted = notes.noted(the_register(), case_id)
    return as_json(models.Note(note=noted.note, officer=noted.officer))


@api.post("/cases/<int:case_id>/note")
@only(*OFFICERS)
@answers(models.Note, 409)
def note_case(case_id: int, json: models.NewNote) -> Response:
    """Note something on a case in the place of what stood there. Raises NoSuchCase, NotedMeanwhile."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    change = NoteChange(case_id, Noted(json.was_note, json.was_officer), Noted(json.note, json.officer))
    notes.note_all(the_register(), [change], me().username)
    return _note(case_id)


@api.get("/cases/<int:case_id>/queries")
@everybody
@answers(models.CaseQuestions)
def case_questions(case_id: int) -> Response:
    """List the queries of a case. Raises NoSuchCase."""
    queries.case_row(the_register(), sight_of(me()), case_id)
    rows = office_queries.queries_of(the_register(), case_id)
    return as_json(models.CaseQuestions(queries=[models.CaseQuestion.model_validate(dict(row)) for row in rows]))


@api.post("/cases/<int:case_id>/queries")
@only(*asking.ASKERS)
@answers(models.CaseQuestion, status=201, key=NEEDED)
def ask_question(case_id: int, json: models.NewQuestion) -> Response:
    """Ask the other side about a case. Raises NoSuchCase, UnusableQuery."""
    number = asking.ask(the_register(), me(), case_id, json.question, json.working_days)
    return _question(case_id, number, 201)


def _question(case_id: int, number: int, status: int = 200) -> Response:
    row = office_queries.one_query(the_register(), case_id, number)
    return as_json(models.CaseQuestion.model_validate(dict(row)), status)


@api.post("/cases/<int:case_id>/queries/<int:query_id>/answer")
@everybody
@answers(models.CaseQuestion)
def answer_question(case_id: int, query_id: int, json: models.NewAnswer) -> Response:
    """Answer a query. Raises NotAllowed, NoSuchCase, NoSuchQuery, UnusableQuery."""
    asking.answer(the_register(), me(), case_id, query_id, json.answer)
    return _question(case_id, query_id)


@api.post("/cases/<int:case_id>/documents/<digest>/mark")
@only(*MARKERS)
@answers(office_models.Document)
def say_publishable(case_id: int, digest: str, json: models.DocumentMark) -> Response:
    """Say whether a document may be published. Raises NoSuchCase, UnusableMark."""
    mark_document(the_register(), me(), case_id, digest, json.sharing, json.reason)
    row = read_document(the_register(), me(), case_id, digest)
    wanted = office_models.Document.model_fields
    return as_json(office_models.Document.model_validate({name: row[name] for name in wanted}))


@api.post("/cases/many/preview")
@only(*OFFICERS)
@answers(models.ManyLines, key=REPEATABLE)
def preview_many(json: models.Many) -> Response:
    """Say what an act would do with each of many cases. Raises UnusableBulk."""
    return _lines(bulk.preview(the_register(), me(), json.act, json.cases, json.said))


@api.post("/cases/many")
@only(*OFFICERS)
@answers(models.ManyLines, key=NEEDED)
def do_many(json: models.Many) -> Response:
    """Do an act with each of many cases by itself. Raises UnusableBulk."""
    return _lines(bulk.perform(the_register(), me(), json.act, json.cases, json.said, received_at()))


def _lines(lines: Sequence[bulk.Line]) -> Response:
    return as_json(models.ManyLines(lines=[models.ManyLine.model_validate(vars(line)) for line in lines]))
