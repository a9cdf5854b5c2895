"""Paths and deadlines for programs; and the designer's acts: keep a draft, have it checked, propose it, publish it."""

from flask import Response

from deadlines.explain import explain, table
from processes.checks.finding import Finding
from service.actions import designs
from service.actions.designs import DESIGNERS
from service.api import path_models as models
from service.api.describing import REPEATABLE, answers, api, as_json
from service.front.doors import everybody, only
from service.front.state import me, the_register
from service.register import designs as kept


@api.get("/deadlines")
@everybody
@answers(models.Deadlines)
def deadlines() -> Response:
    """List the deadlines of every round, as they hold now."""
    register = the_register()
    rows = [row for name in register.rounds for row in table(register.round(name))]
    return as_json(models.Deadlines(deadlines=[models.DeadlineSummary(**row) for row in rows]))


@api.get("/deadlines/<round_>/<name>")
@everybody
@answers(models.Explanation)
def deadline(round_: str, name: str) -> Response:
    """Explain one deadline: when, by which policy, from which source."""
    told = explain(the_register().round(round_), name)
    lines = [models.ExplanationLine(label=label, text=text) for label, text in told]
    return as_json(models.Explanation(round=round_, name=name, lines=lines))


@api.get("/paths")
@everybody
@answers(models.Paths)
def paths() -> Response:
    """List the newest version of every path."""
    rows = designs.list_paths(the_register())
    return as_json(models.Paths(paths=[models.PathSummary.model_validate(dict(row)) for row in rows]))


@api.get("/paths/<path>")
@everybody
@answers(models.PathDetail)
def one_path(path: str) -> Response:
    """Give the newest version of a path with its diagram."""
    version, definition = kept.newest(the_register(), path)
    detail = models.PathDetail(
        path=path, version=version, title=definition.marks.title, key=definition.key,
        bpmn=definition.sources[f"paths/{path}.bpmn"].decode(),
        versions=[int(str(row["version"])) for row in kept.versions(the_register(), path)],
    )  # fmt: skip
    return as_json(detail)


@api.get("/paths/<path>/draft")
@only(*DESIGNERS)
@answers(models.Draft)
def path_draft(path: str) -> Response:
    """Give the saved draft of a path, or its newest version where there is none."""
    return as_json(_draft(path))


def _draft(path: str) -> models.Draft:
    draft = designs.draft(the_register(), me(), path)
    return models.Draft(
        path=path, bpmn=draft.xml.decode(errors="replace"), base=draft.base, revision=draft.revision, by=draft.by,
        proposed_by=draft.proposed_by, version=draft.version,
    )  # fmt: skip


@api.post("/paths/<path>/check")
@only(*DESIGNERS)
@answers(models.Findings, key=REPEATABLE)
def check_path(path: str, json: models.Diagram) -> Response:
    """Say what keeps a diagram from being published as this path. Nothing is kept."""
    kept.newest(the_register(), path)
    return as_json(models.Findings(findings=_findings(designs.check(the_register(), path, json.bpmn.encode()))))


def _findings(found: list[Finding]) -> list[models.DiagramFinding]:
    return [
        models.DiagramFinding(
            rule=one.rule, severity=one.severity, element=one.element, message=one.message, trace=list(one.trace)
        )
        for one in found
    ]


@api.post("/paths/<path>/save")
@only(*DESIGNERS)
@answers(models.Draft, 409, key=REPEATABLE)
def save_draft(path: str, json: models.NewDraft) -> Response:
    """Save a draft, also an unfinished one. `base` is that of the draft it follows; another one is refused."""
    designs.save_draft(the_register(), me(), path, json.base, json.bpmn.encode())
    return as_json(_draft(path))


@api.post("/paths/<path>/propose")
@only(*DESIGNERS)
@answers(models.Draft, 409, key=REPEATABLE)
def propose_path(path: str) -> Response:
    """Propose the saved draft for publication by another person."""
    designs.propose(the_register(), me(), path)
    return as_json(_draft(path))


@api.post("/paths/<path>/publish")
@only(*DESIGNERS)
@answers(models.Draft, 409, key=REPEATABLE)
def publish_path(path: str) -> Response:
    """Publish the proposed draft as the second person; running cases stay on their version."""
    designs.publish(the_register(), me(), path)
    return as_json(_draft(path))
