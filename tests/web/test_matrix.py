"""Every route, every role, what is their own and what is somebody else's: nothing foreign is seen or changed.

An object of somebody else answers exactly as one that does not exist: nobody learns that it is there. What a role may
not do at all answers 403 whatever it names. Written down is only what a session does about itself.
"""

import hashlib
import re
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from deadlines.clock import HandClock
from service.actions import asking, people, procurement, secretaries
from service.front.doors import EVERYBODY, PUBLIC, door_of, limiter
from service.front.state import OfficeState
from service.register import documents, preferences, saved_filters
from service.register.database import Database
from service.register.procurements import Procurement
from service.register.queries import Sight, case_row
from service.register.register import Register
from service.register.sessions import NewSession, begin_session
from service.register.sittings import interests
from service.register.sittings.interests import Interest
from service.register.tables import cases, metadata
from service.roles import ALL, ROLES, Person
from tests.web.conftest import BEGINS, OTHER_CCG, OWN_CCG
from tests.web.filling import good_answers

OFFICE = Person("programme-office", "", "programme-office")
SECRET = b"Private words of West Suffolk that nobody else may read"
PACK = "submit_proforma_delegated"
NOT_COMPARED = ("sessions", "reads", "attempts")
PLAIN = {
    "element": PACK, "round_": "2014-15", "name": "go-live", "path": "delegated", "filename": "favicon.svg",
    "number": "1", "part": "models", "form": "csv", "token": "x", "question": "check",
}  # fmt: skip
"""Arguments that name nothing of anybody's."""
NOWHERE = {"digest": "0" * 64, "username": "nobody-of-that-name"}
LISTS_EVERY_ORGANISATION = ("interest_pages.register_of_interests", "interest_pages.record", "api.organisations")


@pytest.fixture(scope="module")
def prepared(begun, tmp_path_factory):
    """A register in which each thing that can be named exists twice: of our CCG first, then of another one."""
    file = tmp_path_factory.mktemp("matrix") / "matrix.sqlite"
    shutil.copy(begun[0], file)
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINS), begun[1].rounds)
    theirs: dict[str, str] = {}
    for place, applicant in ((OWN_CCG, "ccg"), (OTHER_CCG, "other-ccg")):
        theirs = _things_of(register, place, applicant)
    yield register, theirs
    register.database.close()


def _things_of(register, place: str, applicant: str) -> dict[str, str]:
    case = people.open_case(register, OFFICE, "delegated", "2014-15", place)
    digest = documents.add(register, case, f"{place}.pdf", "application/pdf", SECRET + place.encode(), "", applicant)
    who = Person(applicant, "", "ccg", place)
    answers = good_answers(register, case, PACK)
    receipt = people.submit(register, who, case, PACK, answers, received_at=register.clock()).receipt
    row = {"username": applicant, "first_day": "2015-01-05", "last_day": "2015-01-06", "cover": "auditor"}
    preferences.add_absence(register, {**row, "by": applicant})
    number = interests.record(register, Interest(applicant, "financial", "A share", (place,), "2014-09-01"), "test")
    region = str(case_row(register, Sight(), case)["region"])
    sitting = secretaries.plan(
        register, OFFICE, "regional-panel", region, datetime(2015, 1, 20, 10, tzinfo=UTC), "", None
    )
    begin_session(register, NewSession(applicant, "password"))
    query = asking.ask(register, OFFICE, case, f"Which policy? {SECRET.decode() if place == OTHER_CCG else ''}", 5)
    saved_filters.save_filter(register, applicant, "Mine", "region=North")
    return {
        "case_id": str(case), "arrival_id": str(receipt.arrival), "digest": digest, "absence_id": "2",
        "interest_id": str(number), "sitting_id": str(sitting), "username": applicant, "session_id": "2",
        **dict.fromkeys(("act_id", "member_id", "request_id", "change_id", "hold_id", "message_id"), "1"),
        **dict.fromkeys(("mailbox_id", "task_id", "edition_id", "tenure_id", "identity_id", "succession_id"), "1"),
        "setup_id": "1", "procurement_id": str(_procurement(register, who)),
        "query_id": str(query), "filter_id": "2", "hook_id": "1",
    }  # fmt: skip


def _procurement(register, who: Person) -> int:
    words = SECRET.decode() if who.scope == OTHER_CCG else "Our own words"
    said = Procurement(f"{words} {who.scope}", "Minor surgery", "Committee", "2014-11-20", "", "None")
    return procurement.record(register, who, said)


@pytest.fixture
def served(built, prepared):
    """The application around the prepared register."""
    limiter.reset()
    limiter.enabled = False
    built.extensions["office"] = OfficeState(prepared[0], demonstration=False, clock=None)
    yield built
    limiter.enabled = True


