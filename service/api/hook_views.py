"""Webhooks for programs: register an address, test it, pause it, see what came of telling it."""

from flask import Response, request

from service.actions import hooks as acts
from service.actions.office import OFFICERS
from service.api import hook_models as models
from service.api.describing import NEEDED, REPEATABLE, answers, api, as_json
from service.api.models import PageQuery
from service.api.paging import as_page, mark_of, page_of
from service.front.doors import only
from service.front.state import me, the_register
from service.hooks.sending import Post
from service.register import hooks
from service.register.hooks import Hook

READERS = (*OFFICERS, "auditor")


@api.get("/webhooks")
@only(*READERS)
@answers(models.Hooks)
def list_webhooks() -> Response:
    """List the addresses that are told of events, oldest first."""
    return as_json(_all())


def _all() -> models.Hooks:
    return models.Hooks(webhooks=[_summary(hook) for hook in hooks.all_hooks(the_register())])


def _summary(hook: Hook) -> models.HookSummary:
    return models.HookSummary.model_validate({**vars(hook), "types": list(hook.types)})


@api.post("/webhooks")
@only(*OFFICERS)
@answers(models.MadeHook, status=201, key=NEEDED)
def add_webhook(json: models.NewHook) -> Response:
    """Register an address, to be told of what happens from now on. Its secret is said only in this answer."""
    number, secret = acts.add_hook(the_register(), me(), json.url, json.types, json.region)
    made = {**_summary(hooks.one_hook(the_register(), number)).model_dump(), "secret": secret}
    answer = as_json(models.MadeHook.model_validate(made), 201)
    answer.headers["Location"] = f"{request.path}/{number}"
    return answer


@api.get("/webhooks/<int:hook_id>")
@only(*READERS)
@answers(models.HookSummary)
def one_webhook(hook_id: int) -> Response:
    """Give one address and how far it was told. Raises NoSuchHook."""
    return as_json(_summary(hooks.one_hook(the_register(), hook_id)))


@api.get("/webhooks/<int:hook_id>/deliveries")
@only(*READERS)
@answers(models.Deliveries)
def webhook_deliveries(hook_id: int, query: PageQuery) -> Response:
    """List what came of telling an address, newest first."""
    found = hooks.deliveries_page(the_register(), hook_id, page_of(query))
    rows, mark = [models.Delivery.model_validate(dict(row)) for row in found.rows], mark_of(found.next)
    return as_page(models.Deliveries(deliveries=rows, next=mark), mark)


@api.post("/webhooks/<int:hook_id>/test")
@only(*OFFICERS)
@answers(models.Tested, key=REPEATABLE)
def test_webhook(hook_id: int) -> Response:
    """Send a test now and say what came of it."""
    told = acts.test(the_register(), me(), hook_id, Post(the_register().webhook_nets))
    return as_json(models.Tested(taken=told.taken, answered=told.answered, note=told.note))


@api.post("/webhooks/<int:hook_id>/pause")
@only(*OFFICERS)
@answers(models.HookSummary)
def pause_webhook(hook_id: int) -> Response:
    """Tell an address nothing for now."""
    acts.pause(the_register(), me(), hook_id)
    return as_json(_summary(hooks.one_hook(the_register(), hook_id)))


@api.post("/webhooks/<int:hook_id>/resume")
@only(*OFFICERS)
@answers(models.HookSummary)
def resume_webhook(hook_id: int) -> Response:
    """Let an address go on where it stopped."""
    acts.resume(the_register(), me(), hook_id)
    return as_json(_summary(hooks.one_hook(the_register(), hook_id)))


@api.post("/webhooks/<int:hook_id>/remove")
@only(*OFFICERS)
@answers(models.Hooks)
def remove_webhook(hook_id: int) -> Response:
    """Tell an address nothing any more; answers with those that are left."""
    acts.remove(the_register(), me(), hook_id)
    return as_json(_all())
