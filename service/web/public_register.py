"""The public register: what was published, for anybody; and how officers prepare and publish an edition."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import publication
from service.actions.duties import INTERESTS_DUTY, PROCUREMENT_DUTY
from service.actions.office import OFFICERS
from service.actions.publication import APPROVED, INTERESTS, MODELS, PARTS, PROCUREMENT
from service.formats.sheets import written_csv
from service.front.doors import only, public
from service.front.state import me, signed_in, the_register
from service.register import editions
from service.register.editions import NoSuchEdition, PreparedMeanwhile

pages = Blueprint("public_register", __name__)
SHOWN = 200
FILTERS = ("region", "model", "search")
TITLES = {PROCUREMENT: "Register of procurement decisions", INTERESTS: "Register of interests"}
Entry = Mapping[str, str]


@pages.get("/register")
@public
def register() -> str:
    """Show the newest edition to anybody."""
    try:
        edition = editions.published(the_register())
    except NoSuchEdition:
        return render_template("register_empty.html", page_title="Public register", officer=_is_officer())
    return _shown(edition)


@pages.get("/register/editions/<int:number>")
@public
def edition(number: int) -> str:
    """Show an edition as it was published. Raises NoSuchEdition."""
    return _shown(_edition(number))


def _edition(number: int) -> Mapping[str, Any]:
    if number < 1:
        raise NoSuchEdition(str(NoSuchEdition.__doc__))
    return editions.published(the_register(), number)


def _shown(edition: Mapping[str, Any]) -> str:
    wanted = {name: request.args.get(name, "")[:120] for name in FILTERS}
    entries = edition["content"][MODELS]
    return render_template(
        "register.html", page_title="Public register", edition=edition, history=editions.history(the_register()),
        models=_narrowed(entries, wanted), approved=_narrowed(edition["content"][APPROVED], wanted), wanted=wanted,
        regions=_values(edition, "region"), kinds=_values(edition, "model"), narrowed=any(wanted.values()),
        counts=_counts(entries), officer=_is_officer(), in_all=len(entries),
    )  # fmt: skip


def _narrowed(entries: Sequence[Entry], wanted: Mapping[str, str]) -> list[Entry]:
    search = wanted["search"].casefold()
    return [
        one
        for one in entries
        if wanted["region"] in ("", one["region"])
        and wanted["model"] in ("", one["model"])
        and search in f"{one['name']} {one['code']}".casefold()
    ]


def _values(edition: Mapping[str, Any], name: str) -> list[str]:
    return sorted({one[name] for part in (MODELS, APPROVED) for one in edition["content"][part]})


def _counts(entries: Sequence[Entry]) -> list[tuple[str, list[tuple[str, int]], int]]:
    """Count models by region: (model, [(region, number)], in all)."""
    models, regions = (sorted({one[name] for one in entries}) for name in ("model", "region"))
    of = [(model, [(r, sum(one["model"] == model and one["region"] == r for one in entries)) for r in regions])
          for model in models]  # fmt: skip
    return [(model, by_region, sum(number for _, number in by_region)) for model, by_region in of]


def _is_officer() -> bool:
    person = signed_in()
    return person is not None and person.role in OFFICERS


@pages.get("/register/editions/<int:number>/<part>.csv")
@public
def part(number: int, part: str) -> Response:
    """Give one part of a published edition as CSV. Raises NoSuchEdition."""
    if part not in PARTS:
        abort(404)
    content = written_csv(publication.part_sheet(_edition(number)["content"], part))
    answer = Response(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="register-edition-{number}-{part}.csv"'
    return answer


@pages.get("/register/procurement")
@public
def procurement() -> str:
    """Show the published procurement decisions to anybody."""
    return _part(PROCUREMENT, PROCUREMENT_DUTY)


@pages.get("/register/interests")
@public
def interests() -> str:
    """Show the published interests to anybody."""
    return _part(INTERESTS, INTERESTS_DUTY)


def _part(part: str, duty: str) -> str:
    try:
        edition = editions.published(the_register())
    except NoSuchEdition:
        edition = None
    search = request.args.get("search", "")[:120]
    entries = edition["content"].get(part, []) if edition else []
    shown = [one for one in entries if search.casefold() in f"{one['name']} {one['code']}".casefold()]
    heads = [(column.key, column.title) for column in publication.COLUMNS if column.key in publication.HEADS[part][3:]]
    return render_template(
        "register_part.html", page_title=TITLES[part], edition=edition, entries=shown, count=len(entries), part=part,
        duty=duty, heads=heads, search=search,
    )  # fmt: skip


@pages.get("/register/prepare")
@only(*OFFICERS)
def prepare() -> str:
    """Show what the next edition would say, or the one that waits for a second officer."""
    return _prepare()


def _prepare(problem: str = "") -> str:
    waiting = editions.waiting(the_register())
    return render_template(
        "register_prepare.html", page_title="Next edition of the register", waiting=waiting, shown=SHOWN,
        differences=_of_waiting(waiting), own=waiting is not None and waiting["by"] == me().username,
        next=None if waiting else publication.next_edition(the_register(), me()), parts=PARTS,
        errors=[{"text": problem, "href": "#note"}] if problem else [], note=request.form.get("note", ""),
    )  # fmt: skip


def _of_waiting(waiting: Mapping[str, Any] | None) -> list[publication.Difference]:
    if waiting is None:
        return []
    try:
        newest = editions.published(the_register())["content"]
    except NoSuchEdition:
        newest = {}
    return publication.differences(newest, waiting["content"])


@pages.post("/register/prepare")
@only(*OFFICERS)
def ask() -> ResponseReturnValue:
    """Ask for the next edition; a second officer publishes it."""
    after = request.form.get("after", type=int)
    try:
        publication.ask(the_register(), me(), 0 if after is None else after, request.form.get("note", ""))
    except (publication.NothingToPublish, PreparedMeanwhile) as problem:
        return _prepare(str(problem)), 422
    return redirect(url_for("public_register.prepare"))


@pages.post("/register/waiting/<int:edition_id>/publish")
@only(*OFFICERS)
def publish(edition_id: int) -> ResponseReturnValue:
    """Publish an edition as the second officer. Raises NoSuchEdition, NotAllowed."""
    publication.publish(the_register(), me(), edition_id)
    return redirect(url_for("public_register.register"))


@pages.post("/register/waiting/<int:edition_id>/decline")
@only(*OFFICERS)
def decline(edition_id: int) -> ResponseReturnValue:
    """Decline an edition, or withdraw one's own. Raises NoSuchEdition."""
    publication.decline(the_register(), me(), edition_id)
    return redirect(url_for("public_register.prepare"))
