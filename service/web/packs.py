"""What a pack holds, in words: the same for the page and for the Word document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.register.sittings.records import Item


@dataclass(frozen=True)
class Section:
    """One submitted form: what it is, by whom and when it was received, with its questions and answers."""

    title: str
    by: str
    received: str
    rows: list[dict[str, str]]


@dataclass(frozen=True)
class Paper:
    """The papers of one case. `aside`: why the reader stands aside from it, and then nothing else is in it."""

    item: Item
    path_title: str
    step: str
    aside: str
    sections: list[Section]
    later: list[Section]
    problems: list[str]
    warnings: list[str]
    documents: list[Mapping[str, Any]]


@dataclass(frozen=True)
class Pack:
    """The papers of a sitting for one reader, all as they were frozen; it says nothing that changes afterwards."""

    title: str
    held: str
    papers_at: str
    members: list[str]
    papers: list[Paper]
