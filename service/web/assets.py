"""Where the built browser files are: hashed names from the manifest which the asset build writes.

Knows Flask's static folder and nothing about pages. Without a build the pages work, unstyled.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import structlog
from flask import Flask, Response, request, url_for

BUILD = Path(__file__).parent / "static" / "build"
A_YEAR = "public, max-age=31536000, immutable"

_log = structlog.get_logger()


def install_assets(app: Flask, build: Path = BUILD) -> None:
    """Give templates `asset(name)` and let browsers keep the hashed files for a year."""
    manifest = read_manifest(build)

    def asset(name: str) -> str | None:
        """Return the address of a built file, or None where the build does not hold it."""
        hashed = manifest.get(name)
        return url_for("static", filename=f"build/{hashed}") if hashed else None

    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep_built_files)


def read_manifest(build: Path = BUILD) -> Mapping[str, str]:
    """Read the names of the built files once; empty, with a line in the log, where nothing was built."""
    path = build / "manifest.json"
    if not path.exists():
        _log.warning("assets not built", cure="make assets", effect="pages are shown without styles")
        return {}
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def _keep_built_files(response: Response) -> Response:
    if request.path.startswith("/static/build/") and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = A_YEAR
    return response
