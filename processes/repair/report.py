"""What mending tells: repairs, and questions that only a person can answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CONDITION, TIME, TEXT, CHOICE, NUMBER, SCRIPT, ROLE = "condition", "time", "text", "choice", "number", "script", "role"
KINDS = (CONDITION, TIME, TEXT, CHOICE, NUMBER, SCRIPT, ROLE)


@dataclass(frozen=True)
class Repair:
    """One thing that was changed.

    element: the place in the original, see `processes.repair.places`. what: the rest of a sentence whose subject is the
    element, without a full stop. gone: whether the element, with all that stood in it, is not in the result. becomes:
    its id in the result, when it is another one than in the original.
    """

    element: str
    what: str
    gone: bool = False
    becomes: str = ""


@dataclass(frozen=True)
class Question:
    """One thing that only a person can say.

    key: the id of the element and what is asked, the same for the same file every time. kind: one of KINDS; choices:
    the words that may be answered (for other kinds than `choice`: as well as what the kind allows). suggestion: None,
    where nothing in the file points to an answer.
    """

    key: str
    element: str
    question: str
    kind: str
    choices: tuple[str, ...] = ()
    suggestion: str | int | None = None


@dataclass(frozen=True)
class Mended:
    """A file after mending.

    xml: the result; while questions are open it is not finished. suggested: the keys whose suggestion was taken.
    unasked: the keys of answers that nothing asked for. variables: a value for every variable that a suggestion made
    up, so that the result can be played.
    """

    xml: bytes = field(repr=False)
    repairs: tuple[Repair, ...]
    questions: tuple[Question, ...]
    suggested: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    variables: Mapping[str, str | bool | int] = field(default_factory=dict)


class WrongAnswer(Exception):
    """An answer is not of the kind that was asked for; the message names its key and says what may be answered."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"The answer to '{key}' {message}")
        self.key = key
