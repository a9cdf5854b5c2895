"""The main job on real input: the published totals come out, twice the same, and change as they must."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from deadlines.calendar import london
from deadlines.rounds import shipped_round, shipped_rounds
from processes.paths import Library, shipped_library
from service.rehearsal.cohort import Row
from service.rehearsal.rehearse import NoRehearsal, Settings, rehearse
from service.rehearsal.simulate import first_wave

MEASURES = ("applied", "approved", "conditional", "declined", "withdrawn", "lapsed", "live")
REGIONS = ("North", "Midlands and East", "London", "South")
NOON = london(date(2015, 1, 9), time(12))

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def figures() -> dict[str, object]:
    """The 2014/15 rehearsal, once for the module."""
    return rehearse("2014-15")


def counted(figures: dict[str, object], model: str) -> dict[str, int]:
    models = figures["models"]
    assert isinstance(models, dict)
    return {name: models[model][name] for name in MEASURES}


def by_region(figures: dict[str, object], model: str, measure: str) -> tuple[int, ...]:
    models = figures["models"]
    assert isinstance(models, dict)
    return tuple(models[model]["by_region"][region][measure] for region in REGIONS)


def test_seventy_seven_apply_for_delegation_and_sixty_three_go_live(figures: dict[str, object]) -> None:
    delegated = counted(figures, "delegated")
    assert (delegated["applied"], delegated["approved"], delegated["conditional"]) == (77, 64, 1)
    assert delegated["declined"] + delegated["withdrawn"] == 12
    assert (delegated["lapsed"], delegated["live"]) == (1, 63)
    assert by_region(figures, "delegated", "approved") == (24, 26, 6, 8)


def test_eighty_seven_go_live_jointly_and_some_do_not(figures: dict[str, object]) -> None:
    joint = counted(figures, "joint")
    assert joint["live"] == 87
    assert by_region(figures, "joint", "live") == (31, 16, 20, 20)
    assert joint["declined"] >= 1
    assert joint["withdrawn"] >= 1


def test_fifty_eight_take_part_in_greater_involvement_each_by_its_own_entry(figures: dict[str, object]) -> None:
    assert counted(figures, "greater_involvement")["live"] == 58
    assert by_region(figures, "greater_involvement", "live") == (11, 19, 6, 22)


def test_every_organisation_has_one_outcome(figures: dict[str, object]) -> None:
    lived = sum(counted(figures, model)["live"] for model in ("delegated", "joint", "greater_involvement"))
    assert lived + counted(figures, "delegated")["lapsed"] == 209


def test_late_packs_are_named_with_their_ruling_and_missed_ones_too(figures: dict[str, object]) -> None:
    late, missed = figures["late"], figures["missed"]
    assert isinstance(late, list)
    assert isinstance(missed, list)
    assert [one["london"] for one in late if one["model"] == "delegated"] == ["12:00:03pm on Friday 9 January 2015"]
    assert {one["ruling"] for one in late} == {"accept"}
    assert len(missed) == 1


def test_the_load_counts_every_step_of_every_body(figures: dict[str, object]) -> None:
    load = figures["load"]
    assert isinstance(load, list)
    committee = [one for one in load if one["body"] == "committee"]
    assert sum(one["steps"] for one in committee) >= 65
    assert {"regional-panel", "national-panel", "committee", "finance"} <= {one["body"] for one in load}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_assignment(figures: dict[str, object]) -> None:
    again = rehearse("2014-15")
    assert again == figures
    rows = {(row.ods_code, row.model) for row in first_wave(2015)}
    assert rows != {(row.ods_code, row.model) for row in first_wave(7)}


def test_the_second_wave_brings_delegation_to_one_hundred_and_fourteen() -> None:
    figures = rehearse("2015-second-wave")
    delegated = counted(figures, "delegated")
    assert (delegated["approved"], delegated["lapsed"], delegated["live"]) == (52, 1, 51)
    assert figures["delegated_in_all"] == 114


def test_a_round_that_cannot_be_rehearsed_is_refused_by_name() -> None:
    with pytest.raises(NoRehearsal, match="2014-15, 2015-second-wave"):
        rehearse("1999-2000")


# --- one change at a time, on a small cohort ---------------------------------------------------------------------


def small() -> list[Row]:
    """Eight delegated packs that go live when nothing is changed."""
    good = [row for row in first_wave(2015) if row.model == "delegated" and row.ccg_signed_at and not row.late_ruling]
    return [row for row in good if row.committee == "approved" and row.withdrawn_at is None][:8]


def live_and_lapsed(settings: Settings) -> tuple[int, int]:
    delegated = counted(rehearse("2014-15", settings), "delegated")
    return delegated["live"], delegated["lapsed"]


def test_the_small_cohort_goes_live_when_nothing_is_changed() -> None:
    assert live_and_lapsed(Settings(rows=small())) == (8, 0)


Change = Callable[[Row], Row]


def first_changed(change: Change) -> list[Row]:
    first, *others = small()
    return [change(first), *others]


def test_one_signature_less_is_one_lapse_more() -> None:
    rows = first_changed(lambda row: replace(row, ccg_signed_at=None))
    assert live_and_lapsed(Settings(rows=rows)) == (7, 1)


def test_one_microsecond_after_midday_is_late_and_without_a_ruling_goes_nowhere() -> None:
    late = NOON + timedelta(microseconds=1)
    figures = rehearse("2014-15", Settings(rows=first_changed(lambda row: replace(row, submitted_at=late))))
    assert counted(figures, "delegated")["live"] == 7
    assert len(figures["late"]) == 1  # type: ignore[arg-type]


def test_midday_itself_is_on_time() -> None:
    figures = rehearse("2014-15", Settings(rows=first_changed(lambda row: replace(row, submitted_at=NOON))))
    assert counted(figures, "delegated")["live"] == 8
    assert figures["late"] == []


def test_with_the_deadline_a_day_earlier_the_packs_of_the_last_day_are_late() -> None:
    moved = shipped_round("2014-15").moved("delegated-submission", day=date(2015, 1, 8))
    rounds = {**shipped_rounds(), "2014-15": moved}
    rows, new_end = small(), NOON - timedelta(days=1)
    in_time = [row for row in rows if row.submitted_at and row.submitted_at <= new_end]
    with_constitution = [r for r in in_time if r.constitution_submitted_at and r.constitution_submitted_at <= new_end]
    assert len(with_constitution) < len(in_time) < 8
    lapse = len(in_time) - len(with_constitution)  # the constitution's deadline moves along
    assert live_and_lapsed(Settings(rows=rows, rounds=rounds)) == (len(with_constitution), lapse)


def test_without_the_transfer_step_nobody_goes_live() -> None:
    library = without_step(shipped_library(), "stages/budget-transfer.bpmn", "arrange_transfer")
    live, _ = live_and_lapsed(Settings(rows=small(), library=library))
    assert live == 0


def without_step(library: Library, file: str, step: str) -> Library:
    """Take a step out of a diagram: what led to it leads to where it led."""
    from lxml import etree

    root = etree.fromstring(library.files[file])
    bpmn = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
    (node,) = [one for one in root.iter() if one.get("id") == step]
    (into,) = [flow for flow in root.iter(f"{bpmn}sequenceFlow") if flow.get("targetRef") == step]
    (out,) = [flow for flow in root.iter(f"{bpmn}sequenceFlow") if flow.get("sourceRef") == step]
    target = out.get("targetRef")
    assert target is not None
    into.set("targetRef", target)
    for gone in (node, out):
        parent = gone.getparent()
        assert parent is not None
        parent.remove(gone)
    return library.with_file(file, etree.tostring(root))
