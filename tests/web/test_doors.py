"""Whose each route is: every one is listed here with its role, and none is open that is not meant to be."""

import pytest

from service.front.doors import EVERYBODY, PUBLIC, door_of
from service.register.accounts import set_active
from service.roles import ALL, OWN, ROLES

OFFICERS = ("programme-office", "exceptions-officer")
READERS = ("programme-office", "exceptions-officer", "auditor")
ACCOUNT_OFFICERS = ("programme-office",)
DESIGNERS = ("designer", "publisher")
OPENERS = ("programme-office", "ccg")
AUDITORS = (
    "auditor", "programme-office", "exceptions-officer", "designer", "publisher", "finance", "committee",
    "national-panel", "constitution-officer", "delegation-issuer",
)  # fmt: skip
SITTERS = (
    "programme-office", "exceptions-officer", "auditor", "committee", "national-panel", "regional-panel",
    "regional-team", "ccg", "accountable-officer", "audit-chair",
)  # fmt: skip
SECRETARIES = ("programme-office", "regional-team", "national-panel", "committee", "ccg")
DECIDERS = ("regional-panel", "national-panel", "committee")
DECLARERS = (*SECRETARIES, "regional-panel", "accountable-officer", "audit-chair")
INTERESTED = (
    "regional-panel", "national-panel", "committee", "regional-team", "constitution-officer", "delegation-issuer",
    *OFFICERS,
)  # fmt: skip
DUTIFUL = ("ccg", "accountable-officer", "audit-chair", "programme-office", "exceptions-officer", "auditor")
ROUTES = {
    "GET /interests": (*INTERESTED, "auditor"),
    "POST /interests": INTERESTED,
    "POST /interests/<int:interest_id>/end": INTERESTED,
    "GET /privacy": PUBLIC,
    "GET /procurement": DUTIFUL,
    "POST /procurement": ("ccg",),
    "GET /procurement/<int:procurement_id>": DUTIFUL,
    "POST /procurement/<int:procurement_id>/correct": ("ccg",),
    "GET /register/procurement": PUBLIC,
    "GET /register/interests": PUBLIC,
    "GET /api/v1/procurements": DUTIFUL,
    "POST /api/v1/procurements": ("ccg",),
    "GET /api/v1/procurements/<int:procurement_id>": DUTIFUL,
    "POST /api/v1/procurements/<int:procurement_id>/correct": ("ccg",),
    "GET /setup": READERS,
    "GET /setup/import": ACCOUNT_OFFICERS,
    "POST /setup/import": ACCOUNT_OFFICERS,
    "GET /setup/import/template.xlsx": ACCOUNT_OFFICERS,
    "GET /setup/import/<int:setup_id>": ACCOUNT_OFFICERS,
    "POST /setup/import/<int:setup_id>/apply": ACCOUNT_OFFICERS,
    "POST /setup/import/<int:setup_id>/decline": ACCOUNT_OFFICERS,
    "GET /setup/takeover": ACCOUNT_OFFICERS,
    "POST /setup/takeover": ACCOUNT_OFFICERS,
    "GET /setup/takeover/template.xlsx": ACCOUNT_OFFICERS,
    "GET /setup/takeover/<int:setup_id>": ACCOUNT_OFFICERS,
    "POST /setup/takeover/<int:setup_id>/apply": ACCOUNT_OFFICERS,
    "POST /setup/takeover/<int:setup_id>/decline": ACCOUNT_OFFICERS,
    "GET /api/v1/cases/<int:case_id>/note": READERS,
    "POST /api/v1/cases/<int:case_id>/note": OFFICERS,
    "GET /api/v1/cases/<int:case_id>/queries": EVERYBODY,
    "POST /api/v1/cases/<int:case_id>/queries": ("programme-office", "exceptions-officer", "ccg"),
    "POST /api/v1/cases/<int:case_id>/queries/<int:query_id>/answer": EVERYBODY,
    "POST /api/v1/cases/<int:case_id>/documents/<digest>/mark": OFFICERS,
    "POST /api/v1/cases/many": OFFICERS,
    "POST /api/v1/cases/many/preview": OFFICERS,
    "GET /api/v1/rounds": READERS,
    "POST /api/v1/rounds": OFFICERS,
    "POST /api/v1/rounds/preview": OFFICERS,
    "POST /api/v1/rounds/<int:number>/open": OFFICERS,
    "POST /api/v1/rounds/<int:number>/decline": OFFICERS,
    "GET /api/v1/bodies": READERS,
    "POST /api/v1/bodies/successions": OFFICERS,
    "POST /api/v1/bodies/successions/<int:succession_id>/confirm": OFFICERS,
    "POST /api/v1/bodies/successions/<int:succession_id>/decline": OFFICERS,
    "GET /rounds": READERS,
    "GET /rounds/<int:number>": READERS,
    "GET /rounds/new": OFFICERS,
    "POST /rounds/new": OFFICERS,
    "POST /rounds/<int:number>/open": OFFICERS,
    "POST /rounds/<int:number>/decline": OFFICERS,
    "GET /sittings": SITTERS,
    "GET /sittings/new": SECRETARIES,
    "POST /sittings/new": SECRETARIES,
    "GET /sittings/<int:sitting_id>": SITTERS,
    "GET /sittings/<int:sitting_id>/acts/<int:act_id>": SITTERS,
    "GET /sittings/<int:sitting_id>/adjourn": SECRETARIES,
    "POST /sittings/<int:sitting_id>/adjourn": SECRETARIES,
    "POST /sittings/<int:sitting_id>/attendance": SECRETARIES,
    "POST /sittings/<int:sitting_id>/begin": SECRETARIES,
    "POST /sittings/<int:sitting_id>/close": SECRETARIES,
    "GET /sittings/<int:sitting_id>/decide": DECIDERS,
    "POST /sittings/<int:sitting_id>/decide": DECIDERS,
    "GET /sittings/<int:sitting_id>/declare": DECLARERS,
    "POST /sittings/<int:sitting_id>/declare": DECLARERS,
    "POST /sittings/<int:sitting_id>/freeze": SECRETARIES,
    "GET /sittings/<int:sitting_id>/items/<int:case_id>": SITTERS,
    "POST /sittings/<int:sitting_id>/members": SECRETARIES,
    "POST /sittings/<int:sitting_id>/members/<int:member_id>/remove": SECRETARIES,
    "POST /sittings/<int:sitting_id>/minutes": SECRETARIES,
    "POST /sittings/<int:sitting_id>/override": ("exceptions-officer",),
    "GET /sittings/<int:sitting_id>/pack": SITTERS,
    "GET /sittings/<int:sitting_id>/pack.docx": SITTERS,
    "GET /sittings/<int:sitting_id>/pack.pdf": SITTERS,
    "GET /": EVERYBODY,
    "GET /about": PUBLIC,
    "GET /account": EVERYBODY,
    "POST /account/absences": EVERYBODY,
    "POST /account/absences/<int:absence_id>/remove": EVERYBODY,
    "POST /account/mail": EVERYBODY,
    "GET /account/password": EVERYBODY,
    "POST /account/password": EVERYBODY,
    "POST /account/role": EVERYBODY,
    "GET /account/sessions": EVERYBODY,
    "POST /account/sessions/<int:session_id>/end": EVERYBODY,
    "POST /account/sessions/end-others": EVERYBODY,
    "GET /accounts": ACCOUNT_OFFICERS,
    "POST /accounts": ACCOUNT_OFFICERS,
    "GET /accounts/<username>": ACCOUNT_OFFICERS,
    "POST /accounts/<username>/close": ACCOUNT_OFFICERS,
    "POST /accounts/<username>/identities": ACCOUNT_OFFICERS,
    "POST /accounts/<username>/identities/<int:identity_id>/remove": ACCOUNT_OFFICERS,
    "POST /accounts/<username>/invite": ACCOUNT_OFFICERS,
    "POST /accounts/<username>/reopen": ACCOUNT_OFFICERS,
    "POST /accounts/<username>/roles": ACCOUNT_OFFICERS,
    "POST /accounts/<username>/roles/<int:tenure_id>/end": ACCOUNT_OFFICERS,
    "POST /accounts/<username>/sessions/end": ACCOUNT_OFFICERS,
    "GET /audit/reads": ("auditor",),
    "GET /audit/reads.csv": ("auditor",),
    "GET /bodies": OFFICERS,
    "POST /bodies/successions": OFFICERS,
    "POST /bodies/successions/<int:succession_id>/confirm": OFFICERS,
    "POST /bodies/successions/<int:succession_id>/decline": OFFICERS,
    "GET /forgotten": PUBLIC,
    "POST /forgotten": PUBLIC,
    "GET /link/<token>": PUBLIC,
    "POST /link/<token>": PUBLIC,
    "GET /sign-in/organisation": PUBLIC,
    "GET /sign-in/organisation/back": PUBLIC,
    "GET /accessibility": PUBLIC,
    "GET /audit": AUDITORS,
    "POST /audit/verify": AUDITORS,
    "GET /cases": EVERYBODY,
    "POST /cases/bulk": OFFICERS,
    "POST /cases/bulk/do": OFFICERS,
    "POST /cases/<int:case_id>/note": OFFICERS,
    "POST /cases/<int:case_id>/queries": ("programme-office", "exceptions-officer", "ccg"),
    "POST /cases/<int:case_id>/queries/<int:query_id>/answer": EVERYBODY,
    "POST /cases/filters": EVERYBODY,
    "POST /cases/filters/<int:filter_id>/forget": EVERYBODY,
    "GET /cases/<int:case_id>": EVERYBODY,
    "GET /cases/<int:case_id>/correct/<int:arrival_id>": OFFICERS,
    "POST /cases/<int:case_id>/correct/<int:arrival_id>": OFFICERS,
    "GET /cases/<int:case_id>/documents/<digest>": EVERYBODY,
    "GET /cases/<int:case_id>/documents/<digest>/mark": OFFICERS,
    "POST /cases/<int:case_id>/documents/<digest>/mark": OFFICERS,
    "GET /cases/<int:case_id>/received-elsewhere/<element>": OFFICERS,
    "POST /cases/<int:case_id>/received-elsewhere/<element>": OFFICERS,
    "GET /cases/<int:case_id>/receipts/<int:arrival_id>": EVERYBODY,
    "POST /cases/<int:case_id>/retry": OFFICERS,
    "GET /cases/<int:case_id>/steps/<element>": EVERYBODY,
    "GET /cases/<int:case_id>/steps/<element>/check": EVERYBODY,
    "POST /cases/<int:case_id>/steps/<element>/draft": EVERYBODY,
    "GET /cases/<int:case_id>/steps/<element>/questions/<question>": EVERYBODY,
    "POST /cases/<int:case_id>/steps/<element>/questions/<question>": EVERYBODY,
    "GET /cases/<int:case_id>/versions/<element>": EVERYBODY,
    "POST /cases/<int:case_id>/steps/<element>": EVERYBODY,
    "GET /cases/new": OPENERS,
    "POST /cases/new": OPENERS,
    "GET /deadlines": EVERYBODY,
    "GET /calendar/<username>/<token>.ics": PUBLIC,
    "GET /cases/<int:case_id>/deadlines.ics": EVERYBODY,
    "POST /account/feed": EVERYBODY,
    "GET /dates": READERS,
    "GET /dates/<int:change_id>": READERS,
    "POST /dates/<int:change_id>/apply": OFFICERS,
    "POST /dates/<int:change_id>/decline": OFFICERS,
    "POST /dates/<int:change_id>/renew": OFFICERS,
    "POST /dates/<int:change_id>/rulings/<int:case_id>/<element>": OFFICERS,
    "GET /dates/<int:change_id>/take-back": OFFICERS,
    "POST /dates/<int:change_id>/take-back": OFFICERS,
    "GET /cases/<int:case_id>/dates/<name>": OFFICERS,
    "POST /cases/<int:case_id>/dates/<name>": OFFICERS,
    "GET /deadlines/<round_>/<name>": EVERYBODY,
    "GET /deadlines/<round_>/<name>/change": OFFICERS,
    "POST /deadlines/<round_>/<name>/change": OFFICERS,
    "GET /deadlines/<round_>/holiday": OFFICERS,
    "POST /deadlines/<round_>/holiday": OFFICERS,
    "GET /demonstration/clock": EVERYBODY,
    "POST /demonstration/clock": EVERYBODY,
    "GET /healthz": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /mail": READERS,
    "GET /mail/<int:message_id>": READERS,
    "POST /mail/<int:message_id>/again": OFFICERS,
    "POST /mail/<int:message_id>/delivered": OFFICERS,
    "GET /mail/addresses": OFFICERS,
    "POST /mail/addresses": OFFICERS,
    "POST /mail/mailboxes": OFFICERS,
    "POST /mail/mailboxes/<int:mailbox_id>/remove": OFFICERS,
    "POST /mail/notify-callback": PUBLIC,
    "GET /mail/tasks": READERS,
    "POST /mail/tasks/<int:task_id>/done": OFFICERS,
    "GET /office": OFFICERS,
    "POST /office/clock/believe": OFFICERS,
    "GET /office/holds": OFFICERS,
    "POST /office/holds/<int:hold_id>/release": OFFICERS,
    "GET /office/requests/<int:request_id>": OFFICERS,
    "POST /office/requests/<int:request_id>/confirm": OFFICERS,
    "POST /office/requests/<int:request_id>/decline": OFFICERS,
    "GET /paths": EVERYBODY,
    "GET /paths/<path>": EVERYBODY,
    "POST /paths/<path>/check": DESIGNERS,
    "GET /paths/<path>/edit": DESIGNERS,
    "POST /paths/<path>/propose": DESIGNERS,
    "POST /paths/<path>/publish": DESIGNERS,
    "POST /paths/<path>/save": DESIGNERS,
    "GET /sign-in": PUBLIC,
    "POST /sign-in": PUBLIC,
    "POST /sign-in/demonstration": PUBLIC,
    "POST /sign-out": PUBLIC,
    "GET /register": PUBLIC,
    "GET /register/editions/<int:number>": PUBLIC,
    "GET /register/editions/<int:number>/<part>.csv": PUBLIC,
    "GET /register/prepare": OFFICERS,
    "POST /register/prepare": OFFICERS,
    "POST /register/waiting/<int:edition_id>/publish": OFFICERS,
    "POST /register/waiting/<int:edition_id>/decline": OFFICERS,
    "GET /reports": EVERYBODY,
    "GET /reports/board": READERS,
    "GET /reports/board.<form>": READERS,
    "GET /reports/tracker.<form>": EVERYBODY,
    "GET /reports/tracker/import": OFFICERS,
    "POST /reports/tracker/import": OFFICERS,
    "POST /reports/tracker/import/apply": OFFICERS,
    "GET /load": EVERYBODY,
    "GET /timeline": EVERYBODY,
    "GET /static/<path:filename>": PUBLIC,
    "GET /api/v1/audit": AUDITORS,
    "GET /api/v1/interests": (*INTERESTED, "auditor"),
    "POST /api/v1/interests": INTERESTED,
    "GET /api/v1/sittings": SITTERS,
    "POST /api/v1/sittings": SECRETARIES,
    "GET /api/v1/sittings/<int:sitting_id>": SITTERS,
    "GET /api/v1/sittings/<int:sitting_id>/acts/<int:act_id>": SITTERS,
    "POST /api/v1/sittings/<int:sitting_id>/begin": SECRETARIES,
    "POST /api/v1/sittings/<int:sitting_id>/decisions": DECIDERS,
    "POST /api/v1/sittings/<int:sitting_id>/declarations": DECLARERS,
    "POST /api/v1/sittings/<int:sitting_id>/freeze": SECRETARIES,
    "GET /api/v1/rounds/<round_>/changes": READERS,
    "POST /api/v1/rounds/<round_>/changes": OFFICERS,
    "POST /api/v1/changes/<int:change_id>/apply": OFFICERS,
    "POST /api/v1/changes/<int:change_id>/decline": OFFICERS,
    "POST /api/v1/changes/<int:change_id>/rulings": OFFICERS,
    "GET /api/v1/cases": EVERYBODY,
    "POST /api/v1/cases": EVERYBODY,
    "GET /api/v1/cases/<int:case_id>": EVERYBODY,
    "GET /api/v1/cases/<int:case_id>/arrivals/<int:arrival_id>": EVERYBODY,
    "GET /api/v1/cases/<int:case_id>/ledger": EVERYBODY,
    "GET /api/v1/cases/<int:case_id>/steps": EVERYBODY,
    "POST /api/v1/cases/<int:case_id>/steps/<element>": EVERYBODY,
    "GET /api/v1/deadlines": EVERYBODY,
    "GET /api/v1/deadlines/<round_>/<name>": EVERYBODY,
    "GET /api/v1/mail": READERS,
    "GET /api/v1/mail/<int:message_id>": READERS,
    "GET /api/v1/openapi.json": PUBLIC,
    "GET /api/v1/paths": EVERYBODY,
    "GET /api/v1/paths/<path>": EVERYBODY,
    "POST /api/v1/tokens": PUBLIC,
    "GET /api/v1/rounds/<round_>/ocel": READERS,
    "GET /api/v1/cases/<int:case_id>/steps/<element>/draft": EVERYBODY,
    "POST /api/v1/cases/<int:case_id>/steps/<element>/draft": EVERYBODY,
    "GET /api": PUBLIC,
    "GET /api/openapi.json": PUBLIC,
    "GET /api/problems/<name>": PUBLIC,
    "GET /api/v1/account": EVERYBODY,
    "POST /api/v1/account/absences": EVERYBODY,
    "POST /api/v1/account/absences/<int:absence_id>/remove": EVERYBODY,
    "POST /api/v1/account/feed": EVERYBODY,
    "POST /api/v1/account/mail": EVERYBODY,
    "GET /api/v1/cases/<int:case_id>/arrivals": EVERYBODY,
    "GET /api/v1/cases/<int:case_id>/arrivals/<int:arrival_id>/correction": OFFICERS,
    "POST /api/v1/cases/<int:case_id>/arrivals/<int:arrival_id>/correction": OFFICERS,
    "POST /api/v1/cases/<int:case_id>/claims": OFFICERS,
    "GET /api/v1/cases/<int:case_id>/documents": EVERYBODY,
    "POST /api/v1/cases/<int:case_id>/documents": EVERYBODY,
    "GET /api/v1/cases/<int:case_id>/documents/<digest>": EVERYBODY,
    "GET /api/v1/cases/<int:case_id>/export": EVERYBODY,
    "POST /api/v1/cases/<int:case_id>/retry": OFFICERS,
    "GET /api/v1/changes/<int:change_id>": READERS,
    "POST /api/v1/changes/<int:change_id>/renew": OFFICERS,
    "POST /api/v1/clock/believe": OFFICERS,
    "GET /api/v1/events": EVERYBODY,
    "GET /api/v1/holds": OFFICERS,
    "POST /api/v1/holds/<int:hold_id>/release": OFFICERS,
    "POST /api/v1/interests/<int:interest_id>/end": INTERESTED,
    "POST /api/v1/mail/<int:message_id>/again": OFFICERS,
    "POST /api/v1/mail/<int:message_id>/delivered": OFFICERS,
    "GET /api/v1/mail/addresses": OFFICERS,
    "POST /api/v1/mail/addresses": OFFICERS,
    "POST /api/v1/mail/mailboxes": OFFICERS,
    "POST /api/v1/mail/mailboxes/<int:mailbox_id>/remove": OFFICERS,
    "GET /api/v1/mail/tasks": READERS,
    "POST /api/v1/mail/tasks/<int:task_id>/done": OFFICERS,
    "GET /api/v1/organisations": EVERYBODY,
    "POST /api/v1/paths/<path>/check": DESIGNERS,
    "GET /api/v1/paths/<path>/draft": DESIGNERS,
    "POST /api/v1/paths/<path>/propose": DESIGNERS,
    "POST /api/v1/paths/<path>/publish": DESIGNERS,
    "POST /api/v1/paths/<path>/save": DESIGNERS,
    "GET /api/v1/register": PUBLIC,
    "GET /api/v1/register/editions/<int:number>": PUBLIC,
    "GET /api/v1/register/next": OFFICERS,
    "POST /api/v1/register/next": OFFICERS,
    "POST /api/v1/register/waiting/<int:edition_id>/decline": OFFICERS,
    "POST /api/v1/register/waiting/<int:edition_id>/publish": OFFICERS,
    "GET /api/v1/reports/board": READERS,
    "GET /api/v1/requests": OFFICERS,
    "GET /api/v1/requests/<int:request_id>": OFFICERS,
    "POST /api/v1/requests/<int:request_id>/confirm": OFFICERS,
    "POST /api/v1/requests/<int:request_id>/decline": OFFICERS,
    "POST /api/v1/sittings/<int:sitting_id>/adjourn": SECRETARIES,
    "POST /api/v1/sittings/<int:sitting_id>/attendance": SECRETARIES,
    "POST /api/v1/sittings/<int:sitting_id>/close": SECRETARIES,
    "POST /api/v1/sittings/<int:sitting_id>/members": SECRETARIES,
    "POST /api/v1/sittings/<int:sitting_id>/members/<int:member_id>/remove": SECRETARIES,
    "POST /api/v1/sittings/<int:sitting_id>/minutes": SECRETARIES,
    "POST /api/v1/sittings/<int:sitting_id>/override": ("exceptions-officer",),
    "GET /api/v1/sittings/<int:sitting_id>/pack": SITTERS,
    "GET /api/v1/timeline": EVERYBODY,
    "GET /api/v1/tracker": EVERYBODY,
    "POST /api/v1/tracker/apply": OFFICERS,
    "POST /api/v1/tracker/preview": OFFICERS,
    "GET /api/v1/webhooks": READERS,
    "POST /api/v1/webhooks": OFFICERS,
    "GET /api/v1/webhooks/<int:hook_id>": READERS,
    "GET /api/v1/webhooks/<int:hook_id>/deliveries": READERS,
    "POST /api/v1/webhooks/<int:hook_id>/pause": OFFICERS,
    "POST /api/v1/webhooks/<int:hook_id>/remove": OFFICERS,
    "POST /api/v1/webhooks/<int:hook_id>/resume": OFFICERS,
    "POST /api/v1/webhooks/<int:hook_id>/test": OFFICERS,
    "GET /office/webhooks": OFFICERS,
    "POST /office/webhooks": OFFICERS,
    "GET /office/webhooks/<int:hook_id>": OFFICERS,
    "POST /office/webhooks/<int:hook_id>/pause": OFFICERS,
    "POST /office/webhooks/<int:hook_id>/remove": OFFICERS,
    "POST /office/webhooks/<int:hook_id>/resume": OFFICERS,
    "POST /office/webhooks/<int:hook_id>/test": OFFICERS,
}
GIVEN = {
    "<int:case_id>": "1", "<int:arrival_id>": "1", "<int:request_id>": "1", "<int:change_id>": "1",
    "<int:hold_id>": "1", "<element>": "submit_proforma_delegated",
    "<digest>": "0" * 64, "<round_>": "2014-15", "<name>": "go-live", "<path>": "delegated",
    "<path:filename>": "favicon.svg", "<int:message_id>": "1", "<int:absence_id>": "1", "<int:mailbox_id>": "1",
    "<int:task_id>": "1", "<int:number>": "1", "<int:edition_id>": "1", "<part>": "models", "<form>": "csv",
    "<int:sitting_id>": "1", "<int:act_id>": "1", "<int:member_id>": "1",
    "<int:interest_id>": "1", "<int:filter_id>": "1", "<int:query_id>": "1",
    "<int:session_id>": "1", "<int:tenure_id>": "1", "<int:identity_id>": "1",
    "<int:succession_id>": "99", "<username>": "ccg", "<token>": "x",
    "<int:hook_id>": "1", "<int:setup_id>": "1", "<int:procurement_id>": "1",
}  # fmt: skip
SHUT = {route: roles for route, roles in ROUTES.items() if isinstance(roles, tuple)}


