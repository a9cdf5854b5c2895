"""`approvals play`: a dry run of a diagram in virtual time."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from deadlines.calendar import wording
from deadlines.rounds import Round, shipped_round, shipped_rounds
from processes.checks.check import UNREADABLE
from processes.instants import instant_literal
from processes.plain import value_of_plain
from processes.play import UnusableInput
from service.commands.surroundings import library_of
from service.contained import NotContained, the_contained
from service.contained.tasks import Answer, play_request

PLAYED, REFUSED, WRONG = 0, 1, 2


class _Instant(click.ParamType[datetime]):
    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        instant = instant_literal(str(value))
        if instant is None:
            self.fail(f"'{value}' is no instant with its zone, like 2015-01-09T12:00:00Z.", param, ctx)
        return instant


@click.command("play")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--data", default="", help="Variables at the beginning, as JSON.")
@click.option("--input", "given", default="", help="The whole input as JSON, or @FILE that holds it.")
@click.option("--at", type=_Instant(), help="The virtual instant of the beginning, with its zone.")
@click.option("--round", "round_name", default="", help="The round whose deadlines timers may name.")
@click.option(
    "--library", type=click.Path(path_type=Path, file_okay=False, exists=True), help="What the file may call and name."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def play_command(
    file: Path, data: str, given: str, at: datetime | None, round_name: str, library: Path | None, as_json: bool
) -> None:
    """Play a diagram: 0 when it was played, 1 when it is refused, 2 when it or the input cannot be read."""
    rounds = (shipped_round(round_name),) if round_name else tuple(shipped_rounds().values())
    try:
        content = _input(given, data, round_name)
    except UnusableInput as problem:
        raise click.UsageError(str(problem)) from problem
    played = _played(file.read_bytes(), content, library_of(file, (file,), library), rounds, at)
    if played.get("problem"):
        raise click.UsageError(played["problem"])
    if as_json:
        click.echo(json.dumps({key: value for key, value in played.items() if key != "account"}, ensure_ascii=False))
    else:
        _tell(played)
    sys.exit(_status(played))


def _played(
    source: bytes, given: object, library: dict[str, bytes], rounds: tuple[Round, ...], at: datetime | None
) -> Answer:
    """Play in the child process; what had to be stopped is refused with the reason."""
    try:
        return the_contained().ask("play", play_request(source, given, library, rounds, at))
    except NotContained as stopped:
        finding = {"rule": stopped.rule, "severity": "error", "element": "", "message": str(stopped)}
        return {"refused": True, "reason": str(stopped), "findings": [finding], "ended": "", "trace": [], "data": {},
                "markers": [], "waits_for": [], "account": []}  # fmt: skip


def _input(given: str, data: str, round_name: str) -> object:
    """Return the input: that of `--input` with the values of `--data` put over it."""
    try:
        content = _decoded(Path(given[1:]).read_text(encoding="utf-8") if given.startswith("@") else given)
        values = _decoded(data)
    except (OSError, ValueError, RecursionError) as problem:
        raise UnusableInput(f"The input cannot be read as JSON: {problem}") from problem
    if not isinstance(content, dict) or not isinstance(values, dict):
        raise UnusableInput("The input and the data must be JSON objects.")
    if not isinstance(content.get("vars", {}), dict):
        raise UnusableInput("'vars' must be an object of names and values.")
    named = {"round": round_name} if round_name else {}
    return {**content, **named, "vars": {**content.get("vars", {}), **values}}


def _decoded(text: str) -> object:
    return json.loads(text) if text.strip() else {}


def _status(played: Answer) -> int:
    if any(finding["rule"] == UNREADABLE for finding in played["findings"]):
        return WRONG
    return REFUSED if played["refused"] else PLAYED


def _tell(played: Answer) -> None:
    if played["refused"]:
        click.echo("refused")
        for finding in played["findings"]:
            click.echo(f"  {finding['rule']}: {finding['message']}")
        return
    for line in played["account"]:
        at = wording(datetime.fromisoformat(line["at"]))
        click.echo(f"{at}  {line['element']} {line['text']}".rstrip())
    reason = f": {played['reason']}" if played["reason"] else ""
    click.echo(f"{played['ended']}{reason}")
    if played["waits_for"]:
        click.echo(f"  waits at {', '.join(played['waits_for'])}")
    for name, value in sorted(played["data"].items()):
        click.echo(f"  {name} = {_shown(value)}")


def _shown(value: Any) -> str:
    plain = value_of_plain(value)
    return wording(plain) if isinstance(plain, datetime) else repr(plain)
