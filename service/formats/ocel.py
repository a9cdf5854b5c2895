"""An object-centric event log (OCEL 2.0, JSON) of cases: what process mining tools read.

Objects are cases, their organisations and the deadlines they waited for; events are the entries of the ledger.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

Row = Mapping[str, Any]
CASE, ORGANISATION, DEADLINE = "case", "organisation", "deadline"
OF_OBJECTS: Mapping[str, tuple[str, ...]] = {
    CASE: ("reference", "path", "model", "round", "region", "status"),
    ORGANISATION: ("name", "region"),
    DEADLINE: ("round", "name"),
}
OF_EVENTS = ("element", "by", "recorded_at")


def ocel_of(cases: Sequence[Row], entries: Iterable[Row], begun_at: datetime) -> dict[str, Any]:
    """Return the log of cases. entries: of the ledger, in order, `detail` as JSON; begun_at: of what has no instant."""
    known = {row["id"]: row for row in cases}
    objects, events, kinds = _objects(cases, begun_at), [], set()
    for entry in entries:
        row = known.get(entry["case_id"])
        if row is not None:
            kinds.add(entry["kind"])
            events.append(_event(entry, row, objects, begun_at))
    return {
        "objectTypes": [_type(name, fields) for name, fields in OF_OBJECTS.items()],
        "eventTypes": [_type(name, OF_EVENTS) for name in sorted(kinds)],
        "objects": list(objects.values()),
        "events": events,
    }


def _type(name: str, fields: Sequence[str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": one, "type": _kind(one)} for one in fields]}


def _kind(field: str) -> str:
    return "time" if field.endswith("_at") else "string"


def _objects(cases: Sequence[Row], begun_at: datetime) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in cases:
        place = f"organisation-{row['organisation']}"
        own = {"name": row["organisation_name"], "region": row["region"]}
        found.setdefault(place, _object(place, ORGANISATION, own, begun_at))
        case = _object(f"case-{row['id']}", CASE, {name: row[name] for name in OF_OBJECTS[CASE]}, row["opened_at"])
        case["relationships"] = [{"objectId": place, "qualifier": "of"}]
        found[case["id"]] = case
    return found


def _object(identity: str, kind: str, values: Row, at: datetime) -> dict[str, Any]:
    attributes = [{"name": name, "time": at, "value": str(value)} for name, value in values.items()]
    return {"id": identity, "type": kind, "attributes": attributes, "relationships": []}


def _event(entry: Row, case: Row, objects: dict[str, dict[str, Any]], begun_at: datetime) -> dict[str, Any]:
    about = [{"objectId": f"case-{case['id']}", "qualifier": "in"}]
    name = orjson.loads(entry["detail"]).get("deadline")
    if isinstance(name, str) and name:
        identity = f"deadline-{case['round']}-{name}"
        objects.setdefault(identity, _object(identity, DEADLINE, {"round": case["round"], "name": name}, begun_at))
        about.append({"objectId": identity, "qualifier": "about"})
    return {
        "id": f"event-{entry['seq']}", "type": entry["kind"], "time": entry["at"], "relationships": about,
        "attributes": [
            {"name": "element", "value": entry["element"]}, {"name": "by", "value": entry["by"]},
            {"name": "recorded_at", "value": entry["recorded_at"]},
        ],
    }  # fmt: skip


def written_ocel(log: Mapping[str, Any]) -> bytes:
    """Write a log as JSON; instants in UTC."""
    return orjson.dumps(log, option=orjson.OPT_UTC_Z)
