"""Asks every operation of the API what the OpenAPI document allows and what it does not, and checks each answer.

No server error, no status that is not described, every answer as its schema says. By hand: make fuzz-api.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import Failure, FailureGroup

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.actions import hooks, people, secretaries
from service.api.examples import PLACES
from service.front.doors import limiter, token_for
from service.front.state import OfficeState
from service.register.database import Database
from service.register.register import Register
from service.register.sittings.bodies import Quorum
from service.register.sittings.interests import Interest, record
from service.register.sittings.quorum import Member
from service.roles import Person
from service.web import create_app
from tests.web.conftest import BEGINS, OWN_CCG, Started, make_register

ROLES = ("programme-office", "ccg", "auditor")
OFFICE = Person("programme-office", "", "programme-office")
CHECKED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "missing_required_header", "unsupported_method", "allow_header_conformance",
)  # fmt: skip
load_all_checks()


@dataclass
class Report:
    """What came of asking: how often each status was answered, and what was wrong, one line each."""

    operations: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def prepare(register: Register, case_id: int) -> None:
    """Put one of most things into a register: a sitting, an interest, a webhook."""
    at = register.clock() + timedelta(days=7)
    sitting = secretaries.plan(register, OFFICE, "committee", "", at, "Leeds", Quorum(1))
    secretaries.seat(register, OFFICE, sitting, Member(0, "committee", "Cleo", "lay", voting=True, chair=True))
    record(register, Interest("committee", "financial", "A share", (OWN_CCG,), "2014-01-01", ""), "committee")
    hooks.add_hook(register, OFFICE, "https://hooks.invalid/told", [], "")


def fuzz(
    app: Flask, role: str, examples: int, wanted: Callable[[int], bool] = lambda number: True,
    change: Callable[[dict], object] = lambda document: None,
) -> Report:  # fmt: skip
    """Ask the operations whose number is wanted in a role, so many examples each.

    change: what is changed in the document before, to see that a fault is found.
    """
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    change(schema.raw_schema)
    with app.app_context():
        headers = {"Authorization": f"Bearer {token_for(role)}"}
    report = Report()
    for number, found in enumerate(schema.get_all_operations()):
        if wanted(number):
            report.operations += 1
            _ask(found.ok(), headers, examples, report)
    return report


def _ask(operation: object, headers: Mapping[str, str], examples: int, report: Report) -> None:
    checks = [check for check in CHECKS.get_all() if check.__name__ in CHECKED]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    def asked(case: schemathesis.Case) -> None:
        limiter.reset()
        _often_there(case)
        answer = case.call(headers=dict(headers))
        report.statuses[str(answer.status_code)] += 1
        case.validate_response(answer, checks=checks, headers=dict(headers))

    try:
        asked()
    except (FailureGroup, Failure) as problem:
        each = problem.exceptions if isinstance(problem, FailureGroup) else [problem]
        report.faults += [f"{operation.label}: {one.title}: {' '.join(str(one).split())}" for one in each]


def _often_there(case: schemathesis.Case) -> None:
    """Ask in half of the cases for what is there: nobody finds a case by a random number."""
    for name, value in (case.path_parameters or {}).items():
        if (value if isinstance(value, int) else len(str(value))) % 2 == 0:
            case.path_parameters[name] = PLACES[name][1]


def main() -> None:
    """Prepare a register, ask in each role and print what came of it; exits with 1 when anything was wrong."""
    wanted = argparse.ArgumentParser(description=main.__doc__)
    wanted.add_argument("--examples", type=int, default=100)
    examples, faults = wanted.parse_args().examples, 0
    with tempfile.TemporaryDirectory() as folder:
        made = make_register(Path(folder) / "register.sqlite")
        register = Register(Database(made.database.url), HandClock(BEGINS), shipped_rounds())
        prepare(register, people.open_case(register, OFFICE, "delegated", "2014-15", OWN_CCG))
        app = create_app(register, Started())
        app.extensions["office"] = OfficeState(register, demonstration=False, clock=None)
        for role in ROLES:
            began, report = time.monotonic(), fuzz(app, role, examples)
            told = ", ".join(f"{status}: {count}" for status, count in sorted(report.statuses.items()))
            sys.stdout.write(
                f"{role}: {report.operations} operations, {sum(report.statuses.values())} requests in "
                f"{time.monotonic() - began:.0f} s; {told}; {len(report.faults)} faults\n"
            )
            sys.stdout.writelines(f"  {fault}\n" for fault in report.faults)
            faults += len(report.faults)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
