"""What a file imports: other BPMN files that lie beside it. Nothing is fetched from the web."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from processes.checks.assembly import Part, read_part
from processes.checks.subject import Subject
from processes.xml import BPMN


def bpmn_imports(root: etree._Element) -> list[str]:
    """Return the locations of the BPMN files that a file imports, as written."""
    imports = root.findall(f"{{{BPMN}}}import")
    return [one.get("location") or "" for one in imports if one.get("importType") == BPMN]


def beside(subject: Subject, location: str) -> bytes | None:
    """Return the file that an import names, when it was given: by its path beside the file, or by its name alone."""
    files = subject.around.files
    near = str(PurePosixPath(subject.name).parent / location)
    return files.get(near, files.get(PurePosixPath(location).name))


def imported(subject: Subject) -> Iterator[Part]:
    """Yield the readable BPMN files that a file imports, directly or through others, each once."""
    seen = {PurePosixPath(subject.name).name}
    pending = bpmn_imports(subject.model.root)
    while pending:
        location = pending.pop(0)
        source = beside(subject, location)
        part = read_part(location, source) if source is not None else None
        if part is not None and PurePosixPath(location).name not in seen:
            seen.add(PurePosixPath(location).name)
            yield part
            pending += bpmn_imports(part.model.root)
