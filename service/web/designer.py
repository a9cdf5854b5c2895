"""The designer's desk: a path is edited in the browser, checked by the server, saved, and published by two."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from processes.checks.finding import ERROR, Finding
from processes.engine import UnusableDiagram
from service.actions import designs
from service.actions.designs import DESIGNERS
from service.front.doors import only
from service.front.reading import UnusableRequest
from service.front.state import me, the_register
from service.web.paths import newest
from service.web.security import allow_style_attributes

pages = Blueprint("designer", __name__)
LARGEST_DIAGRAM = 2_000_000


@pages.get("/paths/<path>/edit")
@only(*DESIGNERS)
def edit(path: str) -> str:
    """Open the draft of a path, or its newest version, in the editor."""
    allow_style_attributes()
    _, definition = newest(path)
    draft = designs.draft(the_register(), me(), path)
    data = {
        **_choices(), "path": path, "xml": draft.xml.decode(), "base": draft.base, "readonly": False,
        "urls": {"check": url_for(".check", path=path), "save": url_for(".save", path=path), "publish": ""},
    }  # fmt: skip
    return render_template(
        "designer.html", page_title=f"Edit: {definition.marks.title}", draft=draft, data=data, path=path,
        own=me().username in (draft.by, draft.proposed_by), title=definition.marks.title,
    )  # fmt: skip


def _choices() -> dict[str, object]:
    """Return what the desk offers; forms and decisions are listed by their names."""
    lists: dict[str, object] = dict(designs.choices(the_register()))
    for kind in ("forms", "decisions"):
        entries = lists[kind]
        found = entries if isinstance(entries, list) else []
        lists[kind] = [entry["id"] if isinstance(entry, dict) else entry for entry in found]
    return lists


@pages.post("/paths/<path>/check")
@only(*DESIGNERS)
def check(path: str) -> ResponseReturnValue:
    """Say what keeps the posted diagram from being published."""
    newest(path)
    findings = designs.check(the_register(), path, _posted("xml").encode())
    return jsonify(findings=[_plain(finding) for finding in findings])


@pages.post("/paths/<path>/save")
@only(*DESIGNERS)
def save(path: str) -> ResponseReturnValue:
    """Save the posted diagram as the draft, also an unfinished one. Raises StaleDraft."""
    newest(path)
    xml = _posted("xml").encode()
    draft = designs.save_draft(the_register(), me(), path, _posted("base"), xml)
    found = designs.check(the_register(), path, xml)
    refused = any(finding.severity == ERROR for finding in found)
    said = "it cannot be published before the errors are mended." if refused else "it can be proposed."
    findings = [_plain(finding) for finding in found]
    return jsonify(message=f"Saved as draft {draft.revision}; {said}", base=draft.base, findings=findings)


@pages.post("/paths/<path>/propose")
@only(*DESIGNERS)
def propose(path: str) -> ResponseReturnValue:
    """Propose the saved draft for publication by another person."""
    newest(path)
    try:
        designs.propose(the_register(), me(), path)
    except UnusableDiagram as problem:
        return _refused(path, problem)
    return redirect(url_for(".edit", path=path))


@pages.post("/paths/<path>/publish")
@only(*DESIGNERS)
def publish(path: str) -> ResponseReturnValue:
    """Publish the proposed draft as the second person."""
    newest(path)
    try:
        version = designs.publish(the_register(), me(), path)
    except UnusableDiagram as problem:
        return _refused(path, problem)
    return redirect(url_for("paths.one_path", path=path, published=version))


def _refused(path: str, problem: UnusableDiagram) -> ResponseReturnValue:
    return render_template(
        "refused_diagram.html", page_title="This draft cannot be published", path=path, problems=problem.problems
    ), 422


def _plain(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule, "severity": finding.severity, "element": finding.element, "message": finding.message,
        "trace": list(finding.trace),
    }  # fmt: skip


def _posted(name: str) -> str:
    body = request.get_json(silent=True)
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, str):
        raise UnusableRequest({name: f"Send a JSON object with the text '{name}'."})
    if len(value) > LARGEST_DIAGRAM or "\0" in value:
        raise UnusableRequest({name: f"'{name}' holds {len(value)} letters; at most {LARGEST_DIAGRAM} are read."})
    return value
