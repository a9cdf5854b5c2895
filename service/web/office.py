"""The office's desk: what waits for a second person, what came out of order, what was set aside."""

from collections.abc import Mapping

import orjson
from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from processes.paths import Definition
from service.actions import setting_up, takeover
from service.actions.access import ACCOUNT_OFFICERS
from service.actions.office import OFFICERS, confirm, decline, retry_incident
from service.actions.people import sight_of
from service.front.doors import only
from service.front.state import me, the_register
from service.register import editions, queries, seconded
from service.register.dates import records
from service.register.queries import Row
from service.register.tasks import open_tasks
from service.web.questions import answer_rows, document_names
from service.web.words import CHANNELS

pages = Blueprint("office", __name__)
KINDS = {"claim": "Received elsewhere", "correction": "Correction"}
SET_UP = {
    setting_up.KIND: ("A set-up from a workbook", "setup_import_pages.one"),
    takeover.KIND: ("Running cases to be taken over", "takeover_pages.one"),
}


@pages.get("/office")
@only(*OFFICERS)
def desk() -> str:
    """Show what the office must look at."""
    register, sight = the_register(), sight_of(me())
    return render_template(
        "office.html", page_title="Office", requests=[_request(one) for one in queries.requests_open(register, sight)],
        out_of_order=queries.out_of_order(register), incidents=queries.incidents(register, sight),
        changes=records.waiting_changes(register), rulings=records.rulings_open(register, sight),
        tasks=open_tasks(register, sight), edition=editions.waiting(register), set_up=seconded.waiting(register),
        places=SET_UP, applies=me().role in ACCOUNT_OFFICERS,
        tick_age=register.bell.age, oldest_due=queries.oldest_due(register),
    )  # fmt: skip


def _request(row: Row) -> Mapping[str, object]:
    content = orjson.loads(str(row["content"]))
    said = content.get("reason") or f"Reached {_channel(content)} first"
    return {**row, "words": KINDS.get(str(row["kind"]), row["kind"]), "said": said, "own": row["by"] == me().username}


def _channel(content: Mapping[str, object]) -> str:
    return CHANNELS.get(str(content.get("channel")), "another way")


@pages.get("/office/requests/<int:request_id>")
@only(*OFFICERS)
def request_page(request_id: int) -> str:
    """Show all of one request, so that the second officer knows what is confirmed."""
    register, sight = the_register(), sight_of(me())
    found = next((r for r in queries.requests_open(register, sight) if r["id"] == request_id), None)
    if found is None:
        abort(404)
    case_id = int(str(found["case_id"]))
    case = queries.case_row(register, sight, case_id)
    content = orjson.loads(str(found["content"]))
    documents = document_names(queries.documents_of(register, case_id))
    return render_template(
        "request.html", page_title="Second officer", request=_request(found), case=case, content=content,
        rows=_rows(queries.definition_of(register, case), content, documents), documents=documents,
        channel=_channel(content),
    )  # fmt: skip


def _rows(definition: Definition, content: Mapping[str, object], documents: Mapping[str, str]) -> list[dict[str, str]]:
    element = definition.diagram.elements.get(str(content.get("step", "")))
    answers = content.get("answers")
    form = definition.forms.get(element.form) if element else None
    return answer_rows(form, answers, documents) if isinstance(answers, dict) else []


@pages.post("/office/requests/<int:request_id>/confirm")
@only(*OFFICERS)
def confirmed(request_id: int) -> ResponseReturnValue:
    """Confirm as the second officer and show what came of it. Raises NotAllowed, NoSuchRequest."""
    submitted = confirm(the_register(), me(), request_id)
    receipt = submitted.receipt
    return redirect(url_for("receipts.receipt", case_id=receipt.case_id, arrival_id=receipt.arrival))


@pages.post("/office/requests/<int:request_id>/decline")
@only(*OFFICERS)
def declined(request_id: int) -> ResponseReturnValue:
    """Decline as the second officer. Raises NotAllowed, NoSuchRequest."""
    decline(the_register(), me(), request_id)
    return redirect(url_for("office.desk"))


@pages.post("/cases/<int:case_id>/retry")
@only(*OFFICERS)
def retry(case_id: int) -> ResponseReturnValue:
    """Take a case that was set aside up again."""
    retry_incident(the_register(), me(), case_id)
    return redirect(url_for("cases.case", case_id=case_id))
