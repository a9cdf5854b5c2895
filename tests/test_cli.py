"""Every command with right and wrong input: one clear message, exit status 2 or 1, nothing left behind."""

import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.register.opening import open_case
from service.rehearsal.cohort import COLUMNS
from service.startup import open_register
from tests.conftest import BEGINNING, newest_schema

Run = Callable[..., Result]
PASSWORD = "a password for tests"
HEAD = ",".join(COLUMNS)
GOOD = {
    "ods_code": "03L", "model": "delegated", "submitted_at": "2015-01-09T11:58:03", "constitution_content": "other",
    "constitution_submitted_at": "2015-01-09T09:00", "thresholds": "confirmed", "regional": "recommended",
    "national": "ready", "committee": "approved", "constitution_outcome": "approved",
    "constitution_outcome_at": "2015-02-20T10:00", "ccg_signed_at": "2015-03-10T10:00",
    "nhse_signed_at": "2015-03-11T10:00",
}  # fmt: skip


def row(**changes: str) -> str:
    """Return a line of a cohort."""
    return ",".join({**GOOD, **changes}.get(column, "") for column in COLUMNS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("APPROVALS_SECRET_KEY", raising=False)
    return folder


@pytest.fixture
def run(folder: Path) -> Run:
    """Run a command in the empty folder; a traceback fails the test."""

    def invoke(*arguments: str, url: str = "", **environment: str) -> Result:
        variables = {**environment, **({"DATABASE_URL": url} if url else {})}
        result = CliRunner().invoke(main, arguments, env=variables)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def url(begun: Path, tmp_path: Path) -> str:
    """The database of a register that has just begun."""
    shutil.copy(begun, tmp_path / "register.sqlite")
    file = tmp_path / "register.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (newest_schema(),))
    connection.close()
    return f"sqlite:///{file}"


def commands(group: click.Group = main, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command by its words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        yield (*before, name)


# --- help ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_explains_itself_and_all_its_options(run: Run, words: tuple[str, ...]) -> None:
    helped = run(*words, "--help")
    assert helped.exit_code == 0
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    assert command.help
    assert [p.name for p in command.params if isinstance(p, click.Option) and not p.help] == []
    assert run(*words, "-h").output == helped.output


def test_the_release_is_told(run: Run) -> None:
    assert re.fullmatch(r"approvals, version \d+\.\d+\.\d+\n", run("--version").output)


def test_an_unknown_command_or_option_is_refused(run: Run) -> None:
    assert run("deadline").exit_code == 2
    assert "No such option" in run("audit", "verify", "--jsn").output


# --- deadlines -----------------------------------------------------------------------------------------------------


def test_a_deadline_is_explained_with_its_wording_instant_source_and_history(run: Run) -> None:
    told = run("deadlines", "explain", "delegated-submission")
    assert told.exit_code == 0
    lines = dict(re.split(r" {2,}", line, maxsplit=1) for line in told.output.splitlines())
    assert lines["London time"] == "Midday (12 noon) on Friday 9 January 2015"
    assert lines["UTC"] == "2015-01-09T12:00:00Z (inclusive)"
    assert lines["Source"] == "Next steps (November 2014), 7.1.2, 7.1.3, 7.4.1"
    assert lines["Supersedes"] == "delegated-submission-draft (the end of Monday 5 January 2015)"
    assert lines["Why"].startswith("Next steps of 10 November 2014 gives 12 noon")
    assert json.loads(run("deadlines", "explain", "delegated-submission", "--json").output) == lines


def test_a_deadline_of_another_round_is_explained_when_the_round_is_named(run: Run) -> None:
    told = run("deadlines", "explain", "go-live", "--round", "2015-second-wave")
    assert "Friday 1 April 2016" in told.output


def test_all_deadlines_are_listed_once_in_columns(run: Run) -> None:
    rows = json.loads(run("deadlines", "list", "--json").output)
    names = [(one["round"], one["name"]) for one in rows]
    assert len(names) == len(set(names)) == len(run("deadlines", "list").output.splitlines())
    assert {"2014-15", "2015-second-wave", "standing"} == {one["round"] for one in rows}
    only = json.loads(run("deadlines", "list", "--round", "template", "--json").output)
    assert {one["round"] for one in only} <= {"template", "standing"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "delegated-submision"), "Did you mean 'delegated-submission'?"),
        (("explain", "go-live", "--round", "1999"), "No round called '1999' is shipped. Known: 2014-15"),
        (("list", "--round", "1999"), "Error: No round called '1999' is shipped. Known: 2014-15"),
        (("explain",), "Missing argument 'NAME'"),
    ],
)
def test_an_unknown_deadline_or_round_is_refused_with_what_is_known(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    told = run("deadlines", *arguments)
    assert (told.exit_code, message in told.output) == (2, True), told.output


def on_a_terminal(*words: str) -> str:
    """Run a command on a terminal that is 60 columns wide and return what appears on it."""
    ours, theirs = os.openpty()
    environment = {**os.environ, "COLUMNS": "60", "TERM": "xterm"}
    command = [str(Path(sys.executable).parent / "approvals"), *words]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment) as running:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # the terminal is gone when the command has ended
            while piece := os.read(ours, 4096):
                seen += piece
        os.close(ours)
    assert running.returncode == 0
    return seen.decode()


