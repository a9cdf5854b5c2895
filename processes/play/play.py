"""Play a file: read it, let it happen, say what came of it."""

from collections.abc import Mapping
from datetime import datetime

from deadlines.rounds import Round
from processes.play.given import Given, UnusableInput, read_given
from processes.play.played import Played
from processes.play.reading import CannotPlay, read_files
from processes.play.world import World


def play(
    source: bytes, given: Given, library: Mapping[str, bytes] | None = None, rounds: tuple[Round, ...] = ()
) -> Played:
    """Return what comes of a file under the given input.

    library: files by name (`stages/plan.bpmn`, `forms/plan.json`) that the file may call and name. rounds: the rounds
    that the input may name. Refused is what cannot be read, is not supported or cannot be evaluated; what is merely
    unsound is played. Raises UnusableInput.
    """
    round_ = next((one for one in rounds if one.name == given.round), None)
    if given.round and round_ is None:
        known = ", ".join(one.name for one in rounds) or "none"
        raise UnusableInput(f"There is no round '{given.round}'; there are {known}.")
    try:
        drawing = read_files(source, library or {})
    except CannotPlay as problem:
        return Played(refused=True, reason=str(problem), findings=problem.findings)
    world = World(drawing, given, round_)
    world.play()
    return world.result()


def play_file(
    source: bytes,
    raw: object,
    library: Mapping[str, bytes] | None = None,
    rounds: tuple[Round, ...] = (),
    at: datetime | None = None,
) -> Played:
    """Play a file under the JSON input of the command (a decoded object). Raises UnusableInput."""
    return play(source, read_given(raw, at), library, rounds)
