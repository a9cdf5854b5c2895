"""Documents of cases: kept by the hash of their content."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import func, insert, select, update

from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import documents


def add(register: Register, case_id: int, name: str, media_type: str, content: bytes, purpose: str, by: str) -> str:
    """Keep a document and enter it in the ledger; return the SHA-256 of its content in hex."""
    digest, now = hashlib.sha256(content).hexdigest(), register.clock()
    row = {
        "case_id": case_id, "sha256": digest, "name": name, "media_type": media_type, "size": len(content),
        "content": content, "purpose": purpose, "by": by, "added_at": now,
    }  # fmt: skip
    with register.database.write() as connection:
        connection.execute(insert(documents).values(row))
        detail = {"sha256": digest, "name": name, "size": len(content), "purpose": purpose}
        append(connection, [Entry("document-added", now, case_id, by=by, detail=detail)], now)
    return digest


def mark(register: Register, case_id: int, digest: str, sharing: str, reason: str, by: str) -> None:
    """Keep whether a document may be published and why not, and enter it in the ledger."""
    now, which = register.clock(), (documents.c.case_id == case_id, documents.c.sha256 == digest)
    with register.database.write() as connection:
        connection.execute(update(documents).where(*which).values(sharing=sharing, exempt_because=reason))
        detail = {"sha256": digest, "sharing": sharing, "reason": reason}
        append(connection, [Entry("document-marked", now, case_id, by=by, detail=detail)], now)


def count(register: Register, case_id: int) -> int:
    """Return how many documents a case has."""
    with register.database.read() as connection:
        query = select(func.count()).select_from(documents).where(documents.c.case_id == case_id)
        return int(connection.execute(query).scalar() or 0)


def content(register: Register, case_id: int, digest: str) -> Mapping[str, object] | None:
    """Return a document of a case with its content; None, when there is none."""
    query = select(documents).where(documents.c.case_id == case_id, documents.c.sha256 == digest)
    with register.database.read() as connection:
        row = connection.execute(query.order_by(documents.c.id).limit(1)).mappings().one_or_none()
    return dict(row) if row is not None else None
