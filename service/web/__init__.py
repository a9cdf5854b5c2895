"""Pages: stamp the request, call one action, render."""

from service.web.app import create_app

__all__ = ["create_app"]
