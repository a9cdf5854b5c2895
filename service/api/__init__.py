"""The same actions as JSON, documented by OpenAPI at /api/v1/openapi.json."""

from flask import Flask, Response, request

from service.api import (
    account_views,
    date_views,
    document_views,
    event_views,
    hook_views,
    mail_views,
    office_views,
    path_views,
    procurement_views,
    report_views,
    round_views,
    sitting_record_views,
    sitting_views,
    views,
    work_views,
)
from service.api.describing import api

__all__ = [
    "account_views", "date_views", "document_views", "event_views", "hook_views", "install_api", "mail_views",
    "office_views", "path_views", "procurement_views", "report_views", "round_views", "sitting_record_views",
    "sitting_views", "views", "work_views",
]  # fmt: skip


def install_api(app: Flask) -> None:
    """Serve the API under /api/v1."""
    app.register_blueprint(api, url_prefix="/api/v1")
    app.register_blueprint(document_views.pages)
    app.after_request(_with_etag)


def _with_etag(answer: Response) -> Response:
    """Mark what was read, so that asking again for what has not changed costs no bytes."""
    if request.method == "GET" and request.blueprint == api.name and answer.status_code == 200:
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        answer.add_etag()
        answer.make_conditional(request)
    return answer
