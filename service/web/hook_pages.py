"""Webhooks in the browser: which programs are told of events, what came of it, and the secret, which is shown once."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import hooks as acts
from service.actions.hooks import UnusableHook
from service.actions.office import OFFICERS
from service.front.doors import only
from service.front.state import me, the_register
from service.hooks.sending import Post
from service.register import hooks
from service.register.keyset import Page

pages = Blueprint("hook_pages", __name__)
SHOWN = 50
STATES = {"active": ("Told", "done"), "paused": ("Paused", "waiting"), "disabled": ("Given up", "late")}


@pages.get("/office/webhooks")
@only(*OFFICERS)
def all_hooks() -> str:
    """Show the addresses that are told, and the form for a new one."""
    return _page({})


@pages.post("/office/webhooks")
@only(*OFFICERS)
def add() -> ResponseReturnValue:
    """Register an address and show its secret, this once."""
    types = request.form.get("types", "").replace(",", " ").split()
    url, region = request.form.get("url", "").strip(), request.form.get("region", "")
    try:
        number, secret = acts.add_hook(the_register(), me(), url, types, region)
    except UnusableHook as problem:
        return _page(problem.errors), 422
    return _one(number, secret=secret)


def _page(errors: Mapping[str, str]) -> str:
    return render_template(
        "hooks.html", page_title="Webhooks", hooks=hooks.all_hooks(the_register()), states=STATES, own=errors,
        form=request.form, regions=acts.regions(the_register()),
        errors=[{"text": text, "href": f"#{field}"} for field, text in errors.items()],
    )  # fmt: skip


@pages.get("/office/webhooks/<int:hook_id>")
@only(*OFFICERS)
def one(hook_id: int) -> str:
    """Show one address and what came of telling it. Raises NoSuchHook."""
    return _one(hook_id)


def _one(hook_id: int, secret: str = "", tested: hooks.Told | None = None) -> str:
    hook = hooks.one_hook(the_register(), hook_id)
    told = hooks.deliveries_page(the_register(), hook_id, Page(limit=SHOWN)).rows
    return render_template(
        "hook.html", page_title="Webhook", hook=hook, state=STATES[hook.state], secret=secret, tested=tested, told=told
    )


@pages.post("/office/webhooks/<int:hook_id>/test")
@only(*OFFICERS)
def test(hook_id: int) -> str:
    """Send a test and show what came of it. Raises NoSuchHook."""
    return _one(hook_id, tested=acts.test(the_register(), me(), hook_id, Post(the_register().webhook_nets)))


@pages.post("/office/webhooks/<int:hook_id>/pause")
@only(*OFFICERS)
def pause(hook_id: int) -> ResponseReturnValue:
    """Tell an address nothing for now. Raises NoSuchHook."""
    acts.pause(the_register(), me(), hook_id)
    return redirect(url_for("hook_pages.one", hook_id=hook_id))


@pages.post("/office/webhooks/<int:hook_id>/resume")
@only(*OFFICERS)
def resume(hook_id: int) -> ResponseReturnValue:
    """Let an address go on where it stopped. Raises NoSuchHook."""
    acts.resume(the_register(), me(), hook_id)
    return redirect(url_for("hook_pages.one", hook_id=hook_id))


@pages.post("/office/webhooks/<int:hook_id>/remove")
@only(*OFFICERS)
def remove(hook_id: int) -> ResponseReturnValue:
    """Tell an address nothing any more. Raises NoSuchHook."""
    acts.remove(the_register(), me(), hook_id)
    return redirect(url_for("hook_pages.all_hooks"))
