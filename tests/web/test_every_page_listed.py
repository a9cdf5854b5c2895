"""Which pages the browser looks at: all there are, in each state that they have. No browser is needed here."""

from tests.browser.pages_of import EMPTY, ERROR, FULL, LATE, NO_ERRORS, NO_PAGES, PAGES, READ_ONLY, STATES
from tests.web.test_doors import ROUTES

API = "/api/v1/"


def routes(app, method):
    """The routes of the application that take a method, but for those of the API."""
    return {rule.rule for rule in app.url_map.iter_rules() if method in rule.methods and not rule.rule.startswith(API)}


def test_every_page_is_looked_at_or_it_is_said_why_not(app):
    assert routes(app, "GET") == PAGES.keys() | NO_PAGES.keys()
    assert PAGES.keys() & NO_PAGES.keys() == set()


def test_every_address_that_is_looked_at_belongs_to_its_route(app):
    numbers = dict.fromkeys(("case", "unsent", "live", "missing", "broken", "receipt", "request", "round"), "1")
    numbers |= dict.fromkeys(("planned", "sitting", "act"), "1") | {"element": "x", "digest": "x", "token": "x"}
    found = app.url_map.bind("localhost")
    for route, looks in PAGES.items():
        for look in looks:
            rule, _ = found.match(look.address.format_map(numbers).partition("?")[0], return_rule=True)
            assert rule.rule == route, look


def test_every_page_is_looked_at_by_somebody_whose_it_is():
    for route, looks in PAGES.items():
        doors = ROUTES[f"GET {route}"]
        for look in looks:
            role = {"office-2": "programme-office", "cleo": "regional-panel"}.get(look.who, look.who)
            assert doors == "public" or (role if isinstance(doors, tuple) else "everybody") in doors, look


def test_every_page_with_a_form_is_looked_at_with_an_error_or_it_is_said_why_not(app):
    with_form = PAGES.keys() & routes(app, "POST")
    with_error = {route for route, looks in PAGES.items() if any(look.state == ERROR for look in looks)}
    assert with_form - with_error == NO_ERRORS.keys()


def test_every_state_is_looked_at_and_no_page_only_when_it_is_empty(app):
    assert {look.state for looks in PAGES.values() for look in looks} == set(STATES)
    plain = {
        "/about",
        "/accessibility",
        "/privacy",
        "/api",
        "/api/problems/<name>",
        "/cases/new",
        "/forgotten",
        "/sign-in",
    }
    for route, looks in PAGES.items():
        states = {look.state for look in looks}
        assert states & {FULL, LATE, READ_ONLY} or (route in plain and EMPTY in states), route


def test_an_auditor_looks_at_every_page_that_an_auditor_may_open():
    may = {
        route for route in PAGES
        if isinstance(doors := ROUTES[f"GET {route}"], tuple) and "auditor" in doors
    }  # fmt: skip
    seen = {route for route, looks in PAGES.items() if any(look.who == "auditor" for look in looks)}
    assert may <= seen
