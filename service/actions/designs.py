"""What process designers do: look at paths, keep a draft, have it checked, propose it; another person publishes it."""

from dataclasses import dataclass

from processes.checks.finding import ERROR, Finding
from processes.engine import UnusableDiagram
from processes.paths import Library, shipped_library
from service.contained import NotContained, the_contained
from service.contained.tasks import check_request, findings_in
from service.register import designs
from service.register.designs import NoDraft
from service.register.queries import Row
from service.register.register import Register
from service.roles import ROLES, NotAllowed, Person

DESIGNERS = ("designer", "publisher")


@dataclass(frozen=True)
class Draft:
    """What the designer's desk opens: the saved draft, or the published version when there is none."""

    path: str
    xml: bytes
    base: str
    revision: int
    by: str
    proposed_by: str
    version: int


def list_paths(register: Register) -> list[Row]:
    """Return the newest version of every path, by name."""
    rows = designs.published(register)
    return [{k: v for k, v in row._mapping.items() if k != "sources"} for row in rows]


def draft(register: Register, person: Person, path: str) -> Draft:
    """Return what is to be edited. Raises NotAllowed, NotPublished."""
    person.require(*DESIGNERS)
    version, definition = designs.newest(register, path)
    row = designs.draft(register, path)
    if row is None:
        return Draft(path, definition.sources[f"paths/{path}.bpmn"], definition.key, 0, "", "", version)
    revision = int(str(row["revision"]))
    xml = row["xml"] if isinstance(row["xml"], bytes) else b""
    return Draft(path, xml, f"draft-{revision}", revision, str(row["by"]), str(row["proposed_by"]), version)


def check(register: Register, path: str, xml: bytes) -> list[Finding]:
    """Return what all rules say of a diagram that is to be published as this path, errors first.

    It is looked at in a child process with limits, for nobody has looked at it before.
    """
    library = designs.library(register).files
    laws = {name: source for name, source in shipped_library().files.items() if name.startswith("rules/")}
    request = check_request(
        f"paths/{path}.bpmn",
        xml,
        {**laws, **library},
        register.rounds.values(),
        ROLES,
        publishing=True,
        lies_in_library=True,
    )
    try:
        return findings_in(the_contained().ask("check", request))
    except NotContained as stopped:
        return [Finding(stopped.rule, ERROR, "", str(stopped))]


def _with(register: Register, path: str, xml: bytes) -> Library:
    return designs.library(register).with_file(f"paths/{path}.bpmn", xml)


def save_draft(register: Register, person: Person, path: str, base: str, xml: bytes) -> Draft:
    """Save a draft, also one that does not pass the check yet. Raises NotAllowed, NotPublished, StaleDraft."""
    person.require(*DESIGNERS)
    designs.newest(register, path)
    designs.save(register, path, base, xml, person.username)
    return draft(register, person, path)


def propose(register: Register, person: Person, path: str) -> None:
    """Propose the saved draft for publication. Raises NotAllowed, NoDraft, UnusableDiagram when it does not pass."""
    person.require(*DESIGNERS)
    saved = designs.draft(register, path)
    if saved is None or not isinstance(saved["xml"], bytes):
        raise NoDraft(f"There is no draft of '{path}' to propose; save one first.")
    _must_pass(register, path, saved["xml"])
    designs.propose(register, path, person.username)


def _must_pass(register: Register, path: str, xml: bytes) -> None:
    errors = [finding for finding in check(register, path, xml) if finding.severity == ERROR]
    if errors:
        raise UnusableDiagram(path, [(finding.element, finding.message) for finding in errors])


def publish(register: Register, person: Person, path: str) -> int:
    """Publish a proposed draft as the second person and return its version; running cases stay on theirs.

    Raises NotAllowed, when the person proposed it or changed it; NoDraft; StaleDraft; UnusableDiagram.
    """
    person.require(*DESIGNERS)
    saved = designs.draft(register, path)
    if saved is None or not saved["proposed_by"] or not isinstance(saved["xml"], bytes):
        raise NoDraft(f"No draft of '{path}' is proposed for publication.")
    if person.username in (saved["proposed_by"], saved["by"]):
        raise NotAllowed("You drew or proposed this version; another person must publish it.")
    _must_pass(register, path, saved["xml"])
    wanted = _with(register, path, saved["xml"])
    return designs.publish_draft(
        register, path, wanted, person.username, str(saved["proposed_by"]), register.clock(),
        revision=int(str(saved["revision"])),
    )  # fmt: skip


def choices(register: Register) -> dict[str, list[dict[str, str]]]:
    """Return what the designer's desk offers: forms, roles, deadlines of all rounds, decisions."""
    files = designs.library(register).files
    names = {d.name: d for round_ in register.rounds.values() for d in round_.deadlines}
    return {
        "forms": [{"id": n} for n in _stems(files, "forms/", ".json")],
        "decisions": [{"id": n} for n in _stems(files, "decisions/", ".dmn")],
        "roles": [{"id": role.id, "name": role.name} for role in ROLES.values()],
        "deadlines": [
            {"name": name, "title": d.title, "wording": d.london_wording()} for name, d in sorted(names.items())
        ],
    }


def _stems(files: object, folder: str, suffix: str) -> list[str]:
    names = files if isinstance(files, dict) else {}
    return sorted(name.removeprefix(folder).removesuffix(suffix) for name in names if name.startswith(folder))
