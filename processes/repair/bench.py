"""The work bench: the tree under repair, the answers at hand, and the list of what was done and asked."""

from collections.abc import Callable, Mapping
from functools import partial

from lxml import etree

from processes.expressions import BadExpression, parse, parse_script
from processes.model import Model, read_model
from processes.play.times import is_readable
from processes.repair.places import places_of
from processes.repair.report import CHOICE, CONDITION, NUMBER, ROLE, SCRIPT, TEXT, TIME, Question, Repair, WrongAnswer
from processes.xml import local

MAX_TEXT = 4000
Answers = Mapping[str, object]


class Bench:
    """One file under repair. root: the tree, changed in place. suggest: whether suggestions are taken where no answer
    is given. ours: whether the result is to carry our marks."""

    def __init__(self, root: etree._Element, answers: Answers, *, suggest: bool = False, ours: bool = False) -> None:
        self.root = root
        self.ours = ours
        self.repairs: list[Repair] = []
        self.questions: dict[str, Question] = {}
        self.suggested: dict[str, None] = {}
        self.asked: set[str] = set()
        self.variables: dict[str, str | bool | int] = {}
        self._answers = answers
        self._suggest = suggest
        self._places = places_of(root)
        self._model: Model | None = None
        self._labels = read_model(root)
        self._taken = {one.get("id") or "" for one in root.iter("{*}*")}

    @property
    def model(self) -> Model:
        """What the tree holds now; read again only after a repair, since large files take long to read."""
        if self._model is None:
            self._model = read_model(self.root)
        return self._model

    def label(self, identity: str) -> str:
        """Return how a designer knows an element, by its name when the file came."""
        return self._labels.label(identity)

    def fresh(self, base: str) -> str:
        """Return an id that the file does not have, beginning with `base`, and keep it."""
        number, name = 0, base
        while name in self._taken:
            number += 1
            name = f"{base}.{number}"
        self._taken.add(name)
        return name

    def place(self, element: etree._Element) -> str:
        """Return the place of an element in the original; its id, when it is new."""
        return self._places.get(element) or element.get("id") or local(element)

    def tell(self, element: etree._Element, what: str, becomes: str = "") -> None:
        """List a repair of an element that stays, after it was done."""
        self._model = None
        self.repairs.append(Repair(self.place(element), what, becomes=becomes))

    def drop(self, element: etree._Element, why: str) -> None:
        """Take an element out, with all that stands in it, and list it. why: the rest of 'is left out: ...'."""
        around = element.getparent()
        if around is not None:
            _keep_tail(around, element)
            around.remove(element)
            self._model = None
            self.repairs.append(Repair(self.place(element), f"({local(element)}) is left out: {why}", gone=True))

    def unset(self, element: etree._Element, attribute: str, why: str) -> None:
        """Take an attribute off an element and list it."""
        value = element.attrib.pop(attribute)
        name = etree.QName(attribute).localname
        self.tell(element, f"loses {name}='{str(value)[:80]}': {why}")

    def ask(self, question: Question) -> str | int | None:
        """Return the answer to a question; None while it is open. Raises WrongAnswer."""
        key = question.key
        self.asked.add(key)
        if key in self._answers:
            return _judged(question, self._answers[key])
        if self._suggest and question.suggestion is not None:
            self.suggested[key] = None
            return question.suggestion
        self.questions[key] = question
        return None

    def unasked(self) -> tuple[str, ...]:
        """Return the keys of answers that no question had."""
        return tuple(sorted(set(self._answers) - self.asked))


def _keep_tail(around: etree._Element, element: etree._Element) -> None:
    """Let the text behind an element stay, when there is more than blanks."""
    tail, before = element.tail or "", element.getprevious()
    if tail.strip() and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail.strip():
        around.text = (around.text or "") + tail


def _judged(question: Question, answer: object) -> str | int:
    """Return an answer that fits its question. Raises WrongAnswer."""
    if isinstance(answer, str) and answer in question.choices:
        return answer
    if question.kind == NUMBER and isinstance(answer, int) and not isinstance(answer, bool) and answer >= 0:
        return answer
    words = f" or one of {', '.join(question.choices)}" if question.choices and question.kind != CHOICE else ""
    wanted = ", ".join(question.choices) if question.kind == CHOICE else _WANTED[question.kind]
    if not isinstance(answer, str) or not _fits(question.kind, answer.strip()):
        raise WrongAnswer(question.key, f"is {answer!r:.80}; it must be {wanted}{words}.")
    return answer.strip()


def _fits(kind: str, answer: str) -> bool:
    return bool(answer) and len(answer) <= MAX_TEXT and _TESTS[kind](answer)


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except BadExpression:
        return False
    return True


_TESTS: dict[str, Callable[[str], bool]] = {
    CHOICE: lambda _: False,
    CONDITION: partial(_reads, parse),
    NUMBER: partial(_reads, parse),
    SCRIPT: partial(_reads, parse_script),
    TIME: is_readable,
    TEXT: bool,
    ROLE: lambda text: text.replace("-", "").isalnum(),
}
_WANTED = {
    CHOICE: "one of its choices",
    CONDITION: 'a condition in the language of diagrams, such as result == "approved"',
    NUMBER: "a whole number, or an expression that gives one",
    SCRIPT: "lines of the form name = expression",
    TIME: "a period such as P14D, an instant with its zone, or the name of a deadline",
    TEXT: f"a text of at most {MAX_TEXT} characters",
    ROLE: "the id of a role: small letters, digits and hyphens",
}
