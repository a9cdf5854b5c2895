"""Security headers of every answer: what a page may load, run, frame and reveal.

Of who is signed in it knows only whether somebody is: what they see is kept by no browser and no proxy. A
view that shows the diagram editor calls `allow_style_attributes`.
"""

from flask import Flask, Response, current_app, g, request

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


def install_security_headers(app: Flask, *, secure: bool = False) -> None:
    """Put the headers on every answer, errors and files included. secure: the service is reached by HTTPS alone."""
    app.config["STRICT_TRANSPORT"] = secure
    app.after_request(_with_security_headers)


def allow_style_attributes() -> None:
    """Let the page now being answered style elements by attribute: bpmn-js places its tools so."""
    g.style_attributes = True


def content_security_policy(*, style_attributes: bool = False) -> str:
    """Return the policy as one header line; only the diagram editor needs style attributes."""
    rules = POLICY | ({"style-src-attr": "'unsafe-inline'"} if style_attributes else {})
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _with_security_headers(response: Response) -> Response:
    policy = content_security_policy(style_attributes=bool(g.get("style_attributes", False)))
    response.headers["Content-Security-Policy"] = policy
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["STRICT_TRANSPORT"] or request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
    if g.get("asking") is not None:
        response.headers["Cache-Control"] = "private, no-store"
    elif response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
