"""What members read: the papers of each case as they were frozen, one by one and as a pack: page, Word, PDF."""

from collections.abc import Mapping

import orjson
from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from deadlines.calendar import wording
from processes.paths import Definition
from service.actions import sittings
from service.actions.sittings import Held
from service.formats.pdf import NoPdf, pdf_of
from service.front.doors import only
from service.front.errors import problem
from service.front.state import me, the_register
from service.register import queries
from service.register.queries import Row, Sight
from service.register.sittings.records import Item
from service.web.packs import Pack, Paper, Section
from service.web.questions import answer_rows, document_names
from service.web.sitting_docx import docx_of
from service.web.sitting_pages import READERS

pages = Blueprint("sitting_papers", __name__)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pack_of(found: Held) -> Pack:
    """Return the pack for the reader: exactly the cases of the frozen agenda. The same sitting gives the same pack."""
    sitting = found.sitting
    papers = [paper_of(found, item) for item in found.items]
    frozen = "" if sitting.papers_at is None else wording(sitting.papers_at)
    return Pack(sitting.title, wording(sitting.held_at), frozen, [one.name for one in found.members], papers)


def paper_of(found: Held, item: Item) -> Paper:
    """Return the papers of one case; what came after they were frozen stands apart in `later`."""
    row = queries.case_row(the_register(), Sight(), item.case_id)
    definition = queries.definition_of(the_register(), row)
    element = definition.diagram.elements.get(item.element)
    step = "" if element is None else element.name or element.id
    aside = found.stands_aside(item.case_id)
    if aside:
        return Paper(item, str(row["path_title"]), step, aside, [], [], [], [], [])
    names = document_names(queries.documents_of(the_register(), item.case_id))
    arrived = [one for one in queries.arrivals_of(the_register(), item.case_id) if one["kind"] == "answer"]
    frozen = [one for one in arrived if one["id"] in item.papers["arrivals"]]
    later = [one for one in arrived if _came_later(one, found, item)]
    return Paper(
        item, str(row["path_title"]), step, "", [_section(definition, one, names) for one in frozen],
        [_section(definition, one, names) for one in later], item.papers["problems"], item.papers["warnings"],
        item.papers["documents"],
    )  # fmt: skip


def _came_later(arrival: Row, found: Held, item: Item) -> bool:
    """Return whether something was accepted after the papers were frozen and before the decision itself."""
    kept = arrival["id"] in item.papers["arrivals"] or arrival["id"] == item.arrival_id
    return arrival["outcome"] == "accepted" and not kept and arrival["step"] != item.element


def _section(definition: Definition, arrival: Row, names: Mapping[str, str]) -> Section:
    element = definition.diagram.elements.get(str(arrival["step"]))
    form = None if element is None else definition.forms.get(element.form)
    title = str(arrival["step"]) if element is None else element.name or element.id
    rows = answer_rows(form, orjson.loads(str(arrival["content"])), names)
    return Section(title, str(arrival["by"]), wording(arrival["received_at"]), rows)  # type: ignore[arg-type]


@pages.get("/sittings/<int:sitting_id>/items/<int:case_id>")
@only(*READERS)
def item(sitting_id: int, case_id: int) -> str:
    """Show the papers of one case, what came after they were frozen beside them. Raises Conflicted."""
    found = sittings.held(the_register(), me(), sitting_id)
    shown = sittings.item_seen(found, case_id)
    return render_template(
        "sitting_item.html", page_title=shown.organisation_name, found=found, sitting=found.sitting,
        paper=paper_of(found, shown),
    )  # fmt: skip


@pages.get("/sittings/<int:sitting_id>/pack")
@only(*READERS)
def pack(sitting_id: int) -> str:
    """Show the pack: every case of the frozen agenda, to read or to print."""
    found = sittings.held(the_register(), me(), sitting_id)
    return render_template("sitting_pack.html", page_title=f"Pack: {found.sitting.title}", sitting=found.sitting,
                           pack=pack_of(found))  # fmt: skip


@pages.get("/sittings/<int:sitting_id>/pack.docx")
@only(*READERS)
def pack_docx(sitting_id: int) -> Response:
    """Give the same pack as a Word document; the same sitting gives the same bytes."""
    found = sittings.held(the_register(), me(), sitting_id)
    made = found.sitting.papers_at or found.sitting.planned_at
    answer = Response(docx_of(pack_of(found), made), mimetype=DOCX)
    answer.headers["Content-Disposition"] = f"attachment; filename=sitting-{sitting_id}.docx"
    return answer


@pages.get("/sittings/<int:sitting_id>/pack.pdf")
@only(*READERS)
def pack_pdf(sitting_id: int) -> ResponseReturnValue:
    """Give the same pack as a PDF, where one can be made; the same sitting gives the same bytes."""
    found = sittings.held(the_register(), me(), sitting_id)
    page = render_template("sitting_pack_print.html", pack=pack_of(found))
    try:
        answer = Response(pdf_of(page), mimetype="application/pdf")
    except NoPdf as missing:
        return problem(404, str(missing))
    answer.headers["Content-Disposition"] = f"attachment; filename=sitting-{sitting_id}.pdf"
    return answer
