"""`approvals import`: a foreign diagram becomes one that is accepted; what was mended is listed, the rest is asked."""

import base64
import json
import os
import sys
import tempfile
from pathlib import Path

import click

from deadlines.rounds import shipped_rounds
from service.commands.surroundings import library_of
from service.contained import Contained, NotContained
from service.contained.tasks import Answer, import_request
from service.roles import ROLES

WRITTEN, OPEN, WRONG = 0, 1, 2


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A JSON file of keys and answers."
)
@click.option("--suggest", is_flag=True, help="Take the suggestion where no answer is given.")
@click.option("--ours", is_flag=True, help="Give the result our marks: roles, forms, declared variables.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the result is written.")
@click.option("--library", type=click.Path(path_type=Path, file_okay=False, exists=True), help="What it may call.")
@click.option("--json", "as_json", is_flag=True, help="Print repairs, questions and findings as JSON.")
def import_command(
    file: Path, answers: Path | None, suggest: bool, ours: bool, out: Path | None, library: Path | None, as_json: bool
) -> None:
    """Import a foreign diagram: 0 when it is accepted, 1 when something is open, 2 when it cannot be read."""
    target = out or file.with_name(f"{file.stem}.imported.bpmn")
    if target.resolve() == file.resolve():
        raise click.UsageError("The original is never written over; name another file with --out.")
    around = library_of(file, (), library)
    request = import_request(
        file.name, file.read_bytes(), around, shipped_rounds().values(), ROLES, _answers(answers), suggest=suggest,
        ours=ours,
    )  # fmt: skip
    answer = _asked(request)
    if "problem" in answer:
        click.echo(f"{file}: {answer['problem']}", err=True)
        sys.exit(WRONG)
    done = answer["accepted"] and not answer["questions"]
    if done:
        write_whole(target, base64.b64decode(answer["xml"]))
    _print({**answer, "file": str(file), "out": str(target) if done else ""}, as_json)
    sys.exit(WRITTEN if done else OPEN)


def _asked(request: Answer) -> Answer:
    contained = Contained()
    try:
        return contained.ask("import", request)
    except NotContained as stopped:
        return {"problem": str(stopped)}
    finally:
        contained.close()


def _answers(file: Path | None) -> dict[str, object]:
    """Return the answers of a file. Raises UsageError, when it holds no JSON object."""
    try:
        content = json.loads(file.read_text(encoding="utf-8")) if file else {}
    except (OSError, ValueError, RecursionError) as problem:
        raise click.UsageError(f"The answers cannot be read as JSON: {problem}") from problem
    if not isinstance(content, dict):
        raise click.UsageError("The answers must be a JSON object of keys and answers.")
    return content


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it: beside its place first, then under its name."""
    try:
        with tempfile.NamedTemporaryFile(dir=target.absolute().parent, delete=False) as beside:
            beside.write(content)
        Path(beside.name).chmod(0o666 & ~_mask())
        Path(beside.name).replace(target)
    except OSError as problem:
        raise click.UsageError(f"'{target}' cannot be written: {problem.strerror}.") from problem


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _print(answer: Answer, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({key: value for key, value in answer.items() if key != "xml"}, ensure_ascii=False))
        return
    for repair in answer["repairs"]:
        click.echo(f"  repaired  {repair['element']} {repair['what']}")
    for key in answer["suggested"]:
        click.echo(f"  suggested {key}")
    for key in answer["unasked"]:
        click.echo(f"  no question has the key {key}")
    for question in answer["questions"]:
        _ask(question)
    for finding in answer["findings"]:
        if finding["severity"] == "error":
            click.echo(f"  {finding['severity']:9} {finding['rule']}: {finding['message']}")
    counts = f"{len(answer['repairs'])} repairs, {len(answer['questions'])} open questions"
    written = f"written to {answer['out']}" if answer["out"] else "not written"
    click.echo(f"{answer['file']}: {written} ({counts})")


def _ask(question: Answer) -> None:
    may = f" [{' | '.join(question['choices'])}]" if question["choices"] else ""
    suggestion = f" suggested: {question['suggestion']}" if question["suggestion"] is not None else ""
    click.echo(f"  question  {question['key']} ({question['kind']}){may}: {question['question']}{suggestion}")
