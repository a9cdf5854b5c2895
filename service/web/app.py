"""The application: one register behind pages and API. Every request is stamped before anything else happens to it."""

from typing import Protocol

from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from deadlines.clock import DemonstrationClock
from service.api import install_api
from service.front.confidential import install_reads
from service.front.cookies import cookie_name
from service.front.doors import install_doors, install_forgery_protection
from service.front.errors import install_errors
from service.front.reading import Number, refuse_nul
from service.front.single_sign_on import Provider
from service.front.state import OfficeState, the_register
from service.register.register import Register
from service.roles import ROLES
from service.web import (
    about,
    account_page,
    account_pages,
    audit,
    board,
    body_pages,
    bulk,
    calendar_files,
    calendar_pages,
    case_list,
    case_talk,
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
    home,
    hook_pages,
    interest_pages,
    links,
    load,
    mail_pages,
    notify_callback,
    office,
    paths,
    privacy,
    procurement_pages,
    public_register,
    read_pages,
    receipts,
    reports,
    round_pages,
    session_pages,
    setup_import_pages,
    setup_pages,
    signing,
    single,
    sitting_decisions,
    sitting_pages,
    sitting_papers,
    steps,
    takeover_pages,
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
PAGES = (
    about, account_page, account_pages, audit, board, body_pages, bulk, calendar_files, calendar_pages, case_list,
    case_talk, cases, corrections, date_pages, declaration_pages, demonstration, designer, document_pages, drafts,
    elsewhere, health, holds, home, hook_pages, interest_pages, links, load, mail_pages, notify_callback, office,
    paths, privacy, procurement_pages, public_register, read_pages, receipts, reports, round_pages, session_pages,
    setup_import_pages, setup_pages, signing, single, sitting_decisions, sitting_pages, sitting_papers, steps,
    takeover_pages, timeline, versions,
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

    @property
    def address(self) -> str: ...

    @property
    def trusted_proxies(self) -> int: ...

    @property
    def local_accounts(self) -> bool: ...

    @property
    def oidc(self) -> tuple[str, str, str] | None: ...


def create_app(register: Register, settings: Settings, demonstration: DemonstrationClock | None = None) -> Flask:
    """Return the application around a register. `demonstration` is the clock that anybody signed in may move."""
    app = Flask("service.web", static_folder="static", template_folder="templates")
    app.config.update(_configured(settings))
    app.extensions["office"] = OfficeState(
        register, settings.demonstration, demonstration, settings.address, settings.local_accounts
    )
    if settings.oidc is not None:
        app.extensions["single_sign_on"] = Provider(*settings.oidc, key=settings.secret_key)
    _trust_proxies(app, settings.trusted_proxies)
    app.url_map.converters["int"] = Number
    app.before_request(_stamp)
    app.teardown_request(_close)
    app.before_request(refuse_nul)
    install_design_system(app, {role.id: role.name for role in ROLES.values()})
    install_assets(app)
    install_security_headers(app, secure=settings.secure_cookies)
    install_reads(app)
    install_forgery_protection(app)
    install_doors(app)
    install_frame(app)
    install_errors(app)
    for module in PAGES:
        app.register_blueprint(module.pages)
    install_api(app)
    return app


def _trust_proxies(app: Flask, count: int) -> None:
    """Believe what so many proxies before us say about who asks; with none, their headers are only words."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _configured(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": cookie_name(secure=settings.secure_cookies),
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_TEXT,
        # The token lasts as long as the session: a form that took two hours must not be refused at its deadline.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "MAIL_CALLBACK": settings.mail_callback,
        "RATELIMIT_STORAGE_URI": "memory://",
    }


def _close(_: BaseException | None) -> None:
    """Close the files that came with the request: large ones lie in temporary files."""
    request.close()


def _stamp() -> None:
    """Read the whole request, then look at the clock: this instant is the one that counts."""
    request.get_data(cache=True)
    g.received_at = the_register().clock()
