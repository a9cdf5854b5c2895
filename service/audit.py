"""What auditors ask of the ledger: does the chain hold, and what happened in a case."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import orjson

from service.register import ledger
from service.register.ledger import Fault
from service.register.register import Register


class NoSuchEntry(LookupError):
    """The ledger says nothing of that case."""


def verify(register: Register) -> tuple[int, Fault | None]:
    """Verify the whole chain: how many entries hold, and the first fault if there is one."""
    with register.database.read() as connection:
        return ledger.verify(connection)


def entries(register: Register) -> list[Mapping[str, object]]:
    """Return the whole ledger, in order."""
    with register.database.read() as connection:
        return list(ledger.read(connection))


def digest(register: Register) -> str:
    """Return the SHA-256 of the whole ledger."""
    with register.database.read() as connection:
        return ledger.digest(connection)


def show(register: Register, case_id: int) -> Iterator[dict[str, object]]:
    """Yield the entries of a case with instants in ISO 8601. Raises NoSuchEntry, when there are none."""
    with register.database.read() as connection:
        told = list(ledger.read(connection, case_id))
    if not told:
        raise NoSuchEntry(f"The ledger holds nothing of a case {case_id}.")
    for entry in told:
        plain = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in entry.items()}
        yield {**plain, "detail": orjson.loads(str(entry["detail"]))}
