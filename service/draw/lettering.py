"""Fits names into shapes: breaks text into lines by the widths of Arial's letters. No font file is needed."""

from service.draw.markup import tag, words
from service.draw.reading import Box

SIZE = 12
LEADING = 14
# Labels beside shapes are as large and as wide as the editor draws them, so that both break the same lines.
LABEL_SIZE = 11
LABEL_ROOM = 90
# Widths in thousandths of the size, as Arial draws them; letters not named here are about 556 wide.
_WIDTHS = (
    dict.fromkeys("ijl'|", 222)
    | dict.fromkeys(" .,:;!/\\ftI[]", 278)
    | dict.fromkeys("r()-", 333)
    | dict.fromkeys("ckszvxyJ", 500)
    | dict.fromkeys("ABEKPSVXY&", 667)
    | dict.fromkeys("CDHNRUw", 722)
    | dict.fromkeys("GOQmM%W", 850)
)
_ORDINARY = 556


def width(text: str, size: float = SIZE) -> float:
    """Return about how wide a line of text will be, in diagram units."""
    return sum(_WIDTHS.get(letter, _ORDINARY) for letter in text) * size / 1000


def wrap(text: str, room: float, lines: int = 99, first: float | None = None) -> list[str]:
    """Break text into at most so many lines of at most so much room; what does not fit ends in an ellipsis.

    `first` is the room of the first line, where that differs.
    """
    wrapped: list[str] = []
    for word in _breakable(text, room):
        joined = _join(wrapped[-1], word) if wrapped else word
        limit = first if first is not None and len(wrapped) == 1 else room
        if wrapped and width(joined) <= limit:
            wrapped[-1] = joined
        else:
            wrapped.append(word)
    if len(wrapped) <= lines:
        return wrapped
    return [*wrapped[: lines - 1], _cut(wrapped[lines - 1], room)]


def _join(line: str, word: str) -> str:
    return line + word if line.endswith("-") else f"{line} {word}"


def lines_at(lines: list[str], x: float, top: float, *, class_: str = "bpmn-text", anchor: str = "middle") -> str:
    """Return lines of text below each other, the first line's box beginning at `top`."""
    # The space after each line keeps words apart for those who hear the text.
    rows = [f"{line} " for line in lines[:-1]] + lines[-1:]
    spans = [tag("tspan", words(line), x=x, y=top + LEADING * row + SIZE - 1) for row, line in enumerate(rows)]
    if not spans:
        return ""
    size = LABEL_SIZE if class_.endswith("--label") else None
    return tag("text", *spans, class_=class_, text_anchor=anchor, fill="#212b32", stroke="none", font_size=size)


def label(text: str, place: Box | None, middle: float, top: float) -> tuple[str, Box | None]:
    """Return a label and the room it takes: in the place that the file gives, or from `top` down around `middle`."""
    if not text:
        return "", None
    if place is not None:
        (middle, _), top = place.middle, place.y
    scale = LABEL_SIZE / SIZE
    lines = wrap(text, max(LABEL_ROOM, place.width if place else 0) / scale, 4)
    widest = max(width(line) for line in lines) * scale
    drawn = lines_at(lines, middle, top, class_="bpmn-text bpmn-text--label")
    return drawn, Box(middle - widest / 2, top, widest, len(lines) * LEADING)


def _breakable(text: str, room: float) -> list[str]:
    pieces: list[str] = []
    for word in text.split():
        rest = word
        while len(rest) > 1 and width(rest) > room:
            end = _fitting(rest, room)
            pieces.append(rest[:end])
            rest = rest[end:]
        pieces.append(rest)
    return pieces


def _fitting(word: str, room: float) -> int:
    """Return where to break a word that is too long: after its last hyphen that fits, or anywhere."""
    end = len(word)
    while end > 1 and width(word[:end]) > room:
        end -= 1
    return word.rfind("-", 0, end) + 1 or end


def _cut(line: str, room: float) -> str:
    while line and width(f"{line}…") > room:
        line = line[:-1]
    return f"{line.rstrip()}…"
