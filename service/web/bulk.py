"""One act with many cases: a preview first, then what was done with each case or why not. For the office."""

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, render_template, request

from service.actions import bulk
from service.actions.office import OFFICERS
from service.front.doors import only
from service.front.state import me, received_at, the_register

pages = Blueprint("bulk", __name__)


@pages.post("/cases/bulk")
@only(*OFFICERS)
def preview() -> str:
    """Show what would be done with each case that is ticked. Raises UnusableBulk."""
    act, said, ids = _asked()
    return _page(bulk.preview(the_register(), me(), act, ids, said), act, said, done=False)


@pages.post("/cases/bulk/do")
@only(*OFFICERS)
def perform() -> str:
    """Do it, each case by itself, and show what came of it. Raises UnusableBulk."""
    act, said, ids = _asked()
    return _page(bulk.perform(the_register(), me(), act, ids, said, received_at()), act, said, done=True)


def _asked() -> tuple[str, str, list[int]]:
    act, said = request.form.get("act", ""), request.form.get("said", "")[:1000]
    ids = [int(one) for one in request.form.getlist("case") if one.isascii() and one.isdigit() and len(one) < 18]
    return act, said, list(dict.fromkeys(ids))


def _page(lines: list[bulk.Line], act: str, said: str, *, done: bool) -> str:
    back = urlencode(parse_qsl(request.form.get("back", "")[:2000]))
    return render_template(
        "bulk.html", page_title=bulk.ACTS[act], lines=lines, act=act, said=said, done=done, back=back,
        able=[line for line in lines if not line.refused], refused=[line for line in lines if line.refused],
    )  # fmt: skip
