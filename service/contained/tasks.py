"""What the child can be asked. Requests and answers are JSON; bytes travel as base64."""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from deadlines.rounds import Round, read_round, shipped_rounds
from processes.checks.assembly import Library
from processes.checks.check import check
from processes.checks.finding import Finding, Report
from processes.checks.subject import Surroundings
from processes.paths import shipped_library
from processes.play import UnusableInput, play_file
from processes.repair import WrongAnswer, mend
from processes.xml import UnreadableXml

Answer = dict[str, Any]


def written_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return files as a request holds them."""
    return {name: base64.b64encode(source).decode("ascii") for name, source in files.items()}


def read_files(files: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files that a request holds."""
    return {name: base64.b64decode(source) for name, source in files.items()}


def written_round(round_: Round) -> list[str]:
    """Return a round as a request holds it: its text, and the one it rests on."""
    return [round_.text, round_.standing.text if round_.standing else ""]


def _round(texts: list[str]) -> Round:
    return read_round(texts[0], read_round(texts[1]) if texts[1] else None)


def written_report(report: Report) -> Answer:
    """Return a report in the shape that `approvals check --json` prints."""
    findings = [
        {"rule": f.rule, "severity": f.severity, "element": f.element, "message": f.message, "trace": list(f.trace)}
        for f in report.findings
    ]
    return {"file": report.file, "accepted": report.accepted, "findings": findings}


def check_request(
    name: str, source: bytes, files: Mapping[str, bytes], rounds: Iterable[Round], roles: Iterable[str], *,
    publishing: bool, lies_in_library: bool,
) -> Answer:  # fmt: skip
    """Return the request to check one file; the arguments are those of `Surroundings`."""
    return {
        "name": name,
        "source": base64.b64encode(source).decode("ascii"),
        "files": written_files(files),
        "rounds": [written_round(round_) for round_ in rounds],
        "roles": list(roles),
        "publishing": publishing,
        "lies_in_library": lies_in_library,
    }


def findings_in(answer: Answer) -> list[Finding]:
    """Return the findings of an answer to it."""
    return [Finding(**{**finding, "trace": tuple(finding["trace"])}) for finding in answer["findings"]]


def check_file(
    name: str, source: str, files: dict[str, str], rounds: list[list[str]], roles: list[str], publishing: bool,
    lies_in_library: bool,
) -> Answer:  # fmt: skip
    """Check one file."""
    around = Surroundings(read_files(files), tuple(map(_round, rounds)), tuple(roles), publishing, lies_in_library)
    return written_report(check(name, base64.b64decode(source), around))


def play_request(
    source: bytes, given: object, files: Mapping[str, bytes], rounds: Iterable[Round], at: datetime | None = None
) -> Answer:
    """Return the request to play one file; the arguments are those of `processes.play.play_file`."""
    return {
        "source": base64.b64encode(source).decode("ascii"),
        "given": given,
        "files": written_files(files),
        "rounds": [written_round(round_) for round_ in rounds],
        "at": at.isoformat() if at else "",
    }


def play(source: str, given: object, files: dict[str, str], rounds: list[list[str]], at: str) -> Answer:
    """Play one file. The answer is what the command prints, with `problem` when the input cannot be used."""
    begun = datetime.fromisoformat(at) if at else None
    try:
        played = play_file(base64.b64decode(source), given, read_files(files), tuple(map(_round, rounds)), begun)
    except UnusableInput as problem:
        return {"problem": str(problem), "refused": True}
    account = [{"at": line.at.isoformat(), "element": line.element, "text": line.text} for line in played.account]
    return {**played.as_json(), "account": account}


def import_request(
    name: str, source: bytes, files: Mapping[str, bytes], rounds: Iterable[Round], roles: Iterable[str],
    answers: Mapping[str, object], *, suggest: bool, ours: bool,
) -> Answer:  # fmt: skip
    """Return the request to mend one file; the arguments are those of `Surroundings` and `processes.repair.mend`."""
    asked = check_request(name, source, files, rounds, roles, publishing=False, lies_in_library=False)
    mending = {"answers": dict(answers), "suggest": suggest, "ours": ours}
    return {**{key: asked[key] for key in ("name", "source", "files", "rounds", "roles")}, **mending}


def import_file(
    name: str, source: str, files: dict[str, str], rounds: list[list[str]], roles: list[str],
    answers: dict[str, object], suggest: bool, ours: bool,
) -> Answer:  # fmt: skip
    """Mend one file and check the result. The answer holds `problem`, when the file or an answer cannot be read."""
    around = Surroundings(read_files(files), tuple(map(_round, rounds)), tuple(roles))
    known = frozenset(Library(around.files).parts)
    try:
        mended = mend(base64.b64decode(source), answers, suggest=suggest, ours=ours, known=known)
    except (UnreadableXml, WrongAnswer) as problem:
        return {"problem": str(problem)}
    report = written_report(check(name, mended.xml, around))
    return {
        "repairs": [{"element": one.element, "what": one.what} for one in mended.repairs],
        "questions": [asdict(question) for question in mended.questions],
        "suggested": list(mended.suggested),
        "unasked": list(mended.unasked),
        "variables": dict(mended.variables),
        **report,
        "xml": base64.b64encode(mended.xml).decode("ascii"),
    }


def warm_up() -> None:
    """Do every task once with a small diagram, so that all modules are there before the process confines itself."""
    library = {name: source for name, source in shipped_library().files.items() if "survey" in name}
    source = written_files({"": library["paths/survey.bpmn"]})[""]
    rounds = [written_round(one) for one in shipped_rounds().values()]
    check_file("paths/survey.bpmn", source, written_files(library), rounds, [], publishing=True, lies_in_library=True)
    play(source, {}, written_files(library), rounds, "")
    import_file("survey.bpmn", source, written_files(library), rounds, [], {}, suggest=True, ours=False)


TASKS: dict[str, Callable[..., Answer]] = {"check": check_file, "play": play, "import": import_file}