@pytest.mark.timeout(60)
def test_a_terminal_gets_lines_that_fit(folder: Path) -> None:
    lines = on_a_terminal("deadlines", "explain", "delegated-submission").replace("\r", "").splitlines()
    assert max(map(len, lines)) <= 60
    assert "London time   Midday (12 noon) on Friday 9 January 2015" in lines


@pytest.mark.timeout(90)
def test_a_terminal_shows_how_far_a_rehearsal_is(folder: Path) -> None:
    seen = on_a_terminal("rehearse", "2014-15", "--cases", cohort(folder, row()))
    assert "Rehearsing  [" in seen
    assert "100%" in seen
    assert "Digest" in seen


# --- rehearse ------------------------------------------------------------------------------------------------------


def cohort(folder: Path, *lines: str) -> str:
    file = folder / "cohort.csv"
    file.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return str(file)


@pytest.mark.timeout(90)
def test_a_small_cohort_goes_live_and_two_runs_are_equal(run: Run, folder: Path) -> None:
    file = cohort(folder, row(), row(ods_code="04R", submitted_at="2015-01-09T12:00:00.000001"))
    first = run("rehearse", "2014-15", "--cases", file, "--json", "--seed", "7")
    figures = json.loads(first.output)
    assert (figures["seed"], figures["cases"], figures["models"]["delegated"]["live"]) == (7, 2, 1)
    assert [one["organisation"] for one in figures["late"]] == ["04R"]
    assert "your own cohort" in figures["note"]
    assert run("rehearse", "2014-15", "--cases", file, "--json", "--seed", "7").output == first.output
    assert [one.name for one in folder.iterdir()] == ["cohort.csv"]


def test_the_table_of_a_rehearsal_fits_eighty_columns(run: Run, folder: Path) -> None:
    told = run("rehearse", "2014-15", "--cases", cohort(folder, row()))
    assert told.exit_code == 0
    assert max(map(len, told.output.splitlines())) <= 80
    assert "Late: 0. Never came: 0." in told.output
    assert re.search(r"^delegated +1 +1 +0 +0 +0 +0 +1$", told.output, re.MULTILINE)


