"""Whether publishing refuses a mutant: asked of the file itself, then of the paths and stages that it is part of."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from deadlines.rounds import shipped_rounds
from processes.checks.assembly import Library
from processes.checks.catalogue import catalogue
from processes.checks.check import check
from processes.checks.finding import ERROR, WARNING, Finding
from processes.checks.subject import Subject, Surroundings
from processes.model import read_model
from processes.paths import shipped_library
from processes.xml import read_xml
from service.roles import ROLES
from tests.mutants.operators import Mutant


@dataclass(frozen=True)
class Verdict:
    """What publishing says of a mutant. refused: the rules whose findings are errors. warned: the rules that say more
    than they say of the diagram as it is shipped, without refusing it."""

    refused: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()


def verdict(mutant: Mutant) -> Verdict:
    """Return what publishing says of a mutant and, where the file alone is accepted, of all that is round it."""
    files = {**shipped_library().files, mutant.file: mutant.source}
    around = Surroundings(files, tuple(shipped_rounds().values()), tuple(ROLES), publishing=True, lies_in_library=True)
    warned: set[str] = set()
    for name in (mutant.file, *_round_about(mutant.file)):
        subject = Subject(name, files[name], read_model(read_xml(files[name])), around)
        for explores in (False, True) if name == mutant.file else (True,):  # most slips are seen without exploring
            found = [one for rule in catalogue() if rule.at_load is not explores for one in rule.findings(subject)]
            if refused := tuple(sorted({one.rule for one in found if one.severity == ERROR})):
                return Verdict(refused)
            warned |= {one.rule for one in found if one.severity == WARNING and _key(one) not in _known(name)}
    return Verdict((), tuple(sorted(warned)))


def _round_about(file: str) -> Iterator[str]:
    """Yield the paths that call a file, then the other stages of these paths, by the shipped library.

    These files are as they were, so only what looks at every run of a path can say anything new of them.
    """
    library = _shipped()
    (process,) = (identity for identity, part in library.parts.items() if part.file == file)
    tops = library.callers_of(process) or [process]
    parts = [part.file for top in tops for part in library.called_from(top)]
    own = [library.parts[top].file for top in tops]
    yield from (name for name in dict.fromkeys((*own, *parts)) if name != file)


@cache
def _shipped() -> Library:
    return Library(shipped_library().files)


@cache
def _known(name: str) -> frozenset[tuple[str, str]]:
    files = shipped_library().files
    around = Surroundings(files, tuple(shipped_rounds().values()), tuple(ROLES), publishing=True, lies_in_library=True)
    return frozenset(_key(one) for one in check(name, files[name], around).findings)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.element
