"""`approvals check`: say what keeps a diagram from being published."""

import json
import sys
from pathlib import Path

import click

from deadlines.rounds import Round, shipped_round, shipped_rounds
from processes.checks.check import UNREADABLE
from processes.checks.finding import SEVERITIES
from service.commands.surroundings import library_of, name_in_library
from service.contained import NotContained, the_contained
from service.contained.tasks import Answer, check_request
from service.roles import ROLES

ACCEPTED, REFUSED, UNREADABLE_FILE = 0, 1, 2


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
@click.option(
    "--library", type=click.Path(path_type=Path, file_okay=False, exists=True), help="The library round them."
)
@click.option("--round", "round_name", default="", help="The round whose deadlines timers may name; all shipped ones.")
@click.option("--publishing", is_flag=True, help="Ask also what only a diagram that is to be published must satisfy.")
@click.option("--quiet", is_flag=True, help="Leave warnings and information out.")
def check_command(
    files: tuple[Path, ...], as_json: bool, library: Path | None, round_name: str, publishing: bool, quiet: bool
) -> None:
    """Check diagrams: 0 when every one is accepted, 1 when one is refused, 2 when one cannot be read."""
    rounds = [shipped_round(round_name)] if round_name else list(shipped_rounds().values())
    status = ACCEPTED
    for number, file in enumerate(files, 1):
        report = _checked(file, library_of(file, files, library), rounds, publishing)
        _print(report, as_json, quiet)
        _progress(number, len(files), as_json)
        status = max(status, _status(report))
    sys.exit(status)


def _checked(file: Path, around: dict[str, bytes], rounds: list[Round], publishing: bool) -> Answer:
    try:
        source = file.read_bytes()
    except OSError as problem:
        return _stopped(file, UNREADABLE, f"The file cannot be read: {problem.strerror}. Look at its name.")
    name = name_in_library(file)
    request = check_request(
        name or str(file), source, around, rounds, ROLES, publishing=publishing, lies_in_library=bool(name)
    )
    try:
        return {**the_contained().ask("check", request), "file": str(file)}
    except NotContained as stopped:
        return _stopped(file, stopped.rule, str(stopped))


def _stopped(file: Path, rule: str, message: str) -> Answer:
    finding = {"rule": rule, "severity": "error", "element": "", "message": message, "trace": []}
    return {"file": str(file), "accepted": False, "findings": [finding]}


def _status(report: Answer) -> int:
    if any(finding["rule"] == UNREADABLE for finding in report["findings"]):
        return UNREADABLE_FILE
    return ACCEPTED if report["accepted"] else REFUSED


def _print(report: Answer, as_json: bool, quiet: bool) -> None:
    shown = [f for f in report["findings"] if f["severity"] == SEVERITIES[0] or not quiet]
    if as_json:
        click.echo(json.dumps({**report, "findings": shown}, ensure_ascii=False))
        return
    counts = [f"{sum(f['severity'] == s for f in report['findings'])} {s}" for s in SEVERITIES]
    click.echo(f"{report['file']}: {'accepted' if report['accepted'] else 'refused'} ({', '.join(counts)})")
    for finding in shown:
        click.echo(f"  {finding['severity']:8}{finding['rule']}: {finding['message']}")
        if finding["trace"]:
            click.echo(f"          way: {' -> '.join(finding['trace'])}")


def _progress(number: int, total: int, as_json: bool) -> None:
    if total > 1 and not as_json and sys.stderr.isatty():
        click.echo(f"{number} of {total} checked", err=True)
