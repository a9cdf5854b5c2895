"""`approvals import`: what it prints and writes, and with which exit status it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.commands.import_ import write_whole
from tests.processes.drawing import choice, end, start
from tests.repair.mending import foreign, task

CHOICE = foreign(
    start(), choice("which"), task(), end(), flows="begin > which > work > done\nwhich > done", isExecutable="no"
)


def run(folder: Path, source: bytes, *options: str) -> Result:
    file = folder / "drawn.bpmn"
    file.write_bytes(source)
    return CliRunner().invoke(main, ["import", str(file), *options])


def test_open_questions_are_printed_and_nothing_is_written(tmp_path: Path) -> None:
    result = run(tmp_path, CHOICE)
    assert result.exit_code == 1
    assert "question  which_to_work.condition (condition) [default]" in result.stdout
    assert [file.name for file in tmp_path.iterdir()] == ["drawn.bpmn"]


def test_suggestions_are_taken_named_and_the_result_is_accepted(tmp_path: Path) -> None:
    result = run(tmp_path, CHOICE, "--suggest")
    assert result.exit_code == 0, result.output
    assert "suggested which_to_work.condition" in result.stdout
    assert "loses isExecutable='no'" in result.stdout
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "drawn.imported.bpmn")])
    assert checked.exit_code == 0
    assert (tmp_path / "drawn.bpmn").read_bytes() == CHOICE


def test_answers_come_from_a_file_and_the_result_goes_where_it_is_told(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"which_to_work.condition": "score > 3", "which_to_done.condition": "default", "x.y": 1}')
    target = tmp_path / "path.bpmn"
    result = run(tmp_path, CHOICE, "--answers", str(answers), "--out", str(target))
    assert result.exit_code == 0, result.output
    assert "no question has the key x.y" in result.stdout
    assert b"score &gt; 3" in target.read_bytes()


def test_the_document_lists_repairs_questions_and_findings(tmp_path: Path) -> None:
    said = json.loads(run(tmp_path, CHOICE, "--json").stdout)
    assert {"file", "repairs", "questions", "accepted", "findings", "suggested", "variables", "out"} <= set(said)
    assert said["questions"][0] == {
        "key": "which_to_work.condition", "element": "which_to_work", "kind": "condition", "choices": ["default"],
        "question": "When does 'which' go on along 'which_to_work' to 'work'?", "suggestion": 'which == "work"',
    }  # fmt: skip
    assert {"element", "what"} == set(said["repairs"][0])


def test_what_check_still_refuses_is_printed(tmp_path: Path) -> None:
    result = run(tmp_path, foreign(start(), task(), end(), flows="begin > work > done\ndone > work"))
    assert result.exit_code == 1
    assert "error     " in result.stdout
    assert "not written" in result.stdout


@pytest.mark.parametrize("answers", ['["a"]', "{", '{"which_to_work.condition": "import os"}'])
def test_answers_that_cannot_be_used_end_with_2(tmp_path: Path, answers: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(answers)
    assert run(tmp_path, CHOICE, "--answers", str(file)).exit_code == 2


def test_a_file_that_is_no_xml_ends_with_2(tmp_path: Path) -> None:
    result = run(tmp_path, b"not a diagram")
    assert result.exit_code == 2
    assert "not well-formed" in result.stderr


def test_the_original_is_never_written_over(tmp_path: Path) -> None:
    result = run(tmp_path, CHOICE, "--suggest", "--out", str(tmp_path / "drawn.bpmn"))
    assert result.exit_code == 2
    assert (tmp_path / "drawn.bpmn").read_bytes() == CHOICE


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = run(tmp_path, CHOICE, "--suggest", "--out", str(tmp_path / "nowhere" / "x.bpmn"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_a_file_is_written_whole_and_readable_for_others(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.bpmn", b"<a/>")
    assert (tmp_path / "a.bpmn").read_bytes() == b"<a/>"
    assert [file.name for file in tmp_path.iterdir()] == ["a.bpmn"]
    assert (tmp_path / "a.bpmn").stat().st_mode & 0o400
