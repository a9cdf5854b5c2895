"""The people of a rehearsal: when each step is done and with which answers, as the cohort and the office's custom say.

Panels meet in the windows of the round; everybody else acts on the next working day unless the cohort says when.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from deadlines.calendar import london, london_date, shipped_working_days
from deadlines.rounds import Round
from processes.expressions import Scope
from processes.forms import Field, Form
from service.rehearsal.cohort import Row

Answers = dict[str, object]
Doing = tuple[datetime | None, Answers]
REGION_DAYS = {"North": 0, "Midlands and East": 1, "London": 3, "South": 4}
GOOD_COMMITTEE = {
    "chair_is_lay": "yes", "voting_members": 9, "lay_voting_members": 3, "executive_voting_members": 3,
    "healthwatch_seat": "offered", "wellbeing_board_seat": "offered",
}  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A step that opened: what a person sees who has to do it."""

    step: str
    at: datetime
    row: Row
    region: str
    round: Round
    next_model: str

    def working_day(self, days: int, hour: int) -> datetime:
        """Return an hour of the working day that many after the step opened."""
        return london(shipped_working_days().after(london_date(self.at), days), time(hour))

    def in_window(self, window: str) -> datetime:
        """Return when the region's panel meets in a window; later when the step opened later."""
        first = london_date(self.round.due(f"{window}.start"))
        day = shipped_working_days().on_or_after(first + timedelta(days=REGION_DAYS.get(self.region, 0)))
        return max(london(day, time(10)), self.working_day(1, 10))

    def not_before_opening(self, at: datetime | None) -> datetime | None:
        """Return an instant of the cohort, moved to a minute after the step opened when it opened later."""
        return None if at is None else max(at, self.at + timedelta(minutes=1))


def doing(opened: Opened) -> Doing:
    """Return when the step is done (None: never) and the answers that matter; the rest is filled in by `filled`."""
    return _DOINGS.get(opened.step, _next_day)(opened)


def filled(form: Form | None, answers: Mapping[str, object], scope: Scope) -> Answers:
    """Return answers to all required questions of a form, with the given ones where it asks for them."""
    if form is None:
        return {}
    complete: Answers = {}
    for field in form.questions:
        if field.key in answers:
            complete[field.key] = answers[field.key]
        elif field.required:
            complete[field.key] = _plain_answer(field)
    return {key: value for key, value in complete.items() if _asked(form, key, complete, scope)}


def _asked(form: Form, key: str, answers: Answers, scope: Scope) -> bool:
    field = next(field for field in form.questions if field.key == key)
    return field.asked(_Answered(scope, answers))


class _Answered:
    def __init__(self, scope: Scope, answers: Answers) -> None:
        self._scope = scope
        self.variables: Mapping[str, Any] = {**scope.variables, **answers}

    def deadline(self, name: str) -> datetime:
        return self._scope.deadline(name)

    def now(self) -> datetime:
        return self._scope.now()


def _plain_answer(field: Field) -> object:
    if field.choices:
        return [field.choices[0][0]] if field.type == "checklist" else field.choices[0][0]
    return {"number": 1, "checkbox": True, "datetime": "2015-04-01"}.get(field.type, "Rehearsal")


def _next_day(opened: Opened) -> Doing:
    return opened.working_day(1, 10), {}


def _submit(opened: Opened) -> Doing:
    answers: Answers = {**GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "pooled_fund": "no"}
    answers |= {"group_pack": opened.row.group} if opened.row.group else {}
    return opened.not_before_opening(opened.row.submitted_at), answers


def _late_ruling(opened: Opened) -> Doing:
    return (opened.working_day(1, 11) if opened.row.late_ruling else None), {"late_ruling": opened.row.late_ruling}


def _thresholds(opened: Opened) -> Doing:
    answer = "yes" if opened.row.thresholds == "confirmed" else "no"
    answers: Answers = dict.fromkeys(("assurance_ok", "conflicts_ok", "finance_ok", "planning_ok"), answer)
    return (opened.working_day(1, 15) if opened.row.thresholds else None), answers


def _regional(opened: Opened) -> Doing:
    ruled = opened.row.regional
    window = f"{opened.row.model}-regional-moderation"
    against = ruled.startswith("not-recommended")
    answers: Answers = {
        "regional_recommendation": "not-recommended" if against else "recommended", "special_measures": "no",
        "conflicts_judgement": "not-sound" if against else "sound", "pooled_fund_compliant": "yes",
    }  # fmt: skip
    return (opened.in_window(window) if ruled else None), answers


def _agree_regionally(opened: Opened) -> Doing:
    return opened.working_day(1, 12), {"regional_agreement": opened.row.regional}


