"""The two ways to serve, as real processes: the real thing, and the demonstration that goes on where it was."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from deadlines.calendar import london
from deadlines.clock import aware_utc
from service import audit
from service.actions.accounts import add_account
from service.demo import MORNING, PASSWORD, PEOPLE, ROTHERHAM, Demonstration, UnusableDemonstration, shipped_cohort
from service.startup import open_existing

APPROVALS = str(Path(sys.executable).parent / "approvals")
FIRST_DAY = "2014-12-01T09:00"

pytestmark = pytest.mark.timeout(120)


class Served:
    """A command that serves, in a process of its own."""

    def __init__(self, out: Path, words: list[str], settings: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        words = [word.format(port=self.port) for word in words]
        kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("COVERAGE_")}
        environment = {**kept, "APPROVALS_PORT": str(self.port), **settings}
        self._out = out
        with out.open("w") as file:
            self._process = subprocess.Popen(
                [APPROVALS, *words], stdout=file, stderr=subprocess.STDOUT, env=environment, cwd=out.parent
            )

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self._out.read_text()

    def until(self, words: str) -> "Served":
        """Wait until it says something."""
        for _ in range(900):
            if words in self.said:
                return self
            assert self._process.poll() is None, self.said
            time.sleep(0.1)
        raise AssertionError(f"it never said '{words}': {self.said}")

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """Make a request."""
        for _ in range(200):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
            except ConnectionRefusedError:
                time.sleep(0.1)
            finally:
                connection.close()
        raise AssertionError("nobody answers")

    def stop(self, how: signal.Signals) -> int:
        """Send a signal and return the exit status."""
        if self._process.poll() is None:
            self._process.send_signal(how)
        return self._process.wait(20)


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start commands that serve; whatever still runs is ended."""
    started: list[Served] = []

    def start(*words: str, **settings: str) -> Served:
        started.append(Served(tmp_path / f"said-{len(started)}.txt", list(words), settings))
        return started[-1]

    yield start
    for one in started:
        one.stop(signal.SIGKILL)


# --- the real thing ------------------------------------------------------------------------------------------------


def moves_the_clock(served: Served, url: str) -> int:
    """Add an account, sign in with it, try to move the clock, and return the status of the answer."""
    register = open_existing(url)
    add_account(register, "office", "", "programme-office", "", PASSWORD, by="tests")
    register.database.close()
    browser = build_opener(HTTPCookieProcessor())
    front = f"http://127.0.0.1:{served.port}"

    def post(path: str, seen: str, **fields: str) -> int:
        token = re.search(r'name="csrf_token" value="([^"]+)"', seen)
        assert token is not None
        data = urlencode({**fields, "csrf_token": token[1]}).encode()
        try:
            with browser.open(f"{front}{path}", data) as answer:
                return int(answer.status)
        except HTTPError as refused:
            refused.close()
            return refused.code

    with browser.open(f"{front}/sign-in") as page:
        assert post("/sign-in", page.read().decode(), username="office", password=PASSWORD) == 200
    with browser.open(f"{front}/") as page:
        return post("/demonstration/clock", page.read().decode(), to="day")


def test_the_real_thing_begins_empty_and_has_nothing_of_a_demonstration(serve: Serve, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'real.sqlite'}"
    settings = {"APPROVALS_SECRET_KEY": "x" * 32, "APPROVALS_INSECURE_COOKIES": "1"}
    served = serve("serve", DATABASE_URL=url, **settings).until("Approvals is served at")
    assert "There are no accounts yet. Add one: approvals users add NAME" in served.until("no accounts").said
    assert served.ask("GET", "/healthz")[0] == 200
    assert moves_the_clock(served, url) == 404
    assert served.ask("POST", "/sign-in/demonstration", "account=ccg")[0] in (400, 404)
    page = served.ask("GET", "/sign-in")[1]
    assert PASSWORD not in page
    assert [name for _, name, _, _ in PEOPLE if name in page] == []
    assert served.stop(signal.SIGTERM) == 0
    assert "Traceback" not in served.said
    register = open_existing(url)
    assert audit.verify(register)[1] is None
    register.database.close()


