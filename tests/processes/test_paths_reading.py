# ruff: noqa: E501 - tables of cases read best one to a line
"""Libraries and definitions: what a path uses, what is refused before it runs, and what its version depends on."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from deadlines.rounds import shipped_round
from processes.case import Case
from processes.elements import role_id
from processes.engine import UnusableDiagram
from processes.instants import from_micros, instant_literal, to_micros
from processes.paths import Library, UnknownPath, define, key_of, read_library, shipped_library
from tests.processes.drawing import (
    NOON,
    OPENED,
    ask,
    boundary,
    call,
    catch,
    choice,
    defined,
    draw,
    end,
    first_round,
    form,
    library,
    message,
    node,
    script,
    start,
    step,
    table,
    timer,
)

LINE = "begin > ask > done"
GOES = (start(), step("ask"), end())
STAGE = draw("stage", start("sb"), step("inside", form="other"), end("se"), flows="sb > inside > se")
RULE = node("businessRuleTask", "check", approvals_decision="checks")
USES = {
    "stages_stage": STAGE,
    "forms_other": form("other", ask("more")),
    "decisions_checks": table("checks", "word", "fine", "- -> true"),
}


def whole() -> Library:
    """Return a library whose path uses a stage, two forms and a table, with one of each beside that it does not."""
    parts = (start(), step("ask"), RULE, call("go", "stage"), end())
    unused = {
        "stages_idle": STAGE.replace(b'"stage"', b'"idle"'),
        "forms_idle": form("idle"),
        "decisions_idle": table("idle", "a", "b", "1 -> 1"),
    }
    return library(draw("path", *parts, flows="begin > ask > check > go > done"), **USES, **unused)


def refused(*parts: str, flows: str = LINE, others: Mapping[str, bytes] | None = None, **drawn: object) -> str:
    with pytest.raises(UnusableDiagram) as refusal:
        defined(*parts, flows=flows, others=others, **drawn)  # type: ignore[arg-type]
    return str(refusal.value)


def test_a_definition_holds_what_the_path_uses_and_only_that() -> None:
    definition = define(whole(), "path")
    assert sorted(definition.sources) == [
        "decisions/checks.dmn",
        "forms/answer.json",
        "forms/other.json",
        "paths/path.bpmn",
        "stages/stage.bpmn",
    ]
    assert (sorted(definition.forms), sorted(definition.decisions)) == (["answer", "other"], ["checks"])
    assert definition.element("inside").process == "stage"


@pytest.mark.parametrize(
    "name", ["paths/path.bpmn", "stages/stage.bpmn", "forms/answer.json", "forms/other.json", "decisions/checks.dmn"]
)
def test_the_version_changes_with_any_file_that_is_used(name: str) -> None:
    before = whole()
    after = before.with_file(name, before.files[name] + b" ")
    assert define(after, "path").key != define(before, "path").key


@pytest.mark.parametrize("name", ["stages/idle.bpmn", "forms/idle.json", "decisions/idle.dmn", "paths/new.bpmn"])
def test_the_version_does_not_change_with_other_files(name: str) -> None:
    before = whole()
    after = before.with_file(name, before.files.get(name, draw("new", *GOES, flows=LINE)) + b" ")
    assert define(after, "path").key == define(before, "path").key


def test_a_definition_made_again_from_its_own_sources_is_the_same_version() -> None:
    definition = define(whole(), "path")
    assert (
        define(Library(definition.sources), "path").key
        == definition.key
        == key_of(dict(reversed(definition.sources.items())))
    )


def test_a_key_tells_names_and_contents_apart() -> None:
    assert (
        len({key_of({"a": b"b"}), key_of({"ab": b""}), key_of({"a": b"", "b": b""}), key_of({"a": b"b", "b": b""})})
        == 4
    )


def test_an_unknown_path_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(UnknownPath, match="There is no path 'joint'; there are path"):
        define(library(draw("path", *GOES, flows=LINE)), "joint")
    with pytest.raises(UnknownPath, match="there are none"):
        define(Library({}), "joint")


def test_a_library_is_read_from_its_folders(tmp_path: Path) -> None:
    for name, source in whole().files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(source)
    (tmp_path / "paths" / "notes.txt").write_text("left alone")
    assert read_library(tmp_path).files == whole().files
    assert read_library(tmp_path).paths() == ("path",)


@pytest.mark.parametrize("path", shipped_library().paths())
def test_every_shipped_path_can_be_opened_in_a_shipped_round(path: str) -> None:
    definition = define(shipped_library(), path)
    rounds = [shipped_round("2014-15"), shipped_round("2015-second-wave")]
    facts = {"organisation": "03L", "organisation_name": "NHS Rotherham CCG", "region": "North", "area_team": "x"}
    assert any(Case.opened(definition, round_, OPENED, facts) for round_ in rounds)
    assert definition.marks.title


# --- refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "flows", "told"),
    [
        ((start(), step("ask", form="lost"), end()), LINE, "ask: names the form 'lost', which is not in the library."),
        ((start(), step("ask", form="bad"), end()), LINE, "ask: The form is not JSON"),
        ((start(), step("ask", form=""), end()), LINE, "ask: is a step without a form; name one in approvals:form."),
        ((start(), step("ask", role=""), end()), LINE, "ask: is a step without a role; put it in a lane"),
        ((*GOES, boundary("b", "ask", message("m"), approvals_form="answer")), f"{LINE}\nb > done", "b: is a step without a role"),
        ((start(), node("businessRuleTask", "ask", approvals_decision="lost"), end()), LINE, "ask: names the decision 'lost', which is not in the library."),
        ((start(), node("businessRuleTask", "ask", approvals_decision="bad"), end()), LINE, "ask: The file is not well-formed XML"),
        ((start(), script("ask", "import os"), end()), LINE, "ask: 'import os' is not of the form name = expression."),
        ((start(), script("ask", "x = word.upper()"), end()), LINE, "ask: 'word.upper()' calls something"),
        ((*GOES, choice("g", "g_to_e"), end("e")), "begin > ask > g\ng > done if open('x')\ng > e", "g_to_done: 'open('x')' calls open; the functions are"),
        ((*GOES, choice("g", "g_to_e"), end("e")), "begin > ask > g\ng > done if #\ng > e", "g_to_done: '#' cannot be read"),
        ((start(), catch("ask", timer("two weeks", "timeDuration")), end()), LINE, "ask: "),
        ((start(), node("serviceTask", "ask", approvals_operation="open-case"), end()), LINE, "ask: opens a case but does not say on which path"),
        ((start(), node("serviceTask", "ask", approvals_operation="open-case", approvals_opens="lost"), end()), LINE, "ask: opens the path 'lost', which is not there; there are path."),
        ((start(), node("serviceTask", "ask", approvals_operation="open-case", approvals_opens="path", approvals_with="x"), end()), LINE, "ask: 'x' is not of the form"),
        ((start(), step("ask", approvals_continues="lost"), end()), LINE, "ask: continues 'lost', which is no step of the path."),
    ],
)  # fmt: skip
def test_a_path_that_names_what_is_not_there_is_refused(parts: tuple[str, ...], flows: str, told: str) -> None:
    others = {"forms_bad": b"{", "decisions_bad": b"<"}
    assert told in refused(*parts, flows=flows, others=others, messages="m")


def test_a_kept_version_opens_paths_that_its_own_files_do_not_hold() -> None:
    opens = node("serviceTask", "ask", approvals_operation="open-case", approvals_opens="elsewhere")
    source = draw("path", start(), opens, end(), flows=LINE)
    assert define(library(source), "path", alone=True).element("ask").opens == "elsewhere"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("x", "a.b", "'a.b' uses a dot"),
        ("len", "1", "declares 'len', which cannot be"),
        ("a b", "1", "declares 'a b'"),
        ("x", "1\ny = 2", "cannot be read"),
    ],
)
def test_a_variable_that_cannot_be_declared_is_refused(name: str, value: str, told: str) -> None:
    assert told in refused(*GOES, variables={name: value})


def test_every_problem_is_told_at_once() -> None:
    told = refused(
        start(), step("ask", form="lost", role=""), script("set", "?"), end(), flows="begin > ask > set > done"
    )
    assert len(told.splitlines()) == 3


# --- deadlines -----------------------------------------------------------------------------------------------------


def misspelt(*parts: str, flows: str = LINE, **drawn: object) -> str:
    definition = defined(*parts, flows=flows, **drawn)  # type: ignore[arg-type]
    with pytest.raises(UnusableDiagram) as refusal:
        Case.opened(definition, first_round(), OPENED, {})
    return str(refusal.value)


def test_a_misspelt_deadline_is_refused_naming_the_known_ones_and_the_nearest() -> None:
    told = misspelt(start(), catch("ask", timer("delegated-submision")), end())
    assert told.startswith("path: ask: No deadline called 'delegated-submision' in round 2014-15. Known: ")
    assert "budget-transfer" in told
    assert told.endswith("Did you mean 'delegated-submission'?")


def test_a_start_of_what_is_no_window_is_refused() -> None:
    """Late refusal: the start of a deadline without one was noticed only when the timer was reached."""
    assert "ask: waits for 'go-live.start', but go-live is no window with a start." in misspelt(
        start(), catch("ask", timer("go-live.start")), end()
    )


def test_a_naive_instant_is_refused() -> None:
    assert "No deadline called '2015-01-09T12:00'" in misspelt(start(), catch("ask", timer("2015-01-09T12:00")), end())


MISSPELT = "deadline('lost') < now()"


@pytest.mark.parametrize(
    ("parts", "drawn"),
    [
        ((start(), script("ask", f"x = {MISSPELT}"), end()), {}),
        ((start(), choice("ask", "ask_to_done"), end(), end("e")), {"flows": f"begin > ask\nask > e if {MISSPELT}\nask > done"}),
        ((start(), step("ask", form="f"), end()), {"others": {"forms_f": form("f", ask("x", properties={"shown-when": MISSPELT}))}}),
        ((start(), node("businessRuleTask", "ask", approvals_decision="d"), end()), {"others": {"decisions_d": table("d", "a", "b", f"- -> {MISSPELT}")}}),
        (GOES, {"variables": {"x": MISSPELT}}),
    ],
)  # fmt: skip
def test_a_misspelt_deadline_in_an_expression_is_refused(parts: tuple[str, ...], drawn: dict[str, object]) -> None:
    assert "No deadline called 'lost' in round 2014-15" in misspelt(*parts, **drawn)  # type: ignore[arg-type]


def test_a_window_has_a_start() -> None:
    definition = defined(start(), catch("ask", timer("joint-regional-moderation.start")), end(), flows=LINE)
    assert [due.at for due in Case.opened(definition, first_round(), OPENED, {}).dues()] == [
        first_round().due("joint-regional-moderation.start")
    ]


# --- elements ------------------------------------------------------------------------------------------------------


def test_a_lane_is_a_role_and_a_mark_comes_before_it() -> None:
    lanes = '<laneSet id="lanes"><lane id="l" name="Programme office"><flowNodeRef>ask</flowNodeRef><flowNodeRef> more </flowNodeRef></lane></laneSet>'
    parts = (lanes, start(), step("ask", role=""), step("more", role="finance"), end())
    definition = defined(*parts, flows="begin > ask > more > done")
    assert [definition.element(name).role for name in ("ask", "more")] == ["programme-office", "finance"]
    assert role_id("Area  Team") == "area-team"


def test_a_process_says_what_it_is() -> None:
    marks = {f"approvals_{name}": name for name in ("title", "summary", "model", "category")}
    found = defined(
        *GOES,
        flows=LINE,
        approvals_statutory="true",
        approvals_requirements="R-1 R-2",
        variables={"x": "1", "y": ""},
        **marks,
    ).marks
    assert (found.title, found.summary, found.model, found.category) == ("title", "summary", "model", "category")
    assert (found.statutory, found.requirements, found.variables) == (True, ("R-1", "R-2"), (("x", "1"), ("y", "None")))
    assert defined(*GOES, flows=LINE).marks.title == "path"


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("2015-01-09T12:00:00Z", to_micros(NOON)),
        ("2015-01-09T13:00+01:00", to_micros(NOON)),
        ("2015-01-09T12:00", None),
        ("go-live", None),
        ("0001-01-01T00:00+14:00", None),
    ],
)
def test_an_instant_literal_has_an_offset(text: str, micros: int | None) -> None:
    assert instant_literal(text) == (None if micros is None else from_micros(micros))


def test_a_timer_may_carry_a_note() -> None:
    noted = timer("go-live").replace("<timeDate>", "<documentation>The last day.</documentation><timeDate>")
    assert defined(start(), catch("ask", noted), end(), flows=LINE).element("ask").timer == "go-live"
