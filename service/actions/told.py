"""An entry of the ledger as programs are told of it, by the feed and by webhooks: in the form of CloudEvents 1.0."""

from collections.abc import Mapping
from typing import Any

import orjson

SPEC = "1.0"
PREFIX = "approvals."


def event_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry of the ledger as an event. row: the entry with the reference of its case."""
    case = row["case_id"]
    return {
        "specversion": SPEC, "id": str(row["seq"]), "type": f"{PREFIX}{row['kind']}",
        "source": f"/api/v1/cases/{case}" if case is not None else "/api/v1", "subject": row["reference"],
        "time": row["recorded_at"], "effectivetime": row["at"], "datacontenttype": "application/json",
        "data": {
            "case": case, "element": row["element"], "visit": row["visit"], "by": row["by"],
            "detail": orjson.loads(row["detail"]), "hash": row["hash"],
        },
    }  # fmt: skip
