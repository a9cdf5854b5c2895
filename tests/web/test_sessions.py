"""Sessions are rows: how long they last, what ends them, what the cookie carries and what they cost."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from service.actions import access, accounts
from service.actions.access import NewRole
from service.front.agents import family
from service.register.accounts import roles_of, who_asks
from service.register.sessions import LASTS, NewSession, begin_session, digest_of, sessions_of
from service.register.tables import sessions
from service.roles import Person
from tests.web.conftest import PASSWORD, Visitor

OFFICER = Person("programme-office", "", "programme-office")
IDLE = timedelta(hours=4)
TICK = timedelta(microseconds=1)


def rows(register):
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(select(sessions).order_by(sessions.c.id)).mappings()]


def cookie(client):
    return client.get_cookie("approvals").value


def signed_in(visitor):
    return visitor.client.get("/cases").status_code == 200


def test_the_cookie_carries_a_random_token_of_which_only_the_digest_is_kept(visitor, register):
    someone = visitor("ccg")
    token = cookie(someone.client)
    assert len(token) == 43
    assert [row["digest"] for row in rows(register)] == [digest_of(token)]
    assert token not in str(rows(register))


def test_signing_in_gives_another_token_and_signing_out_ends_the_row(app, register):
    visitor = Visitor(app.test_client())
    visitor.gets("/sign-in")
    before = cookie(visitor.client)
    visitor.posts("/sign-in", username="ccg", password=PASSWORD)
    token = cookie(visitor.client)
    assert token != before
    visitor.posts("/sign-out")
    assert rows(register)[0]["ended_at"] is not None
    assert cookie(visitor.client) not in (before, token)
    visitor.client.set_cookie("approvals", token)
    assert not signed_in(visitor)


@pytest.mark.parametrize(("after", "lasts"), [(IDLE - TICK, True), (IDLE, False), (IDLE + TICK, False)])
def test_a_session_ends_after_an_hour_without_use(after, lasts, visitor, watch):
    someone = visitor("ccg")
    watch.advance(after)
    assert signed_in(someone) == lasts


@pytest.mark.parametrize(("after", "lasts"), [(LASTS - TICK, True), (LASTS, False), (LASTS + TICK, False)])
def test_a_session_in_use_ends_after_twelve_hours(after, lasts, visitor, watch):
    someone = visitor("ccg")
    for _ in range(14):
        watch.advance(timedelta(minutes=50))
        assert signed_in(someone)
    watch.advance(after - timedelta(minutes=700))
    assert signed_in(someone) == lasts


def test_that_a_session_is_used_is_written_at_most_once_a_minute(visitor, watch, register):
    someone, written = visitor("ccg"), []
    event.listen(register.database.engine, "before_cursor_execute", lambda *args: written.append(args[2]))
    for _ in range(5):
        someone.gets("/cases")
    assert written == []
    watch.advance(timedelta(minutes=1))
    for _ in range(5):
        someone.gets("/cases")
    assert [one for one in written if not one.startswith("BEGIN")] == [
        "UPDATE sessions SET seen_at=? WHERE sessions.id = ?"
    ]


def plan_of(register, statement):
    with register.database.read() as connection:
        return " ".join(str(row.detail) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))


def test_who_asks_is_found_by_one_statement_and_by_indexes(register):
    token, asked = begin_session(register, NewSession("programme-office", "password")), []
    event.listen(register.database._reader, "before_cursor_execute", lambda *args: asked.append(args[2:4]))
    assert who_asks(register, token).person == OFFICER.__class__(
        "programme-office", "programme-office", "programme-office"
    )
    assert len(asked) == 1
    statement, values = asked[0]
    for value in values:
        statement = statement.replace("?", f"'{value}'", 1)
    assert "SCAN" not in plan_of(register, statement)


def test_a_static_file_asks_nobody(visitor, register):
    someone, asked = visitor("ccg"), []
    event.listen(register.database._reader, "before_cursor_execute", lambda *args: asked.append(args[2]))
    someone.client.get("/static/favicon.svg").close()
    assert asked == []


def test_a_person_sees_their_sessions_and_ends_one_or_all_others(visitor, register):
    here, there, elsewhere = (visitor("ccg") for _ in range(3))
    assert here.gets("/account/sessions").count("End it") == 3
    here.posts("/account/sessions/2/end")
    assert [signed_in(one) for one in (here, there, elsewhere)] == [True, False, True]
    here.posts("/account/sessions/end-others")
    assert [signed_in(one) for one in (here, elsewhere)] == [True, False]
    here.posts("/account/sessions/2/end", 404)


def test_nobody_ends_the_session_of_somebody_else(visitor):
    someone, other = visitor("ccg"), visitor("auditor")
    other.posts("/account/sessions/1/end", 404)
    assert signed_in(someone)


@pytest.mark.parametrize("what", ["sessions/end", "close", "roles"])
def test_an_officer_ends_all_sessions_of_somebody_by_what_they_change(what, visitor):
    someone, officer = visitor("other-ccg"), visitor("programme-office")
    officer.posts(f"/accounts/other-ccg/{what}", role="auditor")
    assert not signed_in(someone)
    assert signed_in(officer)


def test_another_password_ends_every_session(app, visitor):
    someone, elsewhere = visitor("ccg"), visitor("ccg")
    form = {"old": PASSWORD, "password": "three quiet words", "again": "three quiet words"}
    someone.posts("/account/password", 422, **{**form, "again": "something else"})
    someone.posts("/account/password", 422, **{**form, "old": "wrong"})
    someone.posts("/account/password", 422, **{**form, "password": "short", "again": "short"})
    assert "current-password" in someone.gets("/account/password")
    someone.posts("/account/password", **form)
    assert not signed_in(someone)
    assert not signed_in(elsewhere)
    Visitor(app.test_client()).posts("/sign-in", username="ccg", password="three quiet words")


def test_a_token_against_forgery_is_worth_nothing_in_another_session(visitor):
    mine, other = visitor("ccg"), visitor("ccg")
    page = other.client.get("/account").text
    stolen = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = mine.client.post("/account/mail", data={"csrf_token": stolen, "mail": "daily"})
    assert answer.status_code == 400


def test_an_api_token_is_a_session_and_dies_with_the_account(app, visitor):
    client = app.test_client()
    token = client.post("/api/v1/tokens", json={"username": "other-ccg", "password": PASSWORD}).json["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/cases", headers=bearer).status_code == 200
    visitor("programme-office").posts("/accounts/other-ccg/close")
    assert client.get("/api/v1/cases", headers=bearer).status_code == 401


def test_a_session_of_an_account_without_a_role_today_is_told_so(register, visitor):
    someone = visitor("other-ccg")
    tenure = roles_of(register, "other-ccg")[0]
    access.end_role(register, OFFICER, "other-ccg", tenure.id)
    assert not signed_in(someone)
    assert "holds no role today" in visitor("other-ccg").gets("/cases", 403)


def test_who_ended_a_session_is_kept(register, visitor):
    visitor("other-ccg")
    access.end_sessions(register, OFFICER, "other-ccg")
    assert rows(register)[0]["ended_by"] == "programme-office"
    assert sessions_of(register, "other-ccg") == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 AppleWebKit/605 Version/18 Safari/605", "Safari"),
        ("curl/8.0", "A program"),
        ("", "A program"),
    ],
)
def test_a_browser_is_known_by_its_family_only(agent, words):
    assert family(agent) == words


def test_a_person_with_several_roles_chooses_with_which_one_they_act(register, visitor, case_id):
    access.give_role(register, OFFICER, "other-ccg", NewRole("auditor"))
    someone = visitor("other-ccg")
    assert "NHS Rotherham CCG" not in someone.gets("/cases")
    ids = [one.id for one in roles_of(register, "other-ccg")]
    assert "Acting as" in someone.page.text
    someone.posts("/account/role", role=ids[1])
    assert "NHS Rotherham CCG" in someone.gets("/cases")
    someone.posts("/account/role", 422, role=1)
    someone.posts("/account/role", 422, role="x")
    assert accounts.person(register, "other-ccg").role == "ccg"
