"""Every row of the catalogue of the source documents stands in one deadline, with its instant and its references."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from deadlines.rounds import Deadline, shipped_round

CATALOGUE = Path(__file__).parents[1] / "data" / "deadlines_catalogue.csv"
ROWS = {row["id"]: row for row in csv.DictReader(CATALOGUE.read_text(encoding="utf-8").splitlines())}
HOMES = {"D-34": "2015-second-wave", "D-38": "standing", "D-39": "standing"}
HOMES |= dict.fromkeys(("D-35", "D-36", "D-37"), "2015-second-wave")
SHIPPED = ("2014-15", "2015-second-wave", "standing", "template")
HOLDERS = [(row, held) for name in SHIPPED for held in shipped_round(name).own.values() for row in held.catalogue]
SUPERSEDED = {
    ("2014-15", "constitution-original"): ("constitution-general", "constitution-joint-only"),
    ("2014-15", "delegated-submission-draft"): ("delegated-submission",),
    ("2014-15", "committee-sign-off-draft"): ("committee-sign-off",),
    ("2014-15", "delegated-2016-draft"): ("2015-second-wave/delegated-submission",),
}
NO_ONE_ACTS = {"event", "meeting"}


def test_every_row_stands_in_exactly_one_deadline() -> None:
    assert sorted(row for row, _ in HOLDERS) == sorted(ROWS)


@pytest.mark.parametrize(("row", "held"), HOLDERS, ids=[row for row, _ in HOLDERS])
def test_a_row_lies_in_its_round_at_its_instant(row: str, held: Deadline) -> None:
    assert held.round == HOMES.get(row, "2014-15")
    assert held.instant_utc.strftime("%Y-%m-%dT%H:%M:%SZ") == ROWS[row]["instant_utc"]


@pytest.mark.parametrize(("row", "held"), HOLDERS, ids=[row for row, _ in HOLDERS])
def test_a_row_keeps_its_references(row: str, held: Deadline) -> None:
    assert list(held.requirements) == ROWS[row]["requirements"].split(";")
    assert list(held.paths) == ROWS[row]["path"].split(";")
    assert held.recipient == ROWS[row]["recipient_or_owner"]
    assert held.is_superseded == ROWS[row]["status"].startswith("superseded")


def test_superseded_deadlines_name_what_replaced_them_and_why() -> None:
    found = {(held.round, held.name): held for _, held in HOLDERS if held.is_superseded}
    assert {key: held.superseded_by for key, held in found.items()} == SUPERSEDED
    assert all(held.why and not held.ladder for held in found.values())


def test_links_between_rounds_hold_on_both_sides() -> None:
    old = shipped_round("2014-15").deadline("delegated-2016-draft")
    new = shipped_round("2015-second-wave").deadline("delegated-submission")
    assert old.superseded_by == (f"{new.round}/{new.name}",)
    assert new.supersedes == (f"{old.round}/{old.name}",)


@pytest.mark.parametrize("name", SHIPPED)
def test_whoever_has_to_act_is_reminded(name: str) -> None:
    for held in shipped_round(name).own.values():
        acts = held.kind not in NO_ONE_ACTS and not held.is_superseded and held.status != "past"
        assert held.ladder or not acts or held.name == "draft-feedback", held.name


@pytest.mark.parametrize("name", SHIPPED)
def test_our_own_dates_are_labelled_as_ours(name: str) -> None:
    for held in shipped_round(name).own.values():
        if held.status == "our policy":
            assert "wn policy" in held.document
        if held.document.startswith("Own"):
            assert held.status in {"our policy", "our reading", "computed"}


@pytest.mark.parametrize("later", ["2015-second-wave", "template"])
def test_a_diagram_of_2014_15_finds_its_deadlines_in_later_rounds(later: str) -> None:
    kinds = {"deadline", "window", "effective", "computed", "relative", "recurring"}
    used = {held.name for held in shipped_round("2014-15").deadlines if held.kind in kinds and not held.is_superseded}
    assert used - set(shipped_round(later).names()) == {"draft-feedback", "baseline-spend", "december-guidance"}


def test_every_ladder_of_the_standing_round_is_used() -> None:
    used = {held.ladder for name in SHIPPED for held in shipped_round(name).own.values()}
    assert set(shipped_round("standing").ladders) == used - {""}
