"""What reached a mailbox, a region or a desk first: the office records it, a second officer confirms it."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions.documents import UnusableDocument
from service.actions.office import CHANNELS, OFFICERS, UnusableClaim, ask_claim
from service.front.doors import only
from service.front.reading import UnusableRequest, files_of, london_instant
from service.front.state import me, received_at, the_register
from service.web.asked import Asked, errors_in, keep_files
from service.web.questions import document_names, error_links, posted_answers, questions
from service.web.words import CHANNELS as CHANNEL_WORDS

pages = Blueprint("elsewhere", __name__)
CLAIM = ("claimed", "channel", "evidence")


@pages.get("/cases/<int:case_id>/received-elsewhere/<element>")
@only(*OFFICERS)
def ask(case_id: int, element: str) -> str:
    """Ask when it was received, where, with which evidence, and what it said."""
    asked = Asked(case_id, element, mine=False)
    asked.must_be_open()
    return _form(asked, {}, {})


@pages.post("/cases/<int:case_id>/received-elsewhere/<element>")
@only(*OFFICERS)
def record(case_id: int, element: str) -> ResponseReturnValue:
    """Record it; nothing counts before a second officer confirms."""
    asked = Asked(case_id, element, mine=False)
    answers = posted_answers(asked.form)
    errors = keep_files(asked, answers) | errors_in(asked, answers)
    try:
        claimed_at, channel, evidence = _claim(errors)
        if not errors:
            ask_claim(
                the_register(), me(), case_id, element, answers, claimed_at=claimed_at, channel=channel,
                evidence=evidence,
            )  # fmt: skip
    except UnusableRequest as problem:
        errors |= problem.errors
    except UnusableClaim as problem:
        errors["claimed"] = str(problem)
    except UnusableDocument as problem:
        errors["evidence"] = str(problem)
    if errors:
        return _form(asked, answers, errors), 422
    return redirect(url_for("office.desk"))


def _claim(errors: Mapping[str, str]) -> tuple[datetime, str, tuple[str, bytes]]:
    """Read the claim. Raises UnusableRequest naming everything that is missing."""
    wrong: dict[str, str] = {}
    claimed_at = received_at()
    try:
        claimed_at = london_instant("claimed")
    except UnusableRequest as problem:
        wrong |= problem.errors
    channel = request.form.get("channel", "")
    if channel not in CHANNELS:
        wrong["channel"] = "Choose where it was received"
    files = files_of("evidence")
    if not files:
        wrong["evidence"] = "Add the message or a picture of the paper" + ("" if not errors else " again")
    if wrong:
        raise UnusableRequest(wrong)
    return claimed_at, channel, (files[0].filename or "", files[0].read())


def _form(asked: Asked, answers: Mapping[str, object], errors: Mapping[str, str]) -> str:
    own = {name: errors[name] for name in CLAIM if name in errors}
    rest = {name: text for name, text in errors.items() if name not in CLAIM}
    anchors = {"claimed": "claimed-day", "channel": "channel", "evidence": "evidence"}
    listed = [{"text": text, "href": f"#{anchors[name]}"} for name, text in own.items()]
    return render_template(
        "elsewhere.html", page_title=f"Received elsewhere: {asked.name}", **asked.frame(), own=own, answers=answers,
        channels=[(name, CHANNEL_WORDS[name]) for name in CHANNELS], documents=document_names(asked.documents()),
        questions=questions(asked.form, asked.case.scope(), answers, rest), claim=request.form,
        errors=listed + error_links(asked.form, rest),
    )  # fmt: skip
