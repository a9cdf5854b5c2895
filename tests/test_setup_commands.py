"""`approvals import-organisations` and `approvals retention`: looked at first, done only with --apply."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, insert, select

from deadlines.clock import machine_clock
from service.actions.privacy import retention as kept
from service.cli import main
from service.register import retention, tables
from service.register.accounts import account
from service.register.accounts import add_account as add
from service.register.opening import open_case
from service.register.register import Register
from tests.web.workbooks import NEW_CCG, whole, written


@pytest.fixture
def run(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command on the register of this test."""
    monkeypatch.setenv("DATABASE_URL", register.database.url)
    monkeypatch.setattr("service.startup.upgrade", lambda _: None)  # the fixture's tables come from the metadata
    return lambda *words, env=None: CliRunner().invoke(main, words, env=env or {})


def file_of(tmp_path: Path, content: bytes) -> str:
    (tmp_path / "set-up.xlsx").write_bytes(content)
    return str(tmp_path / "set-up.xlsx")


def test_a_workbook_is_only_looked_at_without_apply(run, register, tmp_path):
    done: Result = run("import-organisations", file_of(tmp_path, whole()))
    assert done.exit_code == 0, done.output
    assert done.output.endswith("Changes: 3. Enter them with --apply.\n")
    assert account(register, "ann.nowhere") is None


def test_with_apply_it_is_entered_and_a_second_time_changes_nothing(run, register, tmp_path):
    file = file_of(tmp_path, whole())
    assert run("import-organisations", file, "--apply").output.endswith("Entered: 3.\n")
    assert account(register, "ann.nowhere")["email"] == "ann@nowhere.example.org"
    again = run("import-organisations", file, "--apply", "--json")
    assert json.loads(again.output) == {"rows": 3, "changes": [], "faults": []}


def test_where_passwords_count_nowhere_the_letter_leads_to_the_organisations_sign_in(run, register, tmp_path):
    oidc = {f"APPROVALS_OIDC_{name}": "x" for name in ("CLIENT_ID", "CLIENT_SECRET")}
    env = {"APPROVALS_LOCAL_ACCOUNTS": "0", "APPROVALS_OIDC_ISSUER": "https://id.example.org", **oidc}
    assert run("import-organisations", file_of(tmp_path, whole()), "--apply", env=env).exit_code == 0
    with register.database.read() as connection:
        assert b"/sign-in" in connection.execute(select(tables.outbox.c.body)).scalar_one()


def test_wrong_input_ends_with_2_and_its_places(run, register, tmp_path):
    wrong = run("import-organisations", file_of(tmp_path, written([{**NEW_CCG, "code": "x"}])), "--apply")
    assert wrong.exit_code == 2
    assert "Sheet Organisations, row 2, column A (Code)" in wrong.output
    assert wrong.output.endswith("Nothing was changed.\n")
    assert run("import-organisations", str(tmp_path / "none.xlsx")).exit_code == 2
    settings = run("import-organisations", file_of(tmp_path, whole()), env={"APPROVALS_ADDRESS": "nowhere"})
    assert (settings.exit_code, "APPROVALS_ADDRESS" in settings.output) == (2, True)


# --- retention -----------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(register: Register) -> Register:
    """A register with a row of each kind that is just over its time and one that is not."""
    now, days = machine_clock(), {kind: one.days for kind, one in kept().items()}
    add_account(register)
    case = open_case(register, "delegated", "2014-15", "03L", by="office", at=register.clock())
    ended = open_case(register, "delegated", "2014-15", "07K", by="office", at=register.clock())
    with register.database.write() as connection:
        connection.execute(tables.cases.update().where(tables.cases.c.id == ended).values(ended=True))
        for number, spare in enumerate((timedelta(hours=1), -timedelta(hours=1))):
            for row in rows_of(case, ended, number, lambda kind, spare=spare: now - timedelta(days=days[kind]) - spare):
                connection.execute(insert(row[0]).values(row[1]))
    return register


def add_account(register: Register) -> None:
    row = {"username": "ann", "name": "Ann", "role": "auditor", "scope": "", "password_hash": "x", "active": True}
    add(register, {**row, "demonstration": False}, by="test")


def rows_of(case: int, ended: int, number: int, at):
    link = {"kind": "reset", "username": "ann", "by": "ann", "made_at": at("one-time-links")}
    session = {"username": "ann", "manner": "password", "agent": "", "began_at": at("sessions")}
    draft = {"step": "s", "question": f"q{number}", "answer": "1", "by": "ann", "saved_at": at("answer-drafts")}
    return [
        (tables.sessions, {**session, "digest": f"d{number}", "seen_at": at("sessions"), "ends_at": at("sessions")}),
        (tables.attempts, {"key": f"k{number}", "failures": 1, "last_at": at("attempts"), "until_at": at("attempts")}),
        (tables.one_time_links, {**link, "digest": f"l{number}", "ends_at": at("one-time-links")}),
        (tables.answer_drafts, {**draft, "case_id": ended}),
        (tables.answer_drafts, {**draft, "case_id": case}),
        (tables.idempotency_keys, {"account": "ann", "key": f"i{number}", "fingerprint": "", "made_at":
                                   at("idempotency-keys")}),
        (tables.reads, {"at": at("reads"), "username": "ann", "role": "auditor", "session_id": 1, "kind": "papers",
                        "what": "/x"}),
    ]  # fmt: skip


def counts(register: Register) -> dict[str, int]:
    with register.database.read() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.sorted_tables
        }


def test_what_is_over_its_time_is_listed_and_nothing_is_gone(run, filled):
    before = counts(filled)
    found = json.loads(run("retention", "--json").output)
    assert found == {"applied": False, "rows": dict.fromkeys(kept(), 1)}
    assert "6 rows are over their time" in run("retention").output
    assert counts(filled) == before


def test_with_apply_it_goes_and_the_ledger_says_how_much(run, filled):
    before = counts(filled)
    done = run("retention", "--apply")
    assert done.output.endswith("Let go.\n")
    after = counts(filled)
    gone = {name: before[name] - after[name] for name in before if before[name] != after[name]}
    tables_of = {table.name for table, _ in retention.KINDS.values()}
    assert gone == {**dict.fromkeys(tables_of, 1), "ledger": -1}
    assert json.loads(run("retention", "--json").output)["rows"] == dict.fromkeys(kept(), 0)
    run("retention", "--apply")
    assert counts(filled) == after


def test_every_kind_of_the_data_is_known_and_none_is_of_the_record():
    assert set(kept()) == set(retention.KINDS)
    record = {"ledger", "ledger_head", "arrivals", "cases", "documents", "editions", "sitting_acts", "interests"}
    assert record.isdisjoint({table.name for table, _ in retention.KINDS.values()})
    assert min(one.days for one in kept().values()) >= 1
