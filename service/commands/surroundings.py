"""What lies round a file on the command line: the files given with it, its library folder, the shipped library."""

from functools import cache
from pathlib import Path

from processes.paths import FOLDERS, read_library, shipped_library


def name_in_library(file: Path) -> str:
    """Return the name of a file in its library folder (`paths/joint.bpmn`); empty when it lies in none.

    A library folder holds `paths`, `stages`, `decisions` or `forms`, at least two of them.
    """
    folder = file.absolute().parent
    beside = [name for name in FOLDERS if (folder.parent / name).is_dir()]
    return f"{folder.name}/{file.name}" if folder.name in FOLDERS and len(beside) > 1 else ""


def library_of(file: Path, files: tuple[Path, ...], library: Path | None) -> dict[str, bytes]:
    """Return what a file may refer to, by name: the files given first, then its library, then the shipped one."""
    found = dict(_shipped())
    folder = library or (file.absolute().parent.parent if name_in_library(file) else None)
    if folder is not None:
        found = {**_folder(folder), **{name: source for name, source in found.items() if name not in _folder(folder)}}
    given = {name_in_library(other) or str(other): other for other in files if other.is_file()}
    sources = {name: other.read_bytes() for name, other in given.items()}
    return {**sources, **{name: source for name, source in found.items() if name not in sources}}


@cache
def _shipped() -> dict[str, bytes]:
    return dict(shipped_library().files)


@cache
def _folder(folder: Path) -> dict[str, bytes]:
    return dict(read_library(folder).files)
