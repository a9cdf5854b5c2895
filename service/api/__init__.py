"""The same actions as JSON, documented by OpenAPI at /api/v1/openapi.json."""

from flask import Flask

from service.api import date_views, sitting_views
from service.api.views import api

__all__ = ["date_views", "install_api", "sitting_views"]


def install_api(app: Flask) -> None:
    """Serve the API under /api/v1."""
    app.register_blueprint(api, url_prefix="/api/v1")
