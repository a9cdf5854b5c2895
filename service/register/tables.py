"""The tables of the register. Instants are integer microseconds since 1970, UTC: exact and sortable everywhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from processes.instants import from_micros, to_micros


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, stored as integer microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """Store an aware instant; a naive one is an error."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """Give the aware UTC instant back."""
        return None if value is None else from_micros(value)


Id = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_UNJUDGED = text("outcome = ''")

organisations = Table(
    "organisations",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("region", String(60), nullable=False),
    Column("area_team", String(80), nullable=False),
    Column("opened_on", String(10), nullable=False),
    Column("closed_on", String(10), nullable=False, default=""),
    Column("successor", String(12), nullable=False, default=""),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(40), nullable=False),
    Column("scope", String(80), nullable=False, default=""),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("demonstration", Boolean, nullable=False, default=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_until", Instant),
)

definitions = Table(
    "definitions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("path", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("key", String(64), nullable=False),
    Column("title", String(200), nullable=False),
    Column("summary", Text, nullable=False, default=""),
    Column("category", String(40), nullable=False, default=""),
    Column("model", String(40), nullable=False, default=""),
    Column("statutory", Boolean, nullable=False, default=False),
    Column("sources", LargeBinary, nullable=False),
    Column("origin", String(200), nullable=False),
    Column("published_by", String(80), nullable=False),
    Column("approved_by", String(80), nullable=False),
    Column("published_at", Instant, nullable=False),
    UniqueConstraint("path", "version"),
)

calendars = Table(
    "calendars",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("round", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reference", String(60), nullable=False, unique=True),
    Column("bundle", BigInteger, nullable=False, index=True),
    Column("path", String(80), nullable=False),
    Column("definition_id", ForeignKey("definitions.id"), nullable=False),
    Column("round", String(60), nullable=False),
    Column("calendar", ForeignKey("calendars.digest"), nullable=False),
    Column("organisation", ForeignKey("organisations.code"), nullable=False),
    Column("region", String(60), nullable=False),
    Column("area_team", String(80), nullable=False),
    Column("model", String(40), nullable=False, default=""),
    Column("opened_by", String(80), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("settled_at", Instant, nullable=False),
    Column("fallen_at", Instant),
    Column("ended", Boolean, nullable=False, default=False),
    Column("status", String(60), nullable=False, default=""),
    Column("next_due", Instant),
    Column("incident", Text),
    Column("version", Integer, nullable=False, default=1),
    Column("state", LargeBinary, nullable=False),
    Index("ix_cases_list", "ended", "next_due"),
    Index("ix_cases_organisation", "organisation"),
)

links = Table(
    "links",
    metadata,
    Column("from_case", ForeignKey("cases.id"), primary_key=True),
    Column("to_case", ForeignKey("cases.id"), primary_key=True),
    Column("kind", String(40), nullable=False),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("step", String(120), nullable=False),
    Column("content", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("channel", String(40), nullable=False, default=""),
    Column("evidence", String(64), nullable=False, default=""),
    Column("second", String(80), nullable=False, default=""),
    Column("confirmed_at", Instant),
    Column("key", String(80), unique=True),
    Column("outcome", String(20), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("judged_at", Instant),
    Column("withdrawn_by", BigInteger),
    Column("state_before", LargeBinary),
    Index("ix_arrivals_unjudged", "case_id", "received_at", sqlite_where=_UNJUDGED, postgresql_where=_UNJUDGED),
    Index("ix_arrivals_case", "case_id", "id"),
)  # fmt: skip

steps = Table(
    "steps",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("element", String(120), primary_key=True),
    Column("visit", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(40), nullable=False),
    Column("form", String(80), nullable=False),
    Column("offer", Boolean, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Index("ix_steps_role", "role"),
)

dues = Table(
    "dues",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("element", String(120), primary_key=True),
    Column("deadline", String(120), nullable=False),
    Column("covers", String(120), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_dues_at", "at"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("case_id", BigInteger),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("element", String(120), nullable=False),
    Column("visit", Integer, nullable=False),
    Column("by", String(80), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_ledger_case", "case_id", "seq"),
)

ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("purpose", String(40), nullable=False, default=""),
    Column("by", String(80), nullable=False),
    Column("added_at", Instant, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("path", String(80), nullable=False, unique=True),
    Column("base", String(64), nullable=False),
    Column("xml", LargeBinary, nullable=False),
    Column("by", String(80), nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    Column("proposed_by", String(80), nullable=False, default=""),
    Column("proposed_at", Instant),
)

requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("second", String(80), nullable=False, default=""),
    Column("answered_at", Instant),
    Column("outcome", String(20), nullable=False, default=""),
)

office = Table(
    "office",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
