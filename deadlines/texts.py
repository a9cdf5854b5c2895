"""Texts that are sent to people: templates that are data of a round, with the round's own words filled in.

Logic-less: a `$name` stands for one value and nothing else happens. A name that nobody fills is refused when the round
is read, not when the letter is due.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

NAMES = frozenset({
    "organisation", "reference", "round_title", "mailbox", "path_title",
    "title", "wording", "source", "when", "left", "step", "was", "because", "authority",
    "received", "number", "outcome", "conditions", "reasons", "signed_by",
})  # fmt: skip
"""What a text may name: the case, the deadline in the round's words, the move, the receipt, the decision."""


class UnusableText(ValueError):
    """A text of a round cannot be read."""


@dataclass(frozen=True)
class Text:
    """A subject and a body with names to be filled."""

    subject: str
    body: str

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and body; what is not given is left empty, and lines that come out empty twice are one."""
        given = {name: values.get(name, "") for name in NAMES}
        subject = " ".join(Template(self.subject).substitute(given).split())
        return subject, _tidied(Template(self.body).substitute(given))


def read_text(table: Any) -> Text:
    """Read a text from its table in a round. Raises UnusableText, when something in it cannot be used."""
    if not isinstance(table, Mapping) or set(table) != {"subject", "body"}:
        raise UnusableText("needs exactly: subject and body.")
    for key, value in table.items():
        if not isinstance(value, str) or not value.strip():
            raise UnusableText(f"has no {key}.")
        _check_names(value)
    return Text(table["subject"], table["body"])


def _check_names(text: str) -> None:
    """Refuse a text that names what nobody fills."""
    template = Template(text)
    if not template.is_valid():
        raise UnusableText("has a $ that begins no name. Write $$ for the sign itself.")
    unknown = sorted(set(template.get_identifiers()) - NAMES)
    if unknown:
        raise UnusableText(f"names ${unknown[0]}, which nothing fills. Known: {', '.join(sorted(NAMES))}.")


def _tidied(body: str) -> str:
    """Return a body without the gaps that empty values leave."""
    lines: list[str] = []
    for line in (one.rstrip() for one in body.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
