"""Procurement decisions for programs: listed, entered and corrected as on the pages."""

from collections.abc import Sequence
from dataclasses import asdict

from flask import Response

from service.actions import procurement
from service.actions.procurement import KEEPERS, READERS
from service.api import procurement_models as models
from service.api.describing import NEEDED, answers, api, as_json
from service.front.doors import only
from service.front.state import me, the_register
from service.register.procurements import FIELDS, Kept, Procurement


@api.get("/procurements")
@only(*READERS)
@answers(models.Procurements)
def list_procurements() -> Response:
    """List the procurement decisions that the account may see, each in the version that stands."""
    return _told(procurement.listed(the_register(), me()))


@api.get("/procurements/<int:procurement_id>")
@only(*READERS)
@answers(models.Procurements)
def one_procurement(procurement_id: int) -> Response:
    """Give all versions of a decision. Raises NoSuchProcurement."""
    return _versions(procurement_id)


def _versions(number: int, status: int = 200) -> Response:
    return _told(procurement.versions(the_register(), me(), number)[::-1], status)


def _told(found: Sequence[Kept], status: int = 200) -> Response:
    rows = [models.ProcurementVersion.model_validate({**asdict(one), **asdict(one.said)}) for one in found]
    return as_json(models.Procurements(procurements=rows), status)


@api.post("/procurements")
@only(*KEEPERS)
@answers(models.Procurements, status=201, key=NEEDED)
def enter_procurement(json: models.NewProcurement) -> Response:
    """Enter a decision of one's own CCG."""
    number = procurement.record(the_register(), me(), _said(json))
    answer = _versions(number, 201)
    answer.headers["Location"] = f"/api/v1/procurements/{number}"
    return answer


def _said(json: models.NewProcurement) -> Procurement:
    return Procurement(**{name: str(getattr(json, name)) for name in FIELDS})


@api.post("/procurements/<int:procurement_id>/correct")
@only(*KEEPERS)
@answers(models.Procurements, 409)
def correct_procurement(procurement_id: int, json: models.Correction) -> Response:
    """Correct a decision by a new version, with a reason. Raises NoSuchProcurement."""
    procurement.correct(the_register(), me(), procurement_id, json.after, _said(json), json.reason)
    return _versions(procurement_id)
