"""The documentation says what is there: commands, options, settings, roles, values, files; and what it shows runs."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from service.cli import main
from service.rehearsal.cohort import COLUMNS, VALUES
from service.rehearsal.counts import MEASURES
from service.roles import ROLES
from service.settings import NAMES
from service.startup import open_register

ROOT = Path(__file__).parent.parent
HEAVIEST = 300_000
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "bpmn" / "README.md", *ROOT.glob("docs/**/*.md")])
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
README = TEXTS[ROOT / "README.md"]
SHOWN = re.compile(r"(?:\.venv/bin/)?approvals ([a-z][^`\n#]*)")
TEST = re.compile(r"^\s*def (test_\w+)", re.MULTILINE)
FOLDERS = ("deadlines/", "processes/", "service/", "bpmn/", "tests/", "docs/", "frontend/", ".ci/")


def leaves(group: click.Group = main, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that does something, with its words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(leaves())


def shown() -> list[tuple[Path, list[str]]]:
    """Return every command line of the pages, split into words."""
    code = [(page, piece) for page, text in TEXTS.items() for piece in re.findall(r"`+[^`]+`+", text)]
    found = [(page, match) for page, piece in code for match in SHOWN.findall(piece)]
    return [(page, shlex.split(line.replace("...", ""))) for page, line in found]


def command_of(words: list[str]) -> tuple[str, ...]:
    return next((known for known in COMMANDS if tuple(words[: len(known)]) == known), ())


@pytest.mark.parametrize("words", [words for _, words in shown()], ids=" ".join)
def test_every_command_and_option_that_is_shown_exists(words: list[str]) -> None:
    command = COMMANDS.get(command_of(words))
    assert command is not None, words
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= options | {"--help"}


def test_every_command_and_every_option_is_told_somewhere() -> None:
    told = {command_of(words) for _, words in shown()}
    assert set(COMMANDS) - told == set()
    everything = "\n".join(TEXTS.values())
    options = {option for command in COMMANDS.values() for parameter in command.params for option in parameter.opts}
    assert {option for option in options if option.startswith("--") and f"{option}" not in everything} == set()


def test_every_setting_is_told_and_no_other() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)`", TEXTS[ROOT / "docs" / "settings.md"], re.MULTILINE))
    assert told == set(NAMES)
    everywhere = {name for text in TEXTS.values() for name in re.findall(r"\bAPPROVALS_[A-Z_]+", text)}
    assert everywhere <= {*NAMES, "APPROVALS_REQUIRE_BROWSER", "APPROVALS_SKIP_ASSETS"}


def test_every_role_is_told_with_its_name() -> None:
    page = TEXTS[ROOT / "docs" / "roles.md"]
    assert re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", page, re.MULTILINE) == [
        (role.id, role.name) for role in ROLES.values()
    ]


def test_every_column_value_and_measure_of_a_rehearsal_is_told() -> None:
    page = TEXTS[ROOT / "docs" / "rehearsal.md"]
    told = set(re.findall(r"`([^`]+)`", page))
    assert set(COLUMNS) - told == set()
    assert {value for values in VALUES.values() for value in values if value} - told == set()
    assert [measure for measure in MEASURES if measure not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", TEXTS[page])
    local = [link.partition("#") for link in links if "://" not in link and not link.startswith("mailto:")]
    for file, _, anchor in local:
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"{page.name} links to {file}"
        if anchor:
            assert anchor in anchors(target), f"{page.name} links to {file}#{anchor}"


def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page have on the usual sites."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = re.findall(r"`([\w./*-]+)`", TEXTS[page])
    files = [name for name in named if name.startswith(FOLDERS)]
    assert [name for name in files if not (ROOT / name).exists() and not list(ROOT.glob(name))] == []


REQUIREMENT = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (met|not applicable|NOT met) \| ([^|]+) \|$", re.MULTILINE
)


def test_every_requirement_of_the_security_standard_stands_once_and_names_what_is_there() -> None:
    page = TEXTS[ROOT / "docs" / "asvs.md"]
    found = REQUIREMENT.findall(page)
    states = [state for _, _, _, state, _ in found]
    said = f"{len(found)} requirements: {states.count('met')} met, {states.count('not applicable')} not applicable, "
    assert said + f"{states.count('NOT met')} NOT met." in page
    assert len({number for number, *_ in found}) == len(found) == len(re.findall(r"^\| \d", page, re.MULTILINE)) == 253
    assert {number.partition(".")[0] for number, *_ in found} == {str(chapter) for chapter in range(1, 18)}
    assert max(len(words.split()) for _, _, words, _, _ in found) <= 12
    tests = {name for file in (ROOT / "tests").rglob("test_*.py") for name in TEST.findall(file.read_text())}
    named = set(re.findall(r"`(test_\w+)`", page))
    assert named - tests == set()


def test_no_page_names_a_machine_or_a_folder_outside() -> None:
    for text in TEXTS.values():
        assert re.findall(r"(?<![\w.])/(?:root|home|srv|opt)/\w+", text) == []


# --- what the README shows is run ----------------------------------------------------------------------------------


def lines_of_readme() -> list[str]:
    return [line.split("#")[0].strip() for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
            for line in block.splitlines() if "approvals" in line]  # fmt: skip


def test_the_readme_shows_commands() -> None:
    assert len(lines_of_readme()) >= 3


@pytest.mark.timeout(120)
@pytest.mark.parametrize("line", lines_of_readme())
def test_a_command_of_the_readme_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bpmn").symlink_to(ROOT / "bpmn")
    words = [word for word in shlex.split(line) if not word.startswith(("DATABASE_URL=", ".venv/"))]
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    open_register(url).database.close()
    if words[0] == "rehearse":
        (tmp_path / "small.csv").write_text(",".join(COLUMNS) + "\n03L,joint" + "," * (len(COLUMNS) - 2) + "\n")
        words += ["--cases", "small.csv"]
    ran = CliRunner().invoke(main, words, env={"DATABASE_URL": url})
    assert (ran.exit_code, bool(ran.stdout)) == (0, True), ran.output


def test_no_picture_is_heavy_and_every_one_is_shown() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    shown = "".join(page.read_text(encoding="utf-8") for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    assert [picture.name for picture in pictures if picture.stat().st_size > HEAVIEST] == []
    assert [picture.name for picture in pictures if f"pictures/{picture.name}" not in shown] == []