def test_a_file_with_a_byte_order_mark_and_other_order_of_columns_is_read(run: Run, folder: Path) -> None:
    columns = list(reversed(COLUMNS))
    text = ",".join(columns) + "\r\n" + ",".join(GOOD.get(column, "") for column in columns) + "\r\n\r\n"
    (folder / "c.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    told = run("rehearse", "2014-15", "--cases", "c.csv", "--json")
    assert json.loads(told.output)["cases"] == 1


def file_faults() -> dict[str, tuple[bytes, str]]:
    lines = {
        "a column missing": (HEAD.replace(",group", ""), "line 1: the columns must be ods_code"),
        "a column more": (f"{HEAD},outcome", "Not known: outcome."),
        "a column twice": (f"{HEAD},group", "Twice: group."),
        "no rows": (HEAD, "The file has no rows under its columns."),
        "nothing": ("", "line 1: the columns must be"),
        "an offset": (f"{HEAD}\n{row(submitted_at='2015-01-09T11:58+01:00')}", "line 2: submitted_at: "),
        "no date": (f"{HEAD}\n{row(submitted_at='9 Jan')}", "'9 Jan' is no date and time like 2015-01-09T11:58:03"),
        "a day only": (f"{HEAD}\n{row(ccg_signed_at='2015-03-10')}", "line 2: ccg_signed_at: '2015-03-10' is no date"),
        "another century": (f"{HEAD}\n{row(submitted_at='9999-12-31T23:59')}", "outside the years 2014 to 2028"),
        "an unknown place": (f"{HEAD}\n{row(ods_code='XX')}", "line 2: ods_code: 'XX' is no organisation here"),
        "an unknown model": (f"{HEAD}\n{row(model='total')}", "'total' is none of delegated, joint, greater_inv"),
        "an unknown value": (f"{HEAD}\n{row(late_ruling='no')}", "'no' is none of (empty), accept, in-year, next-r"),
        "the other model's ruling": (f"{HEAD}\n{row(regional='agreed')}", "line 2: regional: 'agreed' is none of"),
        "a row twice": (f"{HEAD}\n{row()}\n\n{row()}", "line 4: 03L applies for delegated twice; the first time in li"),
        "a field more": (f"{HEAD}\n{row()},", "line 2: 17 fields where 16 are needed"),
        "a field less": (f"{HEAD}\n{row()[:-1]}", "line 2: 15 fields where 16 are needed"),
        "an open quote": (f'{HEAD}\n{row()}\n"03L', "line 3: this is no CSV"),
        "a huge field": (f"{HEAD}\n{row(group='x' * 200_000)}", "line 2: this is no CSV"),
        "a long value": (f"{HEAD}\n{row(ods_code='x' * 5000)}", "x... is no organisation here".replace("...", "...'")),
        "no csv": ("\0\x1b[31mred", "; not known: \\x00\\x1b[31mred."),
    }
    return {name: (text.encode(), message) for name, (text, message) in lines.items()} | {
        "binary": (b"\x89PNG\r\n\x1a\n\xff", "is no UTF-8 text; save the cohort as CSV in UTF-8."),
    }


@pytest.mark.parametrize("fault", file_faults())
def test_a_wrong_cohort_is_refused_with_the_line_at_fault(run: Run, folder: Path, fault: str) -> None:
    content, message = file_faults()[fault]
    (folder / "cohort.csv").write_bytes(content)
    told = run("rehearse", "2014-15", "--cases", "cohort.csv")
    assert told.exit_code == 2
    assert told.stdout == ""
    assert message in told.stderr
    assert len(told.stderr) < 800
    assert [one.name for one in folder.iterdir()] == ["cohort.csv"]


def test_every_fault_of_a_cohort_is_listed_at_once(run: Run, folder: Path) -> None:
    told = run("rehearse", "2014-15", "--cases", cohort(folder, row(ods_code="XX", committee="yes"), row(model="")))
    assert re.findall(r"line (\d): (\w+)", told.stderr) == [("2", "committee"), ("2", "ods_code"), ("3", "model")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2014-15", "--cases", "nowhere.csv"), "nowhere.csv cannot be read: No such file or directory."),
        (("2014-15", "--cases", "."), ". cannot be read: Is a directory."),
        (("1999",), "Error: '1999' cannot be rehearsed; these can: 2014-15, 2015-second-wave."),
        (("standing", "--cases", "nowhere.csv"), "'standing' cannot be rehearsed"),
        (("2014-15", "--seed", "many"), "'many' is not a valid integer"),
        ((), "Missing argument 'ROUND'"),
    ],
)
def test_a_rehearsal_that_cannot_be_is_refused(run: Run, arguments: tuple[str, ...], message: str) -> None:
    told = run("rehearse", *arguments)
    assert (told.exit_code, message in told.stderr) == (2, True), told.stderr


# --- users ---------------------------------------------------------------------------------------------------------


def test_accounts_are_added_and_listed(run: Run, url: str) -> None:
    added = run("users", "add", "r.jones", "--role", "ccg", "--scope", "03L", "--password", PASSWORD, url=url)
    assert added.output == "Added r.jones, CCG for 03L.\n"
    office = ("users", "add", "office", "--role", "programme-office", "--name", "The office", "--password", PASSWORD)
    assert run(*office, url=url).output == "Added office, Programme office.\n"
    assert run("users", "list", url=url).output.splitlines() == [
        "r.jones  r.jones     ccg               03L",
        "office   The office  programme-office",
    ]
    listed = json.loads(run("users", "list", "--json", url=url).output)
    assert [one["username"] for one in listed] == ["r.jones", "office"]
    assert PASSWORD not in Path(url.removeprefix("sqlite:///")).read_bytes().decode("latin-1")


