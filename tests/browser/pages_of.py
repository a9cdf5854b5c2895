"""Which page is looked at by whom and in which states: every page of the application stands here, or why it does not.

The states: `empty`, a service in which nothing happened yet; `full`, one with much at every place; `error`, a form sent
empty or wrong; `late`, after a deadline and with what went wrong; `read-only`, what an auditor sees. The numbers in
addresses are those of `busy.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.roles import ROLES

EMPTY, FULL, ERROR, LATE, READ_ONLY = STATES = ("empty", "full", "error", "late", "read-only")
OFFICE, CCG, AUDITOR = "programme-office", "ccg", "auditor"
PACK = "submit_proforma_delegated"
CASE, STEP = "/cases/{case}", "/cases/{unsent}/steps/{element}"
DAYS = ("day", "month", "year")


@dataclass(frozen=True)
class Look:
    """One look: in which state, by whom ("" is nobody signed in), where, and what is filled in and pressed first.

    The fills are by selector. `refused`: the address itself is answered with a problem.
    """

    state: str
    who: str
    address: str
    presses: str = ""
    fills: Mapping[str, str | bool] = field(default_factory=dict)
    refused: bool = False


def wrong(who: str, address: str, presses: str, **fills: str | bool) -> Look:
    """Look at what comes of a form that was sent empty or wrong; the fills are by the id of the field."""
    return Look(ERROR, who, address, presses, {f"#{key}": value for key, value in fills.items()})


def looks(address: str, *by: tuple[str, str]) -> tuple[Look, ...]:
    """Look at one address in several states, each as somebody."""
    return tuple(Look(state, who, address) for state, who in by)


PAGES: Mapping[str, tuple[Look, ...]] = {
    "/": (
        *looks("/", *((EMPTY, role) for role in ROLES), *((FULL, role) for role in ROLES if role != AUDITOR)),
        *looks("/", (READ_ONLY, AUDITOR), (LATE, OFFICE), (LATE, CCG), (LATE, "exceptions-officer")),
    ),
    "/about": looks("/about", (EMPTY, "")),
    "/accessibility": looks("/accessibility", (EMPTY, "")),
    "/account": (*looks("/account", (EMPTY, CCG), (FULL, CCG)), wrong(CCG, "/account", "Add")),
    "/account/password": (
        *looks("/account/password", (FULL, CCG)), wrong(CCG, "/account/password", KEEP := "Keep this password"),
    ),
    "/account/sessions": looks("/account/sessions", (EMPTY, CCG), (FULL, CCG)),
    "/accounts": (
        *looks("/accounts", (EMPTY, OFFICE), (FULL, OFFICE)), wrong(OFFICE, "/accounts", "Send the invitation"),
    ),
    "/accounts/<username>": (
        *looks("/accounts/ccg", (FULL, OFFICE)), *looks(f"/accounts/{OFFICE}", (EMPTY, OFFICE)),
        wrong(OFFICE, "/accounts/ccg", "Give this role", scope="nowhere"),
    ),
    "/api": looks("/api", (EMPTY, "")),
    "/api/problems/<name>": looks("/api/problems/unusable", (EMPTY, "")),
    "/audit": (
        *looks("/audit", (EMPTY, "designer"), (READ_ONLY, AUDITOR)),
        Look(READ_ONLY, AUDITOR, "/audit", "Verify the ledger"),
    ),
    "/audit/reads": looks("/audit/reads", (EMPTY, AUDITOR), (READ_ONLY, AUDITOR)),
    "/bodies": (
        *looks("/bodies", (EMPTY, OFFICE), (FULL, OFFICE), (FULL, "exceptions-officer")),
        wrong(OFFICE, "/bodies", "Ask for it"),
    ),
    "/cases": (
        *looks("/cases", (EMPTY, OFFICE), (EMPTY, CCG), (FULL, OFFICE), (FULL, CCG), (READ_ONLY, AUDITOR)),
        *looks("/cases?search=nobody", (FULL, OFFICE)), *looks("/cases?late=1&ended=all", (LATE, OFFICE)),
        *looks("/cases?due=overdue", (LATE, "area-team")),
        Look(FULL, OFFICE, "/cases", SEE := "See what would happen", {"input[name=case]": True}),
        Look(FULL, OFFICE, "/cases", SEE, {"input[name=case]": True, "#act": "note", "#said": "Rang them"}),
    ),
    "/cases/<int:case_id>": (
        *looks(CASE, (FULL, OFFICE), (FULL, CCG), (FULL, "regional-panel"), (READ_ONLY, AUDITOR)),
        *looks("/cases/{live}", (FULL, "finance")),
        *looks(f"{CASE}?at=2015-01-08T14:02", (READ_ONLY, AUDITOR)),
        *looks(CASE, (LATE, OFFICE), (LATE, CCG)), *looks("/cases/{broken}", (LATE, OFFICE), (LATE, AUDITOR)),
        Look(EMPTY, CCG, "/cases/999", refused=True), Look(READ_ONLY, AUDITOR, f"{CASE}?at=yesterday", refused=True),
    ),
    "/cases/<int:case_id>/correct/<int:arrival_id>": (
        *looks(CORRECT := CASE + "/correct/{receipt}", (FULL, OFFICE)),
        wrong(OFFICE, CORRECT, "Ask a second officer to confirm"),
    ),
    "/cases/<int:case_id>/dates/<name>": (
        *looks(OWN_DATE := "/cases/{unsent}/dates/joint-submission", (FULL, OFFICE)),
        wrong(OFFICE, OWN_DATE, SEE),
    ),
    "/cases/<int:case_id>/documents/<digest>/mark": (
        *looks(MARK := CASE + "/documents/{digest}/mark", (FULL, OFFICE)),
        Look(ERROR, OFFICE, MARK, "Save", {"#sharing-3": True}),
    ),
    "/cases/<int:case_id>/receipts/<int:arrival_id>": (
        *looks(RECEIPT := CASE + "/receipts/{receipt}", (FULL, CCG), (LATE, CCG), (READ_ONLY, AUDITOR)),
    ),
    "/cases/<int:case_id>/received-elsewhere/<element>": (
        *looks(ELSEWHERE := "/cases/{unsent}/received-elsewhere/{element}", (FULL, OFFICE)),
        *looks(f"/cases/{{missing}}/received-elsewhere/{PACK}", (LATE, OFFICE)),
        wrong(OFFICE, ELSEWHERE, "Record it"),
    ),
    "/cases/<int:case_id>/steps/<element>": (
        *looks(STEP, (FULL, CCG)), *looks(f"{STEP}?all=1", (FULL, CCG)),
        *looks("/cases/{live}/steps/arrange_transfer", (FULL, "finance")),
        *looks(f"{CASE}/steps/rule_on_late_submission", (LATE, "exceptions-officer")),
        *looks(f"{CASE}/steps/{PACK}", (LATE, CCG)),
        wrong(CCG, f"{STEP}?all=1", "Check your answers", voting_members="many"),
        wrong("finance", "/cases/{live}/steps/arrange_transfer", "Check your answers"),
    ),
    "/cases/<int:case_id>/steps/<element>/check": looks(f"{STEP}/check", (FULL, CCG)),
    "/cases/<int:case_id>/steps/<element>/questions/<question>": (
        *looks(f"{STEP}/questions/chair_is_lay", (FULL, CCG)),
        wrong(CCG, f"{STEP}/questions/voting_members", "Save and continue", voting_members="many"),
    ),
    "/cases/<int:case_id>/versions/<element>": looks(f"{CASE}/versions/{PACK}", (FULL, CCG), (LATE, CCG)),
    "/cases/new": looks("/cases/new", (EMPTY, OFFICE), (EMPTY, CCG)),
    "/dates": looks("/dates", (EMPTY, OFFICE), (FULL, OFFICE), (READ_ONLY, AUDITOR)),
    "/dates/<int:change_id>": looks("/dates/1", (FULL, OFFICE), (READ_ONLY, AUDITOR)),
    "/dates/<int:change_id>/take-back": (
        *looks("/dates/1/take-back", (FULL, OFFICE)), wrong(OFFICE, "/dates/1/take-back", SEE),
    ),
    "/deadlines": looks("/deadlines", (EMPTY, CCG), (LATE, CCG)),
    "/deadlines/<round_>/<name>": looks("/deadlines/2014-15/delegated-submission", (FULL, CCG), (LATE, CCG)),
    "/deadlines/<round_>/<name>/change": (
        *looks("/deadlines/2014-15/go-live/change", (FULL, OFFICE)),
        wrong(OFFICE, "/deadlines/2014-15/go-live/change", SEE),
    ),
    "/deadlines/<round_>/holiday": (
        *looks("/deadlines/2014-15/holiday", (FULL, OFFICE)), wrong(OFFICE, "/deadlines/2014-15/holiday", SEE),
    ),
    "/demonstration/clock": (
        *looks("/demonstration/clock", (FULL, CCG)), wrong(CCG, "/demonstration/clock", "Move the clock"),
    ),
    "/forgotten": (
        *looks("/forgotten", (EMPTY, "")), Look(EMPTY, "", "/forgotten", "Send me a link", {"#email": "a@example.org"}),
    ),
    "/interests": (
        *looks("/interests", (EMPTY, "exceptions-officer"), (FULL, "national-panel"), (READ_ONLY, AUDITOR)),
        wrong("exceptions-officer", "/interests", "Enter it"),
    ),
    "/link/<token>": (
        *looks("/link/{token}", (FULL, "")),
        Look(EMPTY, "", "/link/none", refused=True), wrong("", "/link/{token}", KEEP),
    ),
    "/load": looks("/load", (EMPTY, OFFICE), (FULL, OFFICE), (FULL, CCG)),
    "/mail": looks("/mail", (EMPTY, AUDITOR), (FULL, OFFICE), (READ_ONLY, AUDITOR)),
    "/mail/<int:message_id>": looks("/mail/1", (FULL, OFFICE), (READ_ONLY, AUDITOR)),
    "/mail/addresses": (
        *looks("/mail/addresses", (EMPTY, OFFICE), (FULL, OFFICE)), wrong(OFFICE, "/mail/addresses", "Add"),
    ),
    "/mail/tasks": looks("/mail/tasks", (EMPTY, OFFICE), (FULL, OFFICE), (READ_ONLY, AUDITOR)),
    "/office": looks("/office", (EMPTY, OFFICE), (FULL, "office-2"), (LATE, OFFICE)),
    "/office/holds": (
        *looks("/office/holds", (EMPTY, OFFICE), (LATE, OFFICE)),
        Look(LATE, OFFICE, "/office/holds", "Release: let all this happen"),
    ),
    "/office/requests/<int:request_id>": looks("/office/requests/{request}", (FULL, OFFICE), (FULL, "office-2")),
    "/office/webhooks": (
        *looks("/office/webhooks", (EMPTY, OFFICE), (FULL, OFFICE)),
        Look(FULL, OFFICE, "/office/webhooks", "Register", {"#url": "https://hooks.example.org/"}),
        wrong(OFFICE, "/office/webhooks", "Register", url="https://127.0.0.1/"),
    ),
    "/office/webhooks/<int:hook_id>": looks("/office/webhooks/1", (FULL, OFFICE)),
    "/paths": looks("/paths", (EMPTY, CCG), (FULL, "publisher")),
    "/paths/<path>": looks("/paths/delegated", (FULL, CCG)),
    "/paths/<path>/edit": looks("/paths/local-approval/edit", (FULL, "designer")),
    "/register": (
        *looks("/register", (EMPTY, ""), (FULL, "")), *looks("/register?search=nobody", (FULL, "")),
    ),
    "/privacy": looks("/privacy", (EMPTY, "")),
    "/procurement": (
        *looks("/procurement", (EMPTY, CCG), (FULL, CCG), (READ_ONLY, AUDITOR)),
        wrong(CCG, "/procurement", "Enter it"),
    ),
    "/procurement/<int:procurement_id>": (
        *looks("/procurement/1", (FULL, CCG), (READ_ONLY, AUDITOR)),
        wrong(CCG, "/procurement/1", "Enter the correction"),
    ),
    "/register/editions/<int:number>": looks("/register/editions/1", (FULL, "")),
    "/register/interests": looks("/register/interests", (EMPTY, ""), (FULL, "")),
    "/register/procurement": looks("/register/procurement", (EMPTY, ""), (FULL, "")),
    "/register/prepare": (
        *looks("/register/prepare", (EMPTY, OFFICE), (FULL, OFFICE), (FULL, "office-2")),
    ),
    "/reports": looks("/reports", (FULL, OFFICE), (FULL, CCG), (READ_ONLY, AUDITOR)),
    "/reports/board": looks("/reports/board", (EMPTY, AUDITOR), (READ_ONLY, AUDITOR)),
    "/reports/tracker/import": (
        *looks("/reports/tracker/import", (FULL, OFFICE)),
        wrong(OFFICE, "/reports/tracker/import", "See what would change"),
    ),
    "/rounds": looks("/rounds", (EMPTY, OFFICE), (FULL, OFFICE), (READ_ONLY, AUDITOR)),
    "/rounds/<int:number>": looks("/rounds/{round}", (FULL, "office-2"), (READ_ONLY, AUDITOR)),
    "/rounds/new": (*looks("/rounds/new", (FULL, OFFICE)), wrong(OFFICE, "/rounds/new", "See the round")),
    "/setup": looks("/setup", (EMPTY, OFFICE), (FULL, OFFICE), (READ_ONLY, AUDITOR)),
    "/setup/import": (
        *looks("/setup/import", (EMPTY, OFFICE)), wrong(OFFICE, "/setup/import", "See what would change"),
    ),
    "/setup/import/<int:setup_id>": looks("/setup/import/{workbook}", (FULL, OFFICE), (FULL, "office-2")),
    "/setup/takeover": (
        *looks("/setup/takeover", (EMPTY, OFFICE)), wrong(OFFICE, "/setup/takeover", "Try it and ask a second officer"),
    ),
    "/setup/takeover/<int:setup_id>": looks("/setup/takeover/{takeover}", (FULL, OFFICE), (FULL, "office-2")),
    "/sign-in": (*looks("/sign-in", (EMPTY, "")), wrong("", "/sign-in", "Sign in")),
    "/sittings": looks("/sittings", (EMPTY, "committee"), (FULL, "regional-team"), (READ_ONLY, AUDITOR)),
    "/sittings/<int:sitting_id>": (
        *looks(SITTING := "/sittings/{sitting}", (FULL, "regional-team"), (FULL, "cleo"), (READ_ONLY, AUDITOR)),
        *looks("/sittings/{planned}", (FULL, OFFICE)),
    ),
    "/sittings/<int:sitting_id>/acts/<int:act_id>": looks(
        SITTING + "/acts/{act}", (FULL, "regional-team"), (READ_ONLY, AUDITOR)
    ),
    "/sittings/<int:sitting_id>/adjourn": (
        *looks(f"{SITTING}/adjourn", (FULL, "regional-team")),
        wrong("regional-team", f"{SITTING}/adjourn", "See which deadlines are at risk"),
    ),
    "/sittings/<int:sitting_id>/decide": (
        *looks(f"{SITTING}/decide", (FULL, "regional-panel")),
        wrong("regional-panel", f"{SITTING}/decide", "Decide"),
    ),
    "/sittings/<int:sitting_id>/declare": looks(f"{SITTING}/declare", (FULL, "cleo"), (FULL, "regional-team")),
    "/sittings/<int:sitting_id>/items/<int:case_id>": (
        *looks(SITTING + "/items/{case}", (FULL, "regional-panel"), (READ_ONLY, AUDITOR)),
    ),
    "/sittings/<int:sitting_id>/pack": looks(f"{SITTING}/pack", (FULL, "regional-panel"), (READ_ONLY, AUDITOR)),
    "/sittings/new": (
        *looks("/sittings/new", (FULL, "regional-team")), wrong("regional-team", "/sittings/new", "Plan the sitting"),
    ),
    "/timeline": looks("/timeline", (EMPTY, CCG), (FULL, OFFICE), (FULL, CCG), (LATE, OFFICE)),
}  # fmt: skip
FILE, DATA = "a file, always handed out as a download", "answers programs, not people"
NO_PAGES: Mapping[str, str] = {
    "/api/openapi.json": DATA, "/healthz": DATA, "/metrics": DATA, "/static/<path:filename>": "a built file",
    "/audit/reads.csv": FILE, "/calendar/<username>/<token>.ics": FILE, "/cases/<int:case_id>/deadlines.ics": FILE,
    "/cases/<int:case_id>/documents/<digest>": FILE, "/register/editions/<int:number>/<part>.csv": FILE,
    "/reports/board.<form>": FILE, "/reports/tracker.<form>": FILE, "/sittings/<int:sitting_id>/pack.docx": FILE,
    "/sittings/<int:sitting_id>/pack.pdf": FILE,
    "/setup/import/template.xlsx": FILE, "/setup/takeover/template.xlsx": FILE,
    "/sign-in/organisation": "leads on to the organisation's own sign-in",
    "/sign-in/organisation/back": "leads on to the first page",
}  # fmt: skip
"""What is asked for with GET and shows no page, with the reason; everything under /api/v1 answers programs."""
NO_ERRORS: Mapping[str, str] = {
    "/cases/new": "every field is a choice of what there is, and the first is chosen",
    "/register/prepare": "an edition that differs from none before it needs no words",
    "/forgotten": "answers the same whatever is given, so that nobody learns who has an account",
    "/sittings/<int:sitting_id>/declare": "everything may be left empty: no interest is an answer",
}  # fmt: skip
"""Pages that are posted to and never show an error, with the reason."""


def people_in(*states: str) -> list[tuple[str, str]]:
    """Return who looks at pages in which of some states, each once."""
    found = {(one.state, one.who): None for state in states for one in _in(state)}
    return list(found)


def looks_of(state: str, who: str) -> list[Look]:
    """Return what somebody looks at in a state."""
    return [one for one in _in(state) if one.who == who]


def _in(state: str) -> list[Look]:
    return [one for some in PAGES.values() for one in some if one.state == state]