def address(route: str) -> str:
    path = route.split(" ")[1]
    for name, value in GIVEN.items():
        path = path.replace(name, value)
    return path


def served(app):
    rules = ((method, rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"})
    return {f"{method} {rule.rule}": door_of(app, rule.endpoint) for method, rule in rules}


def test_every_route_is_listed_here_with_its_role(app):
    listed = {route: roles if isinstance(roles, tuple) else (roles,) for route, roles in ROUTES.items()}
    assert served(app) == listed


@pytest.mark.parametrize("route", SHUT)
def test_a_route_lets_its_roles_in_and_keeps_all_others_out(route, visitor, case_id):
    method = route.split(" ")[0]
    for role in ROLES:
        client = visitor(role)
        if method == "GET":
            client.page = client.client.get(address(route))
            assert (client.page.status_code != 403) == (role in SHUT[route]), role
        elif role not in SHUT[route]:
            client.posts(address(route), 403)


@pytest.mark.parametrize("route", [route for route, roles in ROUTES.items() if roles != PUBLIC])
def test_nobody_who_is_not_signed_in_gets_in(route, app):
    method, path = route.split(" ")[0], address(route)
    answer = app.test_client().open(path, method=method)
    if method == "POST":
        assert answer.status_code in (400, 401)
    elif path.startswith("/api/"):
        assert answer.status_code == 401
    else:
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("route", [route for route in ROUTES if "case_id" in route and route.startswith("GET")])
def test_a_case_of_another_organisation_is_not_there(route, visitor, case_id):
    page = address(route)
    for role in (one.id for one in ROLES.values() if one.sees != ALL):
        stranger = role if role in ("designer", "publisher") else f"other-{role}"
        expected = (403, 404) if isinstance(ROUTES[route], tuple) else (404,)
        client = visitor(stranger).client
        assert client.get(page).status_code in expected, role


def test_a_step_of_another_organisation_cannot_be_sent(visitor, case_id):
    visitor("other-ccg").posts(f"/cases/{case_id}/steps/submit_proforma_delegated", 404, do="send")


def test_each_role_sees_its_own_cases_in_the_list(visitor, case_id):
    for role in ROLES.values():
        seen = "NHS Rotherham CCG" in visitor(role.id).gets("/cases")
        assert seen == (role.sees != "none"), role
    for role in ("other-ccg", "other-regional-team", "other-area-team"):
        assert "NHS Rotherham CCG" not in visitor(role).gets("/cases"), role


def test_a_step_is_done_only_by_its_role(visitor, case_id):
    step = f"/cases/{case_id}/steps/submit_proforma_delegated"
    for role in ROLES.values():
        if role.sees != "none":
            visitor(role.id).gets(step, 200 if role.id == "ccg" else 403)


def test_an_account_that_is_closed_is_signed_out(register, visitor):
    client = visitor("other-ccg").client
    assert client.get("/cases").status_code == 200
    set_active(register, "other-ccg", "test", active=False)
    assert client.get("/cases").status_code == 302


OWN_ROLES = [role.id for role in ROLES.values() if role.sees == OWN]


@pytest.mark.parametrize("role", OWN_ROLES)
def test_an_organisations_people_see_no_other_case_through_the_api(role, visitor, case_id):
    client = visitor(f"other-{role}").client
    assert client.get(f"/api/v1/cases/{case_id}").status_code == 404
    assert client.get("/api/v1/cases").json["count"] == 0