def routes(app):
    """Return (endpoint, method, rule, arguments) of everything that is served."""
    return [
        (rule.endpoint, method, rule.rule, sorted(rule.arguments))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def address(rule: str, things: dict[str, str]) -> str:
    """Fill the arguments of a rule in; a KeyError names the one that this matrix does not know."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: {**PLAIN, **things}[match[1]], rule)


def nowhere(theirs: dict[str, str]) -> dict[str, str]:
    return {name: NOWHERE.get(name, "987654321") for name in theirs}


class Somebody:
    """Somebody with a role, who sends pages and answers of the API alike."""

    def __init__(self, app, register, username: str) -> None:
        self.client = app.test_client()
        token = begin_session(register, NewSession(username, "password"))
        with self.client.session_transaction() as session:
            session["token"] = token
        page = self.client.get("/about").text
        self.forgery = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
        self.bearer = {"Authorization": f"Bearer {begin_session(register, NewSession(username, 'api'))}"}

    def asks(self, method: str, where: str):
        if where.startswith("/api/"):
            body = {"json": {}} if method == "POST" else {}
            return self.client.open(where, method=method, headers=self.bearer, **body)
        form = {"data": {"csrf_token": self.forgery, "do": "send"}} if method == "POST" else {}
        return self.client.open(where, method=method, **form)


def digest_of_tables(register) -> str:
    """Return a digest of all rows, but of what a session writes about itself."""
    read = hashlib.sha256()
    with register.database.read() as connection:
        for table in metadata.sorted_tables:
            if table.name not in NOT_COMPARED:
                read.update(repr(connection.execute(select(table).order_by(*table.primary_key)).all()).encode())
    return read.hexdigest()


def marks(register, theirs) -> tuple[str, ...]:
    """Return what must not occur in anything that others see: reference and secret words of the foreign case."""
    with register.database.read() as connection:
        query = select(cases.c.reference).where(cases.c.organisation == OTHER_CCG)
        references = list(connection.execute(query).scalars())
    return (*references, SECRET.decode(), theirs["digest"])


BOUND = [role.id for role in ROLES.values() if role.sees != ALL]


def test_every_argument_of_every_route_is_known(served, prepared):
    _, theirs = prepared
    unknown = {name for _, _, _, names in routes(served) for name in names} - {*theirs, *PLAIN}
    assert unknown == set(), "say in PLAIN or in _things_of what these stand for"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("role", BOUND)
def test_what_is_somebody_elses_is_not_there_and_stays_as_it_is(role, served, prepared):
    register, theirs = prepared
    somebody, before, wrong = Somebody(served, register, role), digest_of_tables(register), []
    for endpoint, method, rule, names in routes(served):
        if not set(names) & set(theirs):
            continue
        answer = somebody.asks(method, address(rule, theirs))
        missing = somebody.asks(method, address(rule, nowhere(theirs)))
        allowed = (403, 404, 415, 422) if rule.startswith("/api/") and method == "POST" else (403, 404)
        public = door_of(served, endpoint) == (PUBLIC,)
        if not public and (answer.status_code not in allowed or answer.status_code != missing.status_code):
            wrong.append((method, rule, answer.status_code, missing.status_code))
        told = answer.text.replace(address(rule, theirs), "")  # a problem names the address that was asked for
        wrong += [(method, rule, mark) for mark in marks(register, theirs) if mark in told]
        answer.close()
        missing.close()
    assert wrong == [], wrong
    assert digest_of_tables(register) == before


@pytest.mark.timeout(60)
@pytest.mark.parametrize("role", BOUND)
def test_no_list_shows_what_is_somebody_elses(role, served, prepared):
    register, theirs = prepared
    somebody, found = Somebody(served, register, role), []
    names = (*marks(register, theirs), "NHS West Suffolk CCG")
    for endpoint, method, rule, arguments in routes(served):
        if method != "GET" or set(arguments) & set(theirs) or endpoint == "static":
            continue
        answer = somebody.asks(method, address(rule, {}))
        told = names[:-1] if endpoint in LISTS_EVERY_ORGANISATION else names
        found += [(rule, mark) for mark in told if mark in answer.text]
        answer.close()
    assert found == [], found


@pytest.mark.timeout(60)
@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_for_a_role_is_refused_and_changes_nothing(role, served, prepared):
    register, theirs = prepared
    somebody, before, wrong = Somebody(served, register, role), digest_of_tables(register), []
    for endpoint, method, rule, _ in routes(served):
        door = door_of(served, endpoint)
        if door in ((PUBLIC,), (EVERYBODY,)) or role in door:
            continue
        status = somebody.asks(method, address(rule, theirs)).status_code
        wrong += [(method, rule, status)] if status != 403 else []
    assert wrong == [], wrong
    assert digest_of_tables(register) == before


def test_what_is_ones_own_is_there(served, prepared):
    """The matrix is not empty: the same addresses answer to those whose they are."""
    register, theirs = prepared
    own = {**theirs, "case_id": "1", "arrival_id": "1", "username": "ccg", "sitting_id": "1"}
    everybody = [Somebody(served, register, role) for role in ROLES]
    for _, method, rule, names in routes(served):
        if method == "GET" and "case_id" in names and set(names) <= {"case_id", "arrival_id"}:
            found = [one.asks(method, address(rule, own)).status_code for one in everybody]
            assert 200 in found or 302 in found, (rule, found)


def test_the_matrix_sees_a_leak(served, prepared):
    """The other way round: to the office, which sees all, the foreign case is there with its reference."""
    register, theirs = prepared
    officer = Somebody(served, register, "programme-office")
    assert marks(register, theirs)[0] in officer.asks("GET", f"/cases/{theirs['case_id']}").text
    before = digest_of_tables(register)
    preferences.renew_feed(register, "ccg")
    assert digest_of_tables(register) != before
