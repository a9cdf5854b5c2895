"""Names of variables and words made from the names of a drawing, for suggestions."""

import re
import unicodedata

from processes.expressions import is_variable

YES = ("yes", "ja", "oui", "si", "ok", "true", "y")
NO = ("no", "nein", "non", "false", "n", "not")
OTHERWISE = ("else", "otherwise", "default", "sonst")


def words_of(text: str) -> list[str]:
    """Return the words of a name in small ASCII letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def variable(text: str, fallback: str) -> str:
    """Return the name of a variable for a name of the drawing."""
    for name in ("_".join(words_of(text)[:6]), "_".join(words_of(fallback))):
        for candidate in (name, f"is_{name}") if name else ():
            if is_variable(candidate):
                return candidate
    return "answer"


def word(text: str, fallback: str) -> str:
    """Return a value for a name of the drawing."""
    return "-".join(words_of(text)[:6]) or "-".join(words_of(fallback))
