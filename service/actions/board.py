"""The Board report: counts and percentages by model and region, the trend, the exceptions. Everything is counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from deadlines.calendar import london_date
from service.actions.office import OFFICERS
from service.formats.sheets import DAY, INSTANT, NUMBER, PERCENT, Column, Sheet
from service.register.outcomes import Outcome, outcomes
from service.register.queries import Row, Sight, organisations_of
from service.register.register import Register
from service.rehearsal.counts import MEASURES, REGIONS
from service.rehearsal.drive import MODELS
from service.roles import Person

READERS = (*OFFICERS, "auditor")
ALL_REGIONS = "All regions"
TREND = ("applied", "approved", "live")
_READ_ONLY = "the report is counted from the register"
EXCEPTIONS = {
    "late": "Received after the deadline",
    "conditional": "Conditions open",
    "lapsed": "Lapsed",
}


@dataclass(frozen=True)
class Line:
    """The figures of a model in a region, or in all of them. `places`: how many organisations there are."""

    model: str
    region: str
    places: int
    counts: Mapping[str, int]

    def share(self, measure: str) -> float | None:
        """Return a measure as a part of the applications; those that are live as a part of all organisations there."""
        whole = self.places if measure == "live" else self.counts["applied"]
        return self.counts[measure] / whole if whole else None


@dataclass(frozen=True)
class Exceptional:
    """A case that the Board should know of. `kind`: one of EXCEPTIONS; at: when it became so, aware UTC."""

    kind: str
    case_id: int
    reference: str
    organisation_name: str
    region: str
    model: str
    at: datetime
    note: str


@dataclass(frozen=True)
class BoardReport:
    """The report of a round at an instant (aware UTC)."""

    round: str
    made_at: datetime
    lines: Sequence[Line]
    trend: Sequence[tuple[date, Mapping[str, int]]]
    exceptions: Sequence[Exceptional]

    def of(self, model: str) -> list[Line]:
        """Return the lines of a model, all regions first."""
        return [line for line in self.lines if line.model == model]


def board_report(register: Register, person: Person, round_: str) -> BoardReport:
    """Return the report of a round. Raises NotAllowed."""
    person.require(*READERS)
    now, told = register.clock(), outcomes(register, Sight(), round_)
    places = _places(organisations_of(register), london_date(now))
    lines = [_line(told, model, region, places) for model in MODELS.values() for region in (ALL_REGIONS, *REGIONS)]
    return BoardReport(round_, now, lines, _trend(told), _exceptions(told))


def _places(rows: Sequence[Row], day: date) -> Mapping[str, int]:
    """Count the organisations that there are on a day, by region; a successor only once those before it are closed."""
    today = day.isoformat()
    there = [row for row in rows if str(row["opened_on"]) <= today and not "" < str(row["closed_on"]) < today]
    to_come = {row["successor"] for row in there if row["successor"]}
    there = [row for row in there if row["code"] not in to_come]
    counted = Counter(str(row["region"]) for row in there)
    return {**counted, ALL_REGIONS: len(there)}


def _line(told: Sequence[Outcome], model: str, region: str, places: Mapping[str, int]) -> Line:
    own = [one for one in told if one.model == model and region in (one.region, ALL_REGIONS)]
    counted = Counter(measure for one in own for measure in one.measures())
    return Line(model, region, places.get(region, 0), {measure: counted[measure] for measure in MEASURES})


def _trend(told: Sequence[Outcome]) -> list[tuple[date, Mapping[str, int]]]:
    """Return how many had applied, were approved and were live by the end of each London day on which one was."""
    days: dict[date, Counter[str]] = {}
    for one in told:
        reached = {
            "applied": one.pack_at,
            "approved": one.reached("approved", "conditional"),
            "live": one.reached("live"),
        }
        for measure, at in reached.items():
            if at is not None:
                days.setdefault(london_date(at), Counter())[measure] += 1
    total: Counter[str] = Counter()
    trend: list[tuple[date, Mapping[str, int]]] = []
    for day in sorted(days):
        total += days[day]
        trend.append((day, {measure: total[measure] for measure in TREND}))
    return trend


def _exceptions(told: Sequence[Outcome]) -> list[Exceptional]:
    found = [*_of_kind(told, "late"), *_of_kind(told, "conditional"), *_of_kind(told, "lapsed")]
    return sorted(found, key=lambda one: (list(EXCEPTIONS).index(one.kind), one.at, one.case_id))


def _of_kind(told: Sequence[Outcome], kind: str) -> list[Exceptional]:
    names = ("case_id", "reference", "organisation_name", "region", "model")
    return [
        Exceptional(
            kind, **{name: getattr(one, name) for name in names}, at=at, note=one.ruling if kind == "late" else ""
        )
        for one in told
        if (at := _since(one, kind)) is not None
    ]


def _since(one: Outcome, kind: str) -> datetime | None:
    if kind == "late":
        return one.pack_at if one.late else None
    if kind == "conditional" and one.status != "conditional":
        return None
    return one.reached(kind)


def board_sheets(report: BoardReport) -> list[Sheet]:
    """Return the report as sheets: the figures first, then the trend and the exceptions."""
    return [figures_sheet(report), _trend_sheet(report), _exceptions_sheet(report)]


def figures_sheet(report: BoardReport) -> Sheet:
    """Return the figures by model and region as one sheet."""
    fixed = [
        _column("model", "Model", width=22),
        _column("region", "Region", width=22),
        _column("places", "CCGs", NUMBER, 8),
    ]
    counts = [_column(measure, measure.capitalize(), NUMBER, 12) for measure in MEASURES]
    shares = [
        _column("approved_share", "Approved of applied", PERCENT, 12),
        _column("live_share", "Live of CCGs", PERCENT, 12),
    ]
    rows = [
        {
            "model": _words(line.model), "region": line.region, "places": line.places, **line.counts,
            "approved_share": line.share("approved"), "live_share": line.share("live"),
        }
        for line in report.lines
    ]  # fmt: skip
    return Sheet("Figures", [*fixed, *counts, *shares], rows)


def _trend_sheet(report: BoardReport) -> Sheet:
    columns = [
        _column("day", "Day (London)", DAY, 16),
        *(_column(name, name.capitalize(), NUMBER, 12) for name in TREND),
    ]
    return Sheet("Trend", columns, [{"day": day, **counts} for day, counts in report.trend])


def _exceptions_sheet(report: BoardReport) -> Sheet:
    columns = [
        _column("kind", "Exception", width=28), _column("reference", "Reference", width=22),
        _column("organisation_name", "Organisation", width=40), _column("region", "Region", width=20),
        _column("model", "Model", width=22), _column("at", "Since (London time)", INSTANT, 21),
        _column("note", "Ruling", width=20),
    ]  # fmt: skip
    rows = [{**vars(one), "kind": EXCEPTIONS[one.kind], "model": _words(one.model)} for one in report.exceptions]
    return Sheet("Exceptions", columns, rows)


def _column(key: str, title: str, kind: str = "text", width: int = 16) -> Column:
    return Column(key, title, kind, width, _READ_ONLY)


def _words(model: str) -> str:
    return model.replace("_", " ").capitalize()
