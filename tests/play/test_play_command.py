"""`approvals play`: what it prints, and with which exit status it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.play.playing import mark
from tests.processes.drawing import catch, draw, end, node, start, timer

WAITS = draw("path", start(), mark("a"), catch("c", timer("PT1S", "timeDuration")), end(), flows="begin > a > c > done")
REFUSED = draw("path", start(), node("complexGateway", "g"), end(), flows="begin > g > done")


def run(folder: Path, source: bytes, *options: str) -> Result:
    file = folder / "drawn.bpmn"
    file.write_bytes(source)
    return CliRunner().invoke(main, ["play", str(file), *options])


def test_the_account_tells_every_step_with_its_virtual_time(tmp_path: Path) -> None:
    result = run(tmp_path, WAITS, "--at", "2015-01-09T11:59:59Z")
    assert result.exit_code == 0
    assert "11:59:59am on Friday 9 January 2015  a passed" in result.output
    assert "midday (12 noon) on Friday 9 January 2015  c passed" in result.output
    assert result.output.splitlines()[-2:] == ["completed", "  log = ['a']"]


def test_what_waits_is_named(tmp_path: Path) -> None:
    assert "waits at c" in run(tmp_path, WAITS, "--input", '{"seconds": 0}').output


def test_json_holds_the_markers(tmp_path: Path) -> None:
    result = run(tmp_path, WAITS, "--json", "--input", '{"seconds": 1}', "--data", '{"n": 5}')
    played = json.loads(result.stdout)
    assert (result.exit_code, played["markers"], played["data"]["n"]) == (0, ["a"], 5)


def test_a_refusal_ends_with_status_one_and_names_the_construct(tmp_path: Path) -> None:
    result = run(tmp_path, REFUSED)
    assert (result.exit_code, "unsupported.complex-gateway" in result.output) == (1, True)
    assert json.loads(run(tmp_path, REFUSED, "--json").stdout)["refused"] is True


def test_what_cannot_be_read_ends_with_status_two(tmp_path: Path) -> None:
    assert run(tmp_path, b"no diagram").exit_code == 2
    assert run(tmp_path, b"no diagram", "--json").exit_code == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--input", "{"), "cannot be read as JSON"),
        (("--input", "@/nowhere/input.json"), "cannot be read as JSON"),
        (("--input", "[]"), "must be JSON objects"),
        (("--data", "5"), "must be JSON objects"),
        (("--input", '{"begin": 1}'), "The input says 'begin'"),
        (("--input", '{"vars": 5}', "--data", '{"n": 1}'), "'vars' must be an object"),
        (("--at", "noon"), "no instant with its zone"),
        (("--round", "lost"), "lost"),
    ],
)
def test_wrong_input_ends_with_status_two_and_one_message(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    result = run(tmp_path, WAITS, *options)
    assert (result.exit_code, told in result.output) == (2, True)


def test_the_input_may_come_from_a_file_and_name_a_round(tmp_path: Path) -> None:
    given = tmp_path / "input.json"
    given.write_text('{"at": "2014-12-01T09:00:00Z"}', encoding="utf-8")
    source = draw("path", start(), catch("c", timer("delegated-submission")), end(), flows="begin > c > done")
    result = run(tmp_path, source, "--input", f"@{given}", "--round", "2014-15")
    assert "midday (12 noon) on Friday 9 January 2015  c passed" in result.output
