"""Deciding cases in one act on one page: the same answers for all, and own ones where a case differs."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from processes.case import Case
from processes.forms import Form
from service.actions import sittings
from service.actions.deciding import (
    AT_SITTING,
    CHAIRS_ACTION,
    KNOWN,
    Line,
    UnusableLines,
    decide,
    main_question,
)
from service.actions.people import sight_of
from service.actions.sittings import Held, UnusableSitting
from service.front.doors import only
from service.front.state import me, received_at, the_register
from service.register import queries
from service.register.sittings import records
from service.register.sittings.quorum import Member
from service.register.sittings.records import Item
from service.web.questions import Question, posted_answers, questions
from service.web.sitting_pages import DECIDERS, READERS

pages = Blueprint("sitting_decisions", __name__)
ALL, AS_ALL, NOT_NOW = "all-", "as-all", "not-now"


@dataclass(frozen=True)
class Shown:
    """One case on the page: its choices, further questions and who may vote on it."""

    item: Item
    choices: tuple[tuple[str, str], ...]
    chosen: str
    further: list[Question]
    voters: tuple[Member, ...]
    against: list[str]
    abstained: list[str]
    error: str


class Deciding:
    """What can be decided at a sitting now: its open items, with their forms; one case of each path is read."""

    def __init__(self, sitting_id: int) -> None:
        self.found: Held = sittings.held(the_register(), me(), sitting_id)
        self.manner = AT_SITTING if self.found.sitting.status == "sitting" else CHAIRS_ACTION
        undecided = [item for item in self.found.items if not item.outcome and item.element]
        self.items = [item for item in undecided if self._may_be_decided(item)]
        self.others = [item for item in undecided if item not in self.items]
        self._cases: dict[tuple[str, str], Case] = {}

    def _may_be_decided(self, item: Item) -> bool:
        quorate = self.manner == CHAIRS_ACTION or self.found.attendance(item.case_id).quorate
        return quorate and not self.found.stands_aside(item.case_id)

    def case(self, item: Item) -> Case:
        """Return a case of the same path at the same step, whose form asks the same."""
        kind = (item.path, item.element)
        if kind not in self._cases:
            row = queries.case_row(the_register(), sight_of(me()), item.case_id)
            self._cases[kind] = queries.live_case(the_register(), row)
        return self._cases[kind]

    def form(self, item: Item) -> Form:
        """Return the form of an item without what the sitting itself answers."""
        form = self.case(item).form(item.element)
        if form is None:
            raise UnusableSitting({"lines": f"{item.reference} waits at a step that asks nothing; do it on the case"})
        fields = tuple(field for field in form.fields if field.key not in KNOWN)
        return Form(form.id, form.title, form.intro, form.version, fields)


@pages.route("/sittings/<int:sitting_id>/decide", methods=["GET", "POST"])
@only(*DECIDERS)
def decide_cases(sitting_id: int) -> ResponseReturnValue:
    """Show what can be decided, or decide it: everything that was chosen in one act."""
    deciding = Deciding(sitting_id)
    if request.method == "GET":
        return _page(deciding, {}, {}, secrets.token_hex(16))
    key, reason = request.form.get("key", "")[:80], request.form.get("reason", "")[:4000]
    try:
        act = decide(
            the_register(), me(), sitting_id, _lines(deciding), key=key, received_at=received_at(),
            manner=request.form.get("manner", deciding.manner), reason=reason,
        )  # fmt: skip
    except UnusableLines as problem:
        return _page(deciding, problem.errors, {}, key), 422
    except UnusableSitting as problem:
        return _page(deciding, {}, problem.errors, key), 422
    return redirect(url_for("sitting_decisions.act", sitting_id=sitting_id, act_id=act.id))


def _lines(deciding: Deciding) -> list[Line]:
    """Read the lines that were chosen. An item decided meanwhile is read too, so that sending twice is one act."""
    found = []
    for item in deciding.found.items:
        chosen = request.form.get(f"{item.case_id}-decision", NOT_NOW)
        if chosen != NOT_NOW and item.element and (line := _line(deciding, item, chosen)) is not None:
            found.append(line)
    return found


def _line(deciding: Deciding, item: Item, chosen: str) -> Line | None:
    form = deciding.form(item)
    main, prefix = main_question(form), f"{item.case_id}-"
    common, own = posted_answers(form, ALL), posted_answers(form, prefix)
    answers = {key: own[key] if own[key] not in ("", []) else common[key] for key in own}
    if main is not None:
        answers[main.key] = request.form.get(f"{ALL}decision", "") if chosen == AS_ALL else chosen
        if answers[main.key] == "":
            return None
    return Line(item.case_id, answers, _members(f"{prefix}against"), _members(f"{prefix}abstained"))


def _members(name: str) -> list[int]:
    return [int(text) for text in request.form.getlist(name) if text.isascii() and text.isdigit()]


def _page(
    deciding: Deciding, lines: Mapping[int, Mapping[str, str]], own: Mapping[str, str], key: str
) -> str:  # fmt: skip
    references = {item.case_id: item.reference for item in deciding.found.items}
    listed = [
        {"text": f"{references.get(case, case)}: {text}", "href": f"#case-{case}"}
        for case, errors in lines.items() for text in errors.values()
    ]  # fmt: skip
    listed += [{"text": text, "href": f"#{field}"} for field, text in own.items()]
    return render_template(
        "sitting_decide.html", page_title="Decide cases", sitting=deciding.found.sitting, errors=listed, key=key,
        shown=[_shown(deciding, item, lines.get(item.case_id, {})) for item in deciding.items],
        common=_common(deciding), choices=_common_choices(deciding), chosen=request.form.get(f"{ALL}decision", ""),
        others=_others(deciding),
        manner=deciding.manner, reason=request.form.get("reason", ""), as_all=AS_ALL, not_now=NOT_NOW,
    )  # fmt: skip


def _others(deciding: Deciding) -> list[tuple[Item, str]]:
    """Return what the person cannot decide now, with the reason."""
    found = []
    for item in deciding.others:
        why = deciding.found.stands_aside(item.case_id)
        missing = ", ".join(deciding.found.attendance(item.case_id).missing)
        found.append((item, f"you stand aside ({why})" if why else f"no quorum: {missing}"))
    return found


def _shown(deciding: Deciding, item: Item, errors: Mapping[str, str]) -> Shown:
    form, prefix = deciding.form(item), f"{item.case_id}-"
    main, usual = main_question(form), AS_ALL if deciding.manner == AT_SITTING else NOT_NOW
    further = _further(form, deciding.case(item), prefix, errors)
    return Shown(
        item, main.choices if main else (), request.form.get(f"{prefix}decision", usual), further,
        deciding.found.attendance(item.case_id).voters, request.form.getlist(f"{prefix}against"),
        request.form.getlist(f"{prefix}abstained"), "; ".join(errors.values()),
    )  # fmt: skip


def _further(form: Form, case: Case, prefix: str, errors: Mapping[str, str]) -> list[Question]:
    """Return the questions of a form after the one that decides."""
    main = main_question(form)
    asked = questions(form, case.scope(), posted_answers(form, prefix), errors, prefix)
    return [one for one in asked if main is None or one.field.key != prefix + main.key]


def _common(deciding: Deciding) -> list[Question]:
    """Return the questions that all cases on the page are asked, once."""
    found: dict[str, Question] = {}
    for item in {(one.path, one.element): one for one in deciding.items}.values():
        for question in _further(deciding.form(item), deciding.case(item), ALL, {}):
            found.setdefault(question.field.key, question)
    return list(found.values())


def _common_choices(deciding: Deciding) -> list[tuple[str, str]]:
    kinds = {(one.path, one.element): one for one in deciding.items}.values()
    mains = [main for item in kinds if (main := main_question(deciding.form(item))) is not None]
    return list(dict.fromkeys(choice for main in mains for choice in main.choices))


@pages.get("/sittings/<int:sitting_id>/acts/<int:act_id>")
@only(*READERS)
def act(sitting_id: int, act_id: int) -> Response:
    """Show an act with what came of each line; while lines are being recorded the page looks again by itself."""
    found = sittings.held(the_register(), me(), sitting_id)
    shown = records.one_act(the_register(), sitting_id, act_id)
    items = [item for item in found.items if item.act_id == act_id]
    recorded = sum(bool(item.outcome) for item in items)
    text = render_template(
        "sitting_act.html", page_title="Decisions", sitting=found.sitting, act=shown, items=items, recorded=recorded
    )
    page = make_response(text)
    if shown.done_at is None:
        page.headers["Refresh"] = "2"
    return page
