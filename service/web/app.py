"""The application: one register behind pages and API. Every request is stamped before anything else happens to it."""

from datetime import timedelta
from typing import Protocol

from flask import Flask, g, request

from deadlines.clock import DemonstrationClock
from service.api import install_api
from service.front.doors import install_doors, install_forgery_protection
from service.front.errors import install_errors
from service.front.reading import Number, refuse_nul
from service.front.state import OfficeState, the_register
from service.register.register import Register
from service.roles import ROLES
from service.web import (
    about,
    account_page,
    audit,
    board,
    calendar_files,
    calendar_pages,
    cases,
    corrections,
    date_pages,
    declaration_pages,
    demonstration,
    designer,
    document_pages,
    drafts,
    elsewhere,
    health,
    holds,
    interest_pages,
    mail_pages,
    notify_callback,
    office,
    paths,
    public_register,
    receipts,
    reports,
    round_pages,
    signing,
    sitting_decisions,
    sitting_pages,
    sitting_papers,
    steps,
    timeline,
    versions,
)
from service.web.assets import install_assets
from service.web.frame import install_frame
from service.web.nhs import install_design_system
from service.web.security import install_security_headers

MEGABYTE = 1_000_000
LARGEST_REQUEST = 45 * MEGABYTE
LARGEST_TEXT = 5 * MEGABYTE
SIGNED_IN_FOR = timedelta(hours=12)
PAGES = (
    about, account_page, audit, board, calendar_files, calendar_pages, cases, corrections, date_pages,
    declaration_pages, demonstration, designer, document_pages, drafts, elsewhere, health, holds, interest_pages,
    mail_pages,
    notify_callback, office, paths, public_register, receipts, reports, round_pages, signing, sitting_decisions,
    sitting_pages, sitting_papers, steps, timeline, versions,
)  # fmt: skip


class Settings(Protocol):
    """What the pages need to know of how the service was started."""

    @property
    def secret_key(self) -> str: ...

    @property
    def secure_cookies(self) -> bool: ...

    @property
    def demonstration(self) -> bool: ...

    @property
    def mail_callback(self) -> str: ...


def create_app(register: Register, settings: Settings, demonstration: DemonstrationClock | None = None) -> Flask:
    """Return the application around a register. `demonstration` is the clock that anybody signed in may move."""
    app = Flask("service.web", static_folder="static", template_folder="templates")
    app.config.update(_configured(settings))
    app.extensions["office"] = OfficeState(register, settings.demonstration, demonstration)
    app.url_map.converters["int"] = Number
    app.before_request(_stamp)
    app.before_request(refuse_nul)
    install_design_system(app, {role.id: role.name for role in ROLES.values()})
    install_assets(app)
    install_security_headers(app)
    install_forgery_protection(app)
    install_doors(app)
    install_frame(app)
    install_errors(app)
    for module in PAGES:
        app.register_blueprint(module.pages)
    install_api(app)
    return app


def _configured(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "approvals",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": SIGNED_IN_FOR,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_TEXT,
        # The token lasts as long as the session: a form that took two hours must not be refused at its deadline.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "MAIL_CALLBACK": settings.mail_callback,
        "RATELIMIT_STORAGE_URI": "memory://",
    }


def _stamp() -> None:
    """Read the whole request, then look at the clock: this instant is the one that counts."""
    request.get_data(cache=True)
    g.received_at = the_register().clock()
