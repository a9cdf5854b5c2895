"""One page of docs for each rule, and a table of all of them, written from what stands beside the rules.

`python -m processes.checks.pages docs/rules` writes them. They say nothing that the code does not say.
"""

import sys
from pathlib import Path

from processes.checks.catalogue import catalogue
from processes.checks.rule import Rule


def pages() -> dict[str, str]:
    """Return the text of every page by its file name; `README.md` is the table."""
    return {"README.md": _table(catalogue()), **{f"{rule.name}.md": _page(rule) for rule in catalogue()}}


def write_pages(folder: Path) -> None:
    """Write every page into a folder, and take away the pages of rules that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for old in folder.glob("*.md"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _page(rule: Rule) -> str:
    title, _, rest = rule.page.partition("\n\n")
    words = (
        f"A finding is {_articled(rule.severity)} unless the page says otherwise. The rule is asked of {rule.scope}."
    )
    return f"# {rule.name}\n\n**{title}**\n\n{rest}\n\nWhy: {rule.why}\n\nWhat to do: {rule.remedy}\n\n{words}\n"


def _articled(severity: str) -> str:
    return {"error": "an error", "warning": "a warning", "info": "a remark"}[severity]


def _table(rules: tuple[Rule, ...]) -> str:
    head = (
        "# What a diagram must satisfy\n\n"
        "Written by `python -m processes.checks.pages docs/rules`; a test asserts that it is current.\n\n"
        f"{len(rules)} rules. An error keeps a diagram from being published; a warning and a remark do not.\n\n"
        "| rule | severity | asked of | what is wrong |\n|---|---|---|---|\n"
    )
    return head + "".join(
        f"| [{rule.name}]({rule.name}.md) | {rule.severity} | {rule.scope} | {rule.page.partition(chr(10))[0]} |\n"
        for rule in rules
    )


def main(arguments: list[str]) -> None:
    """Write the pages into the folder named."""
    write_pages(Path(arguments[0]))


if __name__ == "__main__":  # pragma: no cover  # the command is two words round main
    main(sys.argv[1:])