def test_the_password_is_asked_for_twice(url: str) -> None:
    words = ["users", "add", "office", "--role", "programme-office"]
    asked = CliRunner().invoke(main, words, input=f"{PASSWORD}\n{PASSWORD}\n", env={"DATABASE_URL": url})
    assert asked.exit_code == 0
    assert PASSWORD not in asked.output


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"--role": "nobody"}, "'nobody' is not one of 'ccg', 'accountable-officer'"),
        ({"--scope": "99X"}, "The scope '99X' does not fit the role ccg; it must be one of 00C, 00D"),
        ({"--scope": ""}, "The scope '' does not fit the role ccg"),
        ({"--role": "finance"}, "The scope '03L' does not fit the role finance; it must be left out."),
        ({"--password": "too short"}, "The password needs at least 12 characters."),
        ({"name": "two words"}, "'two words' cannot be a user name"),
        ({"name": ""}, "'' cannot be a user name"),
        ({"name": "there"}, "There is an account 'there' already; choose another name."),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_not_added(
    run: Run, url: str, changes: dict[str, str], message: str
) -> None:
    run("users", "add", "there", "--role", "auditor", "--password", PASSWORD, url=url)
    options = {"--role": "ccg", "--scope": "03L", "--password": PASSWORD, **changes}
    name = options.pop("name", "new")
    told = run("users", "add", name, *(word for pair in options.items() for word in pair), url=url)
    assert (told.exit_code, message in told.stderr) == (2, True), told.stderr
    assert len(json.loads(run("users", "list", "--json", url=url).output)) == 1


def test_a_register_without_accounts_says_how_to_add_one(run: Run, url: str) -> None:
    assert "Add one: approvals users add NAME" in run("users", "list", url=url).output
    assert run("users", "list", "--json", url=url).output == "[]\n"


def test_the_first_account_makes_the_register(run: Run, folder: Path) -> None:
    run("users", "add", "office", "--role", "programme-office", "--password", PASSWORD)
    assert (folder / "approvals.sqlite").exists()
    assert run("audit", "verify").exit_code == 0


# --- audit ---------------------------------------------------------------------------------------------------------


def test_a_chain_that_holds_is_said_to_hold(run: Run, url: str) -> None:
    told = run("audit", "verify", url=url)
    assert told.exit_code == 0
    count = json.loads(run("audit", "verify", "--json", url=url).output)["entries"]
    assert told.output == f"The chain holds: {count} entries.\n"


def test_a_broken_chain_names_its_first_bad_row_and_exits_with_one(run: Run, url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE ledger SET kind = 'nothing' WHERE seq = 3")
    connection.close()
    told = run("audit", "verify", url=url)
    assert told.exit_code == 1
    assert "breaks at row 3: it does not fit its own hash" in told.output
    as_json = run("audit", "verify", "--json", url=url)
    assert (as_json.exit_code, json.loads(as_json.output)["fault"]["row"]) == (1, 3)


def test_the_ledger_of_a_case_is_shown_in_london_time_and_as_json_in_utc(run: Run, url: str) -> None:
    told_of_case(url)
    lines = run("audit", "show", "1", url=url).output.splitlines()
    entries = json.loads(run("audit", "show", "1", "--json", url=url).output)
    assert len(lines) == len(entries) > 2
    assert re.split(r" {2,}", lines[0])[:2] == ["2014-12-01 10:00:00.000000+00:00", "opened"]
    assert (entries[0]["at"], entries[0]["detail"]["path"]) == ("2014-12-01T10:00:00+00:00", "delegated")


def told_of_case(url: str) -> None:
    """Open a case in the register."""
    register = open_register(url)
    open_case(register, "delegated", "2014-15", "03L", by="office", at=BEGINNING)
    register.database.close()


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("99", "Error: The ledger holds nothing of a case 99."),
        ("0", "0 is not in the range"),
        ("9" * 30, "is not in the range"),
        ("one", "'one' is not a valid integer"),
    ],
)
def test_a_case_that_is_not_there_is_refused(run: Run, url: str, case: str, message: str) -> None:
    told = run("audit", "show", case, url=url)
    assert (told.exit_code, message in told.stderr) == (2, True), told.stderr


