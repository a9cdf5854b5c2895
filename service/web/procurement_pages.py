"""Procurement decisions of a CCG: entered and corrected by it, read by the office and the auditor."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import procurement
from service.actions.duties import PROCUREMENT_DUTY
from service.actions.procurement import KEEPERS, READERS, UnusableProcurement
from service.front.doors import only
from service.front.reading import date_parts, number_of
from service.front.state import me, the_register
from service.register.procurements import CorrectedMeanwhile, Procurement

pages = Blueprint("procurement_pages", __name__)
ANCHORS = {"decided_on": "decided_on-day"}


@pages.get("/procurement")
@only(*READERS)
def register_of_decisions() -> str:
    """Show the decisions that the person may see, and the form for a new one."""
    return _page({})


@pages.post("/procurement")
@only(*KEEPERS)
def enter() -> ResponseReturnValue:
    """Enter a decision of one's own CCG."""
    try:
        number = procurement.record(the_register(), me(), _said())
    except UnusableProcurement as problem:
        return _page(problem.errors), 422
    return redirect(url_for("procurement_pages.one", procurement_id=number))


def _said() -> Procurement:
    texts = {
        name: request.form.get(name, "") for name in ("decision", "contract", "decided_by", "conflicts", "managed")
    }
    return Procurement(**texts, decided_on=date_parts("decided_on"))


def _page(errors: Mapping[str, str]) -> str:
    return render_template(
        "procurement.html", page_title="Procurement decisions", duty=PROCUREMENT_DUTY, **_form(errors),
        entries=procurement.listed(the_register(), me()), keeper=me().role in KEEPERS,
    )  # fmt: skip


def _form(errors: Mapping[str, str]) -> dict[str, object]:
    links = [{"text": text, "href": f"#{ANCHORS.get(field, field)}"} for field, text in errors.items()]
    return {"own": errors, "errors": links, "form": request.form}


@pages.get("/procurement/<int:procurement_id>")
@only(*READERS)
def one(procurement_id: int) -> str:
    """Show a decision with all its versions. Raises NoSuchProcurement."""
    return _one(procurement_id, {})


def _one(number: int, errors: Mapping[str, str]) -> str:
    versions = procurement.versions(the_register(), me(), number)
    return render_template(
        "procurement_one.html", page_title="Procurement decision", versions=versions[::-1], **_form(errors),
        keeper=me().role in KEEPERS,
    )  # fmt: skip


@pages.post("/procurement/<int:procurement_id>/correct")
@only(*KEEPERS)
def correct(procurement_id: int) -> ResponseReturnValue:
    """Correct a decision by a new version, with a reason. Raises NoSuchProcurement."""
    reason, after = request.form.get("reason", ""), number_of("after")
    try:
        procurement.correct(the_register(), me(), procurement_id, after, _said(), reason)
    except UnusableProcurement as problem:
        return _one(procurement_id, problem.errors), 422
    except CorrectedMeanwhile as problem:
        return _one(procurement_id, {"decision": str(problem)}), 409
    return redirect(url_for("procurement_pages.one", procurement_id=procurement_id))
