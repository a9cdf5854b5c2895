"""Counting a rehearsal: everything is read from the ledger."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from deadlines.calendar import london_date, wording
from processes.instants import from_micros
from service.audit import digest, entries
from service.register.register import Register
from service.register.watching import places
from service.rehearsal.drive import MODELS

REGIONS = ("North", "Midlands and East", "London", "South")
MEASURES = ("applied", "approved", "conditional", "declined", "withdrawn", "lapsed", "live")
PACKS = ("annex-a", "annex-b", "greater-involvement-ccg")


@dataclass
class Story:
    """What the ledger says of one case."""

    case_id: int
    organisation: str
    region: str
    model: str
    round: str
    statuses: list[str] = field(default_factory=list)
    pack: Mapping[str, object] | None = None
    late: bool = False
    ruling: str = ""

    def measures(self) -> Iterable[str]:
        """Yield the measures in which the case counts; the decision is counted once, the one that stood."""
        if self.pack is not None:
            yield "applied"
            decided = next((s for s in ("approved", "conditional", "declined", "withdrawn") if s in self.statuses), "")
            if decided:
                yield decided
        for ending in ("lapsed", "live"):
            if ending in self.statuses:
                yield ending


def stories(register: Register) -> dict[int, Story]:
    """Read the ledger once and return what it says of every proposal."""
    found: dict[int, Story] = {}
    placed = places(register)
    for entry in entries(register):
        case_id = entry["case_id"]
        detail = orjson.loads(str(entry["detail"]))
        if entry["kind"] == "opened" and detail["path"] in MODELS and isinstance(case_id, int):
            organisation, region = placed[case_id]
            model = MODELS[detail["path"]]
            found[case_id] = Story(case_id, organisation, region, model, detail["round"])
        elif isinstance(case_id, int) and case_id in found:
            _tell(found[case_id], entry, detail)
    return found


def _tell(story: Story, entry: Mapping[str, object], detail: Mapping[str, object]) -> None:
    if entry["kind"] == "status":
        story.statuses.append(str(detail["status"]))
    elif entry["kind"] == "step-completed":
        answers = detail["answers"]
        if detail.get("form") in PACKS and story.pack is None:
            story.pack = {"received_at": detail["received_at"], "step": entry["element"]}
            story.late = story.late or str(entry["element"]).startswith("submit_late")
        if isinstance(answers, dict) and "late_ruling" in answers:
            story.ruling = str(answers["late_ruling"])


def report(register: Register, round_: str, seed: int) -> dict[str, object]:
    """Return the figures of a round: by model and region, late and missed, load per day and body, the digest."""
    told = stories(register)
    own = [story for story in told.values() if story.round == round_]
    models = {model: _by_region([story for story in own if story.model == model]) for model in MODELS.values()}
    return {
        "round": round_,
        "seed": seed,
        "cases": len(own),
        "models": models,
        "delegated_in_all": sum(1 for s in told.values() if s.model == "delegated" and "live" in s.statuses),
        "late": [_late(story) for story in own if story.late and story.pack],
        "missed": [_named(story) for story in own if story.pack is None],
        "load": _load(register, {story.case_id for story in own}),
        "digest": digest(register),
        "note": "Totals are the published ones; which organisation got which outcome is simulated.",
    }


def _by_region(told: list[Story]) -> dict[str, object]:
    regions = {region: Counter[str]() for region in REGIONS}
    for story in told:
        regions[story.region].update(story.measures())
    total = {name: sum(counted[name] for counted in regions.values()) for name in MEASURES}
    return {**total, "by_region": {r: {name: c[name] for name in MEASURES} for r, c in regions.items()}}


def _named(story: Story) -> dict[str, object]:
    return {"case": story.case_id, "organisation": story.organisation, "model": story.model, "region": story.region}


def _late(story: Story) -> dict[str, object]:
    received = from_micros(int(str((story.pack or {})["received_at"])))
    return {**_named(story), "received_at": received.isoformat(), "london": wording(received), "ruling": story.ruling}


def _load(register: Register, case_ids: set[int]) -> list[dict[str, object]]:
    done: defaultdict[tuple[str, str], int] = defaultdict(int)
    for entry in entries(register):
        if entry["kind"] == "step-completed" and entry["case_id"] in case_ids and isinstance(entry["at"], datetime):
            done[london_date(entry["at"]).isoformat(), str(entry["by"])] += 1
    return [{"date": day, "body": body, "steps": steps} for (day, body), steps in sorted(done.items())]
