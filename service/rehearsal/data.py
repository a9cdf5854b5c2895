"""The real organisations and the published counts that a rehearsal is measured against."""

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data"
ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence v3.0. Source: NHS England "
    "(Organisation Data Service), NHS Business Services Authority. Office for National Statistics licensed under the "
    "Open Government Licence v3.0."
)
REGIONS = {
    "North of England": "North",
    "Midlands and East of England": "Midlands and East",
    "London": "London",
    "South of England": "South",
}


@cache
def organisations() -> tuple[dict[str, str], ...]:
    """Return every CCG as a row of the register; the region is named as in the published counts."""
    with (FOLDER / "ccgs_2013_2015.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        {
            "code": row["ods_code"], "name": row["name"], "region": REGIONS[row["region_name"]],
            "area_team": row["area_team_name"], "opened_on": row["open_date"], "closed_on": row["close_date"],
            "successor": row["successor_ods_code"],
        }
        for row in rows
    )  # fmt: skip


@cache
def published(measure: str, as_of: str = "2015/16") -> dict[str, int]:
    """Return a published count by region."""
    with (FOLDER / "uptake_published.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] == measure and row["as_of"] == as_of]
    return {row["region"]: int(row["value"]) for row in rows}
