"""`approvals check`: what it prints, and with which status it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.contained import the_contained
from tests.processes.drawing import ANSWER, boundary, call, draw, end, node, start, step, timer

ONE = "begin > do > done"
GOOD = draw("other", start(), node("task", "do"), end(), flows=ONE)
BAD = draw("other", start(), node("complexGateway", "do"), end(), flows=ONE)
LIBRARY = Path(__file__).parents[1] / "bpmn"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def written(folder: Path, name: str, source: bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(source)
    return file


def test_an_accepted_file_ends_with_0(tmp_path: Path) -> None:
    result = run(written(tmp_path, "a.bpmn", GOOD))
    assert result.exit_code == 0
    assert ": accepted (0 error" in result.output


def test_a_refused_file_ends_with_1_and_says_why(tmp_path: Path) -> None:
    result = run(written(tmp_path, "a.bpmn", BAD), "--quiet")
    assert result.exit_code == 1
    assert "unsupported.complex-gateway: 'do'" in result.output


@pytest.mark.parametrize("source", [b"", b"<not", b"no text at all", b"<a/>" * 2])
def test_what_is_no_xml_ends_with_2(tmp_path: Path, source: bytes) -> None:
    result = run(written(tmp_path, "a.bpmn", source), "--json")
    assert (result.exit_code, json.loads(result.output)["accepted"]) == (2, False)


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    result = run(tmp_path / "gone.bpmn", "--json")
    assert result.exit_code == 2
    assert "cannot be read: No such file" in json.loads(result.output)["findings"][0]["message"]


def test_a_doctype_is_refused_with_1(tmp_path: Path) -> None:
    result = run(written(tmp_path, "a.bpmn", b"<!DOCTYPE a><definitions/>"), "--json")
    assert (result.exit_code, json.loads(result.output)["findings"][0]["rule"]) == (1, "xml.doctype")


def test_several_files_give_one_object_a_line_and_the_worst_status(tmp_path: Path) -> None:
    files = [written(tmp_path, name, source) for name, source in (("a.bpmn", GOOD), ("b.bpmn", BAD))]
    result = run(*files, "--json")
    reports = [json.loads(line) for line in result.output.splitlines()]
    assert (result.exit_code, [one["accepted"] for one in reports]) == (1, [True, False])
    assert [one["file"] for one in reports] == [str(file) for file in files]
    assert set(reports[1]["findings"][0]) == {"rule", "severity", "element", "message", "trace"}


def test_files_given_together_may_call_each_other(tmp_path: Path) -> None:
    stage = written(tmp_path, "stage.bpmn", draw("stage", start("s"), end("e"), flows="s > e"))
    path = written(tmp_path, "path.bpmn", draw("caller", start(), call("do", "stage"), end(), flows=ONE))
    assert run(path).exit_code == 1
    assert run(path, stage).exit_code == 0


def test_a_file_in_a_library_folder_is_judged_with_its_library(tmp_path: Path) -> None:
    written(tmp_path, "forms/mine.json", ANSWER.replace(b'"answer"', b'"mine"', 1))
    path = written(tmp_path, "paths/path.bpmn", draw("path", start(), step("do", "mine", "ccg"), end(), flows=ONE))
    assert run(path).exit_code == 0
    alone = written(tmp_path / "alone", "path.bpmn", path.read_bytes())
    assert run(alone).exit_code == 1
    assert run(alone, "--library", tmp_path).exit_code == 0


def test_the_deadlines_of_one_round_can_be_chosen(tmp_path: Path) -> None:
    parts = (
        start(),
        step("do", "receipt", "ccg"),
        boundary("late", "do", timer("second-wave-letter")),
        end(),
        end("over"),
    )
    path = written(tmp_path, "path.bpmn", draw("path", *parts, flows=f"{ONE}\nlate > over"))
    assert run(path, "--round", "2015-second-wave").exit_code == 0
    assert run(path, "--round", "2014-15").exit_code == 1
    assert run(path, "--round", "1999").exit_code == 2


def test_publishing_asks_more(tmp_path: Path) -> None:
    path = written(tmp_path, "path.bpmn", draw("path", start(), step("do", "receipt", "ccg"), end(), flows=ONE))
    assert run(path).exit_code == 0
    result = run(path, "--publishing", "--json")
    assert "path.unmarked" in {one["rule"] for one in json.loads(result.output)["findings"]}


def test_the_shipped_library_is_accepted_as_it_would_be_published() -> None:
    files = sorted([*LIBRARY.glob("paths/*.bpmn"), *LIBRARY.glob("stages/*.bpmn")])[:4]
    assert run(*files, "--publishing", "--quiet").exit_code == 0


def test_a_run_that_breaks_the_law_is_shown(tmp_path: Path) -> None:
    source = (LIBRARY / "stages/budget-transfer.bpmn").read_bytes()
    cut = source.replace(b"amounts_reconciled != &quot;yes&quot;", b"1 == 2").replace(
        b'amounts_reconciled != "yes"', b"1 == 2"
    )
    result = run(written(tmp_path, "stages/budget-transfer.bpmn", cut), "--library", LIBRARY, "--quiet")
    assert result.exit_code == 1
    assert "statutory.amounts-before-transfer" in result.output
    assert "way: " in result.output


def test_what_had_to_be_stopped_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_contained(), "seconds", 0.0)
    result = run(written(tmp_path, "a.bpmn", GOOD), "--json")
    assert (result.exit_code, json.loads(result.output)["findings"][0]["rule"]) == (1, "contained.time")
