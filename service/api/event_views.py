"""What happened, for programs: a feed of events to be asked again and again, and all of one case as one document."""

from flask import Response

from service.actions.events import readable_by
from service.actions.people import sight_of
from service.actions.told import event_of
from service.api import event_models as models
from service.api.describing import answers, api, as_json
from service.api.models import Entry
from service.api.office_models import Document
from service.api.views import arrivals_of, detail_of, entries_of
from service.front.doors import everybody
from service.front.state import me, received_at, the_register
from service.register import queries
from service.register.keyset import Page, Place, entries_page

PAGE = 500


@api.get("/events")
@everybody
@answers(models.Events, 404)
def list_events(query: models.EventQuery) -> Response:
    """Give what happened after a number, oldest first, as far as the account may read it. Ask again with `next`."""
    if query.case is not None:
        queries.case_row(the_register(), sight_of(me()), query.case)
    kinds = [kind for kind in query.types.split(",") if kind]
    page = Page((query.after,), query.limit)
    found = entries_page(the_register(), readable_by(me()), page, case_id=query.case, kinds=kinds)
    events = [models.Event.model_validate(event_of(row)) for row in found.rows]
    last = int(events[-1].id) if events else query.after
    return _with_link(as_json(models.Events(events=events, next=last)), found.next)


def _with_link(answer: Response, place: Place | None) -> Response:
    if place is not None:
        answer.headers["Link"] = f'</api/v1/events?after={place[0]}>; rel="next"'
    return answer


@api.get("/cases/<int:case_id>/export")
@everybody
@answers(models.CaseExport)
def export_case(case_id: int) -> Response:
    """Give all of a case as one document; of the documents their digests."""
    register = the_register()
    row = queries.case_row(register, sight_of(me()), case_id)
    documents = [{name: one[name] for name in Document.model_fields} for one in queries.documents_of(register, case_id)]
    ledger, place = list[Entry](), None
    while True:
        found = entries_page(register, readable_by(me()), Page(place, PAGE), case_id=case_id)
        ledger += entries_of(found.rows)
        place = found.next
        if place is None:
            break
    told = models.CaseExport(
        made_at=received_at(), case=detail_of(case_id), variables=dict(queries.live_case(register, row).variables),
        arrivals=arrivals_of(case_id), ledger=ledger, documents=[Document.model_validate(one) for one in documents],
        links=[models.CaseLink.model_validate(dict(one)) for one in _links(case_id)],
    )  # fmt: skip
    return as_json(told)


def _links(case_id: int) -> list[queries.Row]:
    """Return the links to cases that the account may see too."""
    row = queries.case_row(the_register(), sight_of(me()), case_id)
    seen = {case_id, *(int(str(one["id"])) for one in queries.linked(the_register(), row, sight_of(me())))}
    return [one for one in queries.links_of(the_register(), case_id) if {one["from_case"], one["to_case"]} <= seen]
