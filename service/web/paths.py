"""The published paths: drawn, in words, with their versions and what each step asks of whom."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from processes.elements import Element
from processes.forms import Form
from processes.paths import Definition
from service.actions import designs
from service.front.doors import everybody
from service.front.state import me, the_register
from service.register import designs as kept
from service.register.versions import NotPublished
from service.web.whereabouts import files_by_process, sheet

pages = Blueprint("paths", __name__)


@pages.get("/paths")
@everybody
def list_of_paths() -> str:
    """Show the newest version of every path."""
    return render_template(
        "paths.html", page_title="Paths", rows=designs.list_paths(the_register()), may_edit=may_edit()
    )


@pages.get("/paths/<path>")
@everybody
def one_path(path: str) -> str:
    """Show one path with its stages, its versions and its steps."""
    version, definition = newest(path)
    return render_template(
        "path.html", page_title=definition.marks.title, path=path, version=version, marks=definition.marks,
        sheets=[sheet(definition, name, {}) for name in _files(definition)], steps=_steps(definition),
        versions=kept.versions(the_register(), path), may_edit=may_edit(), published=request.args.get("published"),
    )  # fmt: skip


def newest(path: str) -> tuple[int, Definition]:
    """Return the newest version of a path; an unknown one is a page that is not there."""
    try:
        return kept.newest(the_register(), path)
    except NotPublished as problem:
        raise NotFound(str(problem)) from None


def may_edit() -> bool:
    """Return whether the person who asks may change diagrams."""
    return me().role in designs.DESIGNERS


def _files(definition: Definition) -> list[str]:
    """Return the path's diagram first, then its stages in the order in which they are called."""
    by_process = files_by_process(definition)
    called = [by_process[e.calls] for e in definition.diagram.elements.values() if e.calls in by_process]
    return list(dict.fromkeys([f"paths/{definition.path}.bpmn", *called]))


def _steps(definition: Definition) -> list[Mapping[str, object]]:
    steps = (e for e in definition.diagram.elements.values() if e.is_step or e.is_offer)
    paired = ((element, definition.forms.get(element.form)) for element in steps)
    return [
        {"element": element, "form": form, "requirements": _requirements(element, form)} for element, form in paired
    ]


def _requirements(element: Element, form: Form | None) -> str:
    """Name what a step, its form and its questions answer to."""
    asked = [name for field in form.fields for name in field.requirements] if form else []
    return ", ".join(dict.fromkeys([*element.requirements, *(form.requirements if form else ()), *asked]))
