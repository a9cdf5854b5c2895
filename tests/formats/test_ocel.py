"""The event log: as OCEL 2.0 in JSON wants it, with every entry of the ledger about a case in it."""

from datetime import timedelta

import jsonschema
import orjson
import pytest

from service.actions.event_log import event_log, whole_log
from service.formats.ocel import written_ocel
from service.register import queries
from service.roles import NotAllowed, Person

AUDITOR = Person("auditor", "", "auditor")
_TYPES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "attributes"],
        "properties": {
            "name": {"type": "string"},
            "attributes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "type"],
                    "properties": {
                        "name": {"type": "string"},
                        "type": {"enum": ["string", "time", "integer", "float", "boolean"]},
                    },
                },
            },
        },
    },
}
_ABOUT = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["objectId", "qualifier"],
        "properties": {"objectId": {"type": "string"}, "qualifier": {"type": "string"}},
    },
}
RULES = {
    "type": "object", "required": ["objectTypes", "eventTypes", "objects", "events"],
    "properties": {
        "objectTypes": _TYPES, "eventTypes": _TYPES,
        "objects": {"type": "array", "items": {"type": "object", "required": ["id", "type"], "properties": {
            "attributes": {"type": "array", "items": {"type": "object", "required": ["name", "value", "time"]}},
            "relationships": _ABOUT}}},
        "events": {"type": "array", "items": {"type": "object", "required": ["id", "type", "time"], "properties": {
            "attributes": {"type": "array", "items": {"type": "object", "required": ["name", "value"]}},
            "relationships": _ABOUT, "time": {"type": "string", "format": "date-time"}}}},
    },
}  # fmt: skip
"""What the JSON schema of the OCEL 2.0 specification requires, in our own words."""


@pytest.fixture
def log(office, register):
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    office.open("joint", "07K")
    office.at(register.round("2014-15").due("joint-submission") + timedelta(minutes=1)).settle(2)
    return orjson.loads(written_ocel(whole_log(register)))


def test_it_has_all_that_the_specification_requires(log):
    jsonschema.validate(log, RULES, format_checker=jsonschema.FormatChecker())
    for name, kinds in (("objects", "objectTypes"), ("events", "eventTypes")):
        types = {one["name"]: {field["name"] for field in one["attributes"]} for one in log[kinds]}
        identities = [one["id"] for one in log[name]]
        assert len(set(identities)) == len(identities)
        for one in log[name]:
            assert {attribute["name"] for attribute in one["attributes"]} <= types[one["type"]]


def test_every_relationship_leads_to_an_object(log):
    known = {one["id"] for one in log["objects"]}
    led = {relation["objectId"] for one in (*log["objects"], *log["events"]) for relation in one["relationships"]}
    assert led <= known
    assert {one["type"] for one in log["objects"]} == {"case", "organisation", "deadline"}


def test_every_entry_about_a_case_is_an_event_at_the_instant_at_which_it_counts(log, register):
    entries = [row for case in (1, 2) for row in queries.ledger_of(register, case)]
    told = {one["id"]: one for one in log["events"]}
    assert {f"event-{row['seq']}" for row in entries} <= set(told)
    for row in entries:
        event = told[f"event-{row['seq']}"]
        assert event["time"] == row["at"].isoformat().replace("+00:00", "Z")
        assert {"objectId": f"case-{row['case_id']}", "qualifier": "in"} in event["relationships"]


def test_a_round_is_given_alone_and_only_to_those_who_see_everything(log, register):
    one_round = event_log(register, AUDITOR, "2014-15")
    assert {one["id"] for one in one_round["objects"]} == {one["id"] for one in log["objects"]}
    empty = event_log(register, AUDITOR, "2015-second-wave")
    assert (empty["objects"], empty["events"]) == ([], [])
    with pytest.raises(NotAllowed):
        event_log(register, Person("ccg", "", "ccg", "03L"), "2014-15")