@pytest.mark.parametrize("words", [("audit", "verify"), ("audit", "show", "1"), ("users", "list")], ids=" ".join)
def test_a_command_that_reads_makes_no_register(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    told = run(*words)
    assert (told.exit_code, "There is no register in approvals.sqlite" in told.stderr) == (2, True)
    (folder / "empty.sqlite").touch()
    assert run(*words, url="sqlite:///empty.sqlite").exit_code == 2
    assert [(one.name, one.stat().st_size) for one in folder.iterdir()] == [("empty.sqlite", 0)]


# --- the database --------------------------------------------------------------------------------------------------


@pytest.mark.timeout(60)
def test_a_database_that_cannot_be_used_is_refused_by_every_command(run: Run, folder: Path) -> None:
    (folder / "letter.txt").write_text("Dear Sir or Madam")
    wrong = {
        "oracle://office@host/x": "must begin with sqlite:/// or postgresql+psycopg://, not with 'oracle'",
        "approvals.sqlite": "DATABASE_URL must begin with",
        "sqlite://": "must name a file",
        "sqlite:///nowhere/x.sqlite": "whose folder does not exist",
        f"sqlite:///{folder}": "which is a folder",
        "sqlite:///letter.txt": "which is no SQLite database",
    }
    add = ("users", "add", "office", "--role", "programme-office", "--password", PASSWORD)
    for url, message in wrong.items():
        for words in (("audit", "verify"), ("audit", "show", "1"), ("users", "list"), add, ("serve",)):
            told = run(*words, url=url, APPROVALS_SECRET_KEY="x" * 32)
            assert (told.exit_code, message in told.stderr) == (2, True), (words, told.stderr)
    assert (folder / "letter.txt").read_text() == "Dear Sir or Madam"
    assert len(list(folder.iterdir())) == 1


def test_somebody_elses_tables_are_left_alone(run: Run, folder: Path) -> None:
    with sqlite3.connect(folder / "foreign.sqlite") as connection:
        connection.execute("CREATE TABLE letters (text)")
    connection.close()
    told = run("audit", "verify", url="sqlite:///foreign.sqlite")
    assert (told.exit_code, "holds tables of something else" in told.stderr) == (2, True)


def test_a_database_of_a_newer_release_is_left_alone(run: Run, url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    told = run("audit", "verify", url=url)
    assert (told.exit_code, "written by a newer release (schema 9999)" in told.stderr) == (2, True)


# --- serving -------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


def test_serve_is_refused_without_what_it_needs(run: Run, folder: Path, taken: str) -> None:
    assert "APPROVALS_SECRET_KEY must hold at least 32" in run("serve").stderr
    secret = {"APPROVALS_SECRET_KEY": "x" * 32}
    wrong = {
        "APPROVALS_PROT is not a setting": {"APPROVALS_PROT": "1"},
        "APPROVALS_PORT must be a whole number": {"APPROVALS_PORT": "many"},
        "is in use by another program; set APPROVALS_HOST or APPROVALS_PORT": {"APPROVALS_PORT": taken},
        "http://198.51.100.1:8000 cannot be used": {"APPROVALS_HOST": "198.51.100.1"},
        "http://[::zz]:8000 cannot be used": {"APPROVALS_HOST": "::zz"},
    }
    for message, setting in wrong.items():
        told = run("serve", **secret, **setting)
        assert (told.exit_code, message in told.stderr) == (2, True), told.stderr
    assert list(folder.iterdir()) == []


def test_demo_is_refused_before_anything_is_thrown_away(run: Run, folder: Path, taken: str) -> None:
    (folder / "clock.json").write_text("{}")
    (folder / "demonstration.sqlite").touch()
    (folder / "letter.txt").write_text("Dear Sir or Madam")
    wrong = {
        "is in use by another program; choose another with --port": ("--port", taken, "--fresh"),
        "'tomorrow' is no date and time like": ("--at", "tomorrow"),
        "The demonstration covers midnight at the start of Monday 10 November 2014": ("--at", "2014-11-09T23:59:59"),
        "to midnight at the start of Thursday 2 April 2015": ("--at", "2015-04-02T00:00:01"),
        "65536 is not in the range": ("--port", "65536"),
        "letter.txt cannot be used: File exists; name another folder": ("--folder", "letter.txt", "--port", "0"),
    }
    for message, words in wrong.items():
        options = [*words] if "--folder" in words else [*words, "--folder", "."]
        told = run("demo", *(str(free_port()) if word == "0" else word for word in options))
        assert (told.exit_code, message in told.stderr) == (2, True), told.stderr
    assert {"clock.json", "demonstration.sqlite", "letter.txt"} <= {one.name for one in folder.iterdir()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