def test_ctrl_c_stops_it_without_a_word(serve: Serve, tmp_path: Path) -> None:
    served = serve("serve", DATABASE_URL=f"sqlite:///{tmp_path / 'real.sqlite'}", APPROVALS_SECRET_KEY="x" * 32)
    served.until("no accounts")
    served.ask("GET", "/healthz")
    assert served.stop(signal.SIGINT) == 0
    assert "Traceback" not in served.said


# --- the demonstration ---------------------------------------------------------------------------------------------


def kept_reading(folder: Path) -> datetime:
    return datetime.fromisoformat(json.loads((folder / "clock.json").read_text())["reading"])


def test_the_demonstration_is_made_goes_on_survives_kill_and_begins_anew(serve: Serve, tmp_path: Path) -> None:
    folder = tmp_path / "kept" / "here"
    words = ("demo", "--port", "{port}", "--folder", str(folder))
    first = serve(*words, "--at", FIRST_DAY).until("--fresh begins anew")
    assert f"served at http://127.0.0.1:{first.port}\n" in first.said
    assert "Its clock reads 9am on Monday 1 December 2014 and can be moved forward" in first.said
    assert all(name in first.said for one in PEOPLE for name in one[:2])
    assert f"DATABASE_URL=sqlite:///{folder}/demonstration.sqlite" in first.said
    assert first.ask("GET", "/healthz")[0] == 200
    other = serve(*words, "--fresh")
    assert other.stop(signal.SIGCONT) == 2
    assert "is being served already; stop it first" in other.said
    assert first.stop(signal.SIGTERM) == 0
    left = kept_reading(folder)
    key = json.loads((folder / "clock.json").read_text())["key"]

    second = serve(*words).until("--fresh begins anew")
    assert "Its clock reads 9:00:" in second.said or "Its clock reads 9am" in second.said
    assert second.stop(signal.SIGKILL) == -signal.SIGKILL
    assert kept_reading(folder) >= left

    third = serve(*words).until("--fresh begins anew")
    assert third.ask("GET", "/healthz")[0] == 200
    assert third.stop(signal.SIGTERM) == 0
    register = open_existing(f"sqlite:///{folder}/demonstration.sqlite")
    count, fault = audit.verify(register)
    register.database.close()
    assert (count > 100, fault) == (True, None)
    assert json.loads((folder / "clock.json").read_text())["key"] == key

    fresh = serve(*words, "--fresh", "--at", "2014-11-10T12:00").until("--fresh begins anew")
    assert "Its clock reads midday (12 noon) on Monday 10 November 2014" in fresh.said
    assert fresh.stop(signal.SIGTERM) == 0
    assert json.loads((folder / "clock.json").read_text())["key"] != key


def test_a_demonstration_killed_while_it_is_made_is_made_again(serve: Serve, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    words = ("demo", "--port", "{port}", "--folder", str(folder))
    half = serve(*words)
    for _ in range(300):
        if (folder / "demonstration.sqlite").exists():
            break
        time.sleep(0.05)
    half.stop(signal.SIGKILL)
    assert not Demonstration(folder).exists
    again = serve(*words, "--at", "2014-11-10T12:00").until("--fresh begins anew")
    assert again.stop(signal.SIGTERM) == 0


def test_rotherhams_pack_is_left_to_the_person_at_the_demonstration() -> None:
    demo_rows = [row for row in shipped_cohort() if row.ods_code == ROTHERHAM]
    assert [(row.model, row.submitted_at) for row in demo_rows] == [("delegated", None)]
    assert aware_utc(MORNING) == london(MORNING.date(), MORNING.time())


def test_discarding_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    for name in ("demonstration.sqlite", "demonstration.sqlite-wal", "clock.json"):
        (tmp_path / name).write_text("{}")
    Demonstration(tmp_path).discard()
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("kept", ["", "{", "[]", "{}", '{"reading": "soon", "key": "x"}', '{"reading": "2015-01-09"}'])
def test_a_clock_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, kept: str) -> None:
    (tmp_path / "clock.json").write_text(kept)
    with pytest.raises(UnusableDemonstration, match=r"clock.json cannot be read; --fresh begins anew"):
        Demonstration(tmp_path).go_on()


def test_one_process_at_a_time(tmp_path: Path) -> None:
    with Demonstration(tmp_path).alone(), pytest.raises(UnusableDemonstration, match="is being served already"):
        Demonstration(tmp_path).alone().__enter__()
    with Demonstration(tmp_path).alone():
        assert (tmp_path / "lock").exists()