def _national(opened: Opened) -> Doing:
    ruled = opened.row.national.partition(":")[0]
    return (opened.in_window("national-moderation") if ruled else None), {"national_recommendation": ruled}


def _committee(opened: Opened) -> Doing:
    ruled = opened.row.committee.partition(":")[0]
    last = shipped_working_days().on_or_before(london_date(opened.round.due("committee-sign-off")))
    sitting = london(shipped_working_days().before(last, 8), time(14))
    answers: Answers = {
        "committee_decision": ruled, "conditions": "Governance changes", "condition_owner": "CCG chair",
        "condition_due": london_date(opened.round.due("agreement-signature")).isoformat(),
    }  # fmt: skip
    return (max(sitting, opened.working_day(1, 14)) if ruled else None), answers


def _conditions(opened: Opened) -> Doing:
    met = opened.row.committee == "conditional:met"
    return opened.working_day(10, 15), {"conditions_met": "met" if met else "not-taken-up"}


def _plan(opened: Opened) -> Doing:
    ruled = next((r for r in (opened.row.thresholds, opened.row.regional, opened.row.national) if ":" in r), "")
    plan = ruled.partition(":")[2] or "develop"
    return opened.working_day(3, 11), {"plan": plan, "ccg_agrees": "yes"}


def _constitution(opened: Opened) -> Doing:
    content = opened.row.constitution_content
    answers: Answers = {"constitution_content": content, "members_consulted": "yes", "region_has_copy": True}
    return opened.not_before_opening(opened.row.constitution_submitted_at if content else None), answers


def _late_constitution(opened: Opened) -> Doing:
    ruling = "next-round" if opened.row.late_ruling == "next-round" else "accept"
    done = opened.working_day(1, 11) if opened.row.late_ruling else None
    return done, {"late_constitution_ruling": ruling}


def _decide_constitution(opened: Opened) -> Doing:
    outcome = opened.row.constitution_outcome
    return opened.not_before_opening(opened.row.constitution_outcome_at if outcome else None), {
        "constitution_outcome": outcome
    }


def _sign_ccg(opened: Opened) -> Doing:
    organisation = opened.row.group if opened.row.group[:2].isdigit() else opened.row.ods_code
    answers: Answers = {"ccg_signing": "signed", "signed_by_organisation": organisation}
    return opened.not_before_opening(opened.row.ccg_signed_at), answers


def _sign_nhse(opened: Opened) -> Doing:
    return opened.not_before_opening(opened.row.nhse_signed_at), {"nhse_signing": "signed"}


def _next_arrangement(opened: Opened) -> Doing:
    return opened.working_day(1, 16), {"next_arrangement": opened.next_model}


def _withdraw(opened: Opened) -> Doing:
    return opened.row.withdrawn_at, {"withdrawal_reason": "finance"}


def _greater(opened: Opened) -> Doing:
    day = london_date(opened.row.submitted_at).isoformat() if opened.row.submitted_at else ""
    return opened.not_before_opening(opened.row.submitted_at), {"start_on": day}


def _after_refusal(opened: Opened) -> Doing:
    return opened.working_day(2, 10), {"after_refusal": "request-again"}


def _in_year(opened: Opened) -> Doing:
    start = london_date(opened.round.due("go-live")) + timedelta(days=91)
    return opened.working_day(5, 10), {"in_year_start_on": start.isoformat()}


_DOINGS: dict[str, Callable[[Opened], Doing]] = {
    "submit_proforma_delegated": _submit, "submit_proforma_joint": _submit, "submit_late_delegated": _submit,
    "submit_late_joint": _submit, "resubmit_proforma_delegated": lambda o: (_next_day(o)[0], _submit(o)[1]),
    "resubmit_proforma_joint": lambda o: (_next_day(o)[0], _submit(o)[1]),
    "rule_on_late_submission": _late_ruling, "rule_on_exception": _late_ruling, "confirm_thresholds": _thresholds,
    "moderate_regionally": _regional, "agree_regionally": _agree_regionally, "moderate_nationally": _national,
    "decide_sign_off": _committee, "confirm_conditions": _conditions, "agree_plan": _plan,
    "submit_constitution_request": _constitution, "rule_on_late_constitution": _late_constitution,
    "decide_constitution_request": _decide_constitution, "sign_for_ccg": _sign_ccg,
    "sign_for_nhs_england": _sign_nhse, "choose_next_arrangement": _next_arrangement,
    "withdraw_delegated": _withdraw, "withdraw_joint": _withdraw, "acknowledge_by_ccg": _greater,
    "decide_after_refusal": _after_refusal, "agree_in_year_start": _in_year,
    "withdraw_constitution": lambda _: (None, {}),
}  # fmt: skip
