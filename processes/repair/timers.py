"""Timers: what says when it falls is written as we read it, else the designer is asked.

Read are periods, repetitions, instants with their zone and names of deadlines. A repetition of one is the period alone
(ISO 8601: `R1/P5D` happens once).
"""

import re
from datetime import datetime
from itertools import pairwise

from lxml import etree

from deadlines.calendar import LONDON
from processes.model import EventDefinition, Node
from processes.play.times import is_readable, plain_time
from processes.repair.bench import Bench
from processes.repair.naming import words_of
from processes.repair.report import CHOICE, TIME, Question
from processes.repair.writing import TYPE, formal, write
from processes.rewriting.tree import tag
from processes.xml import local, text_of

ONCE = "once"
_UNITS = {
    "minute": "PT{}M", "minuten": "PT{}M", "min": "PT{}M", "hour": "PT{}H", "stunde": "PT{}H", "stunden": "PT{}H",
    "day": "P{}D", "tag": "P{}D", "tage": "P{}D", "week": "P{}W", "woche": "P{}W", "wochen": "P{}W",
    "month": "P{}M", "monat": "P{}M", "monate": "P{}M", "year": "P{}Y", "jahr": "P{}Y", "jahre": "P{}Y",
}  # fmt: skip
_REPEATS = re.compile(r"R(\d*)/(P[^/]+)\Z")
_SHORT = re.compile(r"(\d{1,9}(?:\.\d+)?)\s*(ms|s|m|h|d|)\Z", re.IGNORECASE)
_SECONDS = {"ms": 0.001, "": 0.001, "s": 1}
_TIMES = ("timeDate", "timeDuration", "timeCycle")


def mend_timers(bench: Bench) -> None:
    """Write every timer so that it can be waited for, or ask."""
    for node in list(bench.model.nodes.values()):
        for definition in node.events:
            if definition.kind == "timer" and definition.xml is not None:
                _mend(bench, node, definition, definition.xml)


def _mend(bench: Bench, node: Node, definition: EventDefinition, xml: etree._Element) -> None:
    times = [child for child in xml if local(child) in _TIMES]
    said = plain_time(text_of(times[0])) if len(times) == 1 else ""
    text = _shorn(said)
    if not text or not is_readable(text):
        answer = bench.ask(_question(bench, node, said))
        if answer is None:
            return
        text = str(answer)
    text = _once(bench, node, text)
    if [(local(one), text_of(one)) for one in times] != [(_shape(text), text)] or len(times[0]):
        for extra in times[1:]:
            bench.drop(extra, "a timer has one time")
        time = times[0] if times else etree.SubElement(xml, tag("timeDate"))
        time.tag = tag(_shape(text))
        write(bench, time, text)
        bench.tell(node.xml, f"waits for '{text}' now{f' (it said {said[:100]!r})' if said else ''}")
        bench.tell(time, f"says '{text}' now")
    _mark(bench, xml)


def _mark(bench: Bench, xml: etree._Element) -> None:
    for time in [child for child in xml if local(child) in _TIMES]:
        if not (time.get(TYPE) or "").endswith("tFormalExpression"):
            time.set(TYPE, formal(time))
            bench.tell(time, "is marked as something to evaluate, not only to read")


def _question(bench: Bench, node: Node, said: str) -> Question:
    wrote = f" It says '{said[:100]}'." if said else ""
    sentence = f"When does the timer {bench.label(node.id)} fall due?{wrote}"
    return Question(f"{node.id}.time", node.id, sentence, TIME, suggestion=_from_text(said) or _from_name(node.name))


def _shorn(said: str) -> str:
    """Return a text without the signs that other engines put round a literal."""
    inner = said.removeprefix("=").strip()
    calls = re.fullmatch(r"(?:duration|date and time|date)\(\s*\"([^\"]+)\"\s*\)|\"([^\"]+)\"", inner)
    return plain_time((calls[1] or calls[2]) if calls else said)


def _from_text(said: str) -> str | None:
    """Return what a time of another engine is likely to mean: `10s` is PT10S, `2000` milliseconds are PT2S, a time
    without a zone is one in London; None when nobody can tell."""
    first, _, period = said.partition("###")
    match = _SHORT.match(period or first)
    if match:
        return _period(float(match[1]), match[2].lower())
    try:
        wall = datetime.fromisoformat(said)
    except ValueError:
        return None
    return wall.replace(tzinfo=LONDON).isoformat() if "T" in said else None


def _period(number: float, unit: str) -> str:
    if unit in _SECONDS:
        return f"PT{number * _SECONDS[unit]:g}S"
    return f"P{number:g}D" if unit == "d" else f"PT{number:g}{unit.upper()}"


def _from_name(name: str) -> str | None:
    """Return the period that a name speaks of (`24 hours` is PT24H); None when it speaks of none."""
    found = words_of(name)
    for number, unit in pairwise(found):
        period = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
        if number.isdigit() and int(number) and period:
            return period.format(int(number))
    return None


def _shape(text: str) -> str:
    if _REPEATS.match(text):
        return "timeCycle"
    return "timeDuration" if re.match(r"P[T\d]", text) else "timeDate"


def _once(bench: Bench, node: Node, text: str) -> str:
    """Return the period of a repetition, where there is only one or where a case can wait only once."""
    repeats = _REPEATS.match(text)
    if repeats is None or not (repeats[1] == "1" or node.interrupting):
        return text
    handler = node.kind == "startEvent" and bench.model.scopes[node.scope].kind != "process"
    if repeats[1] == "1" or node.kind == "boundaryEvent" or handler:
        return repeats[2]
    sentence = f"{bench.label(node.id)} repeats ({text}), but a case can wait there only once. Is it to fall once?"
    answer = bench.ask(Question(f"{node.id}.repeats", node.id, sentence, CHOICE, (ONCE,), ONCE))
    return repeats[2] if answer == ONCE else text
