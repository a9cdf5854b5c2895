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
_STANDS = text("outcome = 'accepted' AND withdrawn_by IS NULL")
_PROPOSALS = text("model != ''")
_OUTCOMES = text("kind IN ('status', 'corrected')")
_WAITS = text("over_at IS NULL")
_NO_OFFER = text("NOT offer")
_PLANNED = text("state = 'planned'")
_TO_SEND = text("state = 'todo'")
_UNDONE = text("done_at IS NULL")
_UNANSWERED = text("answered_at IS NULL")
_FELL = text("fell")
_EXCEPTIONAL = text("(claimed_at IS NOT NULL OR kind = 'correction')")
_UNDER_WAY = text("state IN ('sending', 'unknown', 'collected')")

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
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("demonstration", Boolean, nullable=False, default=False),
    Column("email", String(254), nullable=False, default=""),
    Column("mail", String(10), nullable=False, default="each"),
    Column("feed", Integer, nullable=False, default=1),
)

tenures = Table(
    "tenures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", ForeignKey("accounts.username"), nullable=False, index=True),
    Column("role", String(40), nullable=False, index=True),
    Column("scope", String(80), nullable=False, default=""),
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant),
    Column("by", String(80), nullable=False),
    Column("made_at", Instant, nullable=False),
)

bodies = Table(
    "bodies",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("region", String(60), nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant),
)

successions = Table(
    "successions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("predecessor", ForeignKey("bodies.name"), nullable=False),
    Column("successor", String(80), nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("second", String(80), nullable=False, default=""),
    Column("answered_at", Instant),
    Column("outcome", String(20), nullable=False, default=""),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("username", ForeignKey("accounts.username"), nullable=False, index=True),
    Column("tenure_id", ForeignKey("tenures.id")),
    Column("manner", String(20), nullable=False),
    Column("agent", String(40), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String(80), nullable=False, default=""),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False, index=True),
    Column("until_at", Instant, nullable=False),
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("username", ForeignKey("accounts.username"), nullable=False, index=True),
    Column("by", String(80), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("used_at", Instant),
)

identities = Table(
    "identities",
    metadata,
    Column("id", Id, primary_key=True),
    Column("issuer", String(200), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("username", ForeignKey("accounts.username"), nullable=False, index=True),
    Column("by", String(80), nullable=False),
    Column("linked_at", Instant, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

reads = Table(
    "reads",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("username", String(80), nullable=False, index=True),
    Column("role", String(40), nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("what", String(300), nullable=False),
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
    Column("standing", Text, nullable=False, default=""),
    Column("recorded_at", Instant, nullable=False),
)

round_calendars = Table(
    "round_calendars",
    metadata,
    Column("round", String(60), primary_key=True),
    Column("base", ForeignKey("calendars.digest"), nullable=False),
    Column("digest", ForeignKey("calendars.digest"), nullable=False),
    Column("changes", Text, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("round", String(60), nullable=False),
    Column("deadline", String(120), nullable=False, default=""),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("content", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("authority", String(200), nullable=False),
    Column("preview", Text, nullable=False),
    Column("was", String(64), nullable=False, default=""),
    Column("becomes", String(64), nullable=False, default=""),
    Column("by", String(80), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("second", String(80), nullable=False, default=""),
    Column("answered_at", Instant),
    Column("outcome", String(20), nullable=False, default=""),
    Column("reverts", BigInteger),
    Column("reverted_by", BigInteger),
    Index("ix_changes_deadline", "round", "deadline"),
)

made_rounds = Table(
    "made_rounds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("template", String(80), nullable=False),
    Column("by", String(80), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("second", String(80), nullable=False, default=""),
    Column("answered_at", Instant),
    Column("outcome", String(20), nullable=False, default=""),
    Index("ix_made_rounds_name", "name"),
)

rulings = Table(
    "rulings",
    metadata,
    Column("change_id", ForeignKey("changes.id"), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("element", String(120), primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("ruling", String(20), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("by", String(80), nullable=False, default=""),
    Column("ruled_at", Instant),
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
    Index("ix_cases_facets", "ended", "status", "path", "model", "region", "area_team", "round", "organisation"),
    Index(
        "ix_cases_proposals", "round", "model", "region", "area_team", "organisation", "opened_at",
        sqlite_where=_PROPOSALS, postgresql_where=_PROPOSALS,
    ),
)  # fmt: skip

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
    Index("ix_arrivals_by", "by", "received_at"),
    Index(
        "ix_arrivals_standing", "step", "case_id", "received_at", "claimed_at",
        sqlite_where=_STANDS, postgresql_where=_STANDS,
    ),
    Index("ix_arrivals_exceptional", "received_at", sqlite_where=_EXCEPTIONAL, postgresql_where=_EXCEPTIONAL),
)  # fmt: skip

answer_drafts = Table(
    "answer_drafts",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("step", String(120), primary_key=True),
    Column("question", String(120), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("saved_at", Instant, nullable=False),
)

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
    Index("ix_steps_open", "element", "name", sqlite_where=_NO_OFFER, postgresql_where=_NO_OFFER),
)

dues = Table(
    "dues",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("element", String(120), primary_key=True),
    Column("deadline", String(120), nullable=False),
    Column("covers", String(120), nullable=False),
    Column("at", Instant, nullable=False),
    Column("adverse", Boolean, nullable=False, default=False),
    Column("sequence", Integer, nullable=False, default=0),
    Column("changed_at", Instant),
    Column("over_at", Instant),
    Column("fell", Boolean, nullable=False, default=False),
    Index("ix_dues_at", "at", "case_id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index("ix_dues_named", "deadline", "case_id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index("ix_dues_fell", "case_id", "covers", "at", "deadline", sqlite_where=_FELL, postgresql_where=_FELL),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("element", String(120), nullable=False),
    Column("deadline", String(120), nullable=False),
    Column("covers", String(120), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("rung", String(120), nullable=False),
    Column("escalation", Boolean, nullable=False),
    Column("audience", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(12), nullable=False, default="planned"),
    Column("note", Text, nullable=False, default=""),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("case_id", "element", "due_at", "rung"),
    Index("ix_reminders_at", "at", sqlite_where=_PLANNED, postgresql_where=_PLANNED),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(240), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("reminder_id", ForeignKey("reminders.id"), index=True),
    Column("digest_id", BigInteger, index=True),
    Column("person", String(80), nullable=False, default=""),
    Column("address", String(254), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("message_id", String(200), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("confidential", Boolean, nullable=False, default=False),
    Column("state", String(12), nullable=False, default="todo"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("made_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("valid_until", Instant),
    Column("sender", String(64), nullable=False, default=""),
    Column("sending_at", Instant),
    Column("sent_at", Instant),
    Column("twice", Boolean, nullable=False, default=False),
    Column("reference", String(200), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Index("ix_outbox_todo", "next_at", "id", sqlite_where=_TO_SEND, postgresql_where=_TO_SEND),
    Index("ix_outbox_under_way", "next_at", sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("role", String(40), nullable=False),
    Column("scope", String(80), nullable=False, default=""),
    Column("address", String(254), nullable=False),
    Column("by", String(80), nullable=False),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("role", "scope", "address"),
)

absences = Table(
    "absences",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(80), nullable=False, index=True),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("cover", String(80), nullable=False),
    Column("by", String(80), nullable=False),
    Column("added_at", Instant, nullable=False),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("outbox_id", ForeignKey("outbox.id"), index=True),
    Column("said", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", String(80), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reason", String(20), nullable=False),
    Column("said", Text, nullable=False),
    Column("all_falls", Boolean, nullable=False),
    Column("mail", Boolean, nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant),
    Column("made_at", Instant, nullable=False),
    Column("released_at", Instant),
    Column("released_by", String(80), nullable=False, default=""),
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
    Index("ix_ledger_outcomes", "case_id", "seq", sqlite_where=_OUTCOMES, postgresql_where=_OUTCOMES),
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
    Column("sharing", String(20), nullable=False, default=""),
    Column("exempt_because", Text, nullable=False, default=""),
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

office_requests = Table(
    "office_requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("content", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("second", String(80), nullable=False, default=""),
    Column("answered_at", Instant),
    Column("outcome", String(20), nullable=False, default=""),
)

procurements = Table(
    "procurements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("organisation", ForeignKey("organisations.code"), nullable=False, index=True),
    Column("decision", Text, nullable=False),
    Column("contract", Text, nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("decided_on", String(10), nullable=False),
    Column("conflicts", Text, nullable=False),
    Column("managed", Text, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("by", String(80), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    UniqueConstraint("number", "version"),
)

office = Table(
    "office",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

case_notes = Table(
    "case_notes",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("note", Text, nullable=False, default=""),
    Column("officer", String(80), nullable=False, default=""),
    Column("by", String(80), nullable=False),
    Column("changed_at", Instant, nullable=False),
)

case_queries = Table(
    "case_queries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("to_role", String(40), nullable=False),
    Column("question", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("wanted_by", Instant, nullable=False),
    Column("answer", Text, nullable=False, default=""),
    Column("answered_by", String(80), nullable=False, default=""),
    Column("answered_at", Instant),
    Index("ix_case_queries_open", "wanted_by", sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED),
)

case_search = Table(
    "case_search",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("words", Text, nullable=False),
)

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(80), nullable=False),
    Column("name", String(80), nullable=False),
    Column("query", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    UniqueConstraint("username", "name"),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, unique=True),
    Column("content", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("second", String(80), nullable=False, default=""),
    Column("answered_at", Instant),
    Column("outcome", String(20), nullable=False, default=""),
)

sittings = Table(
    "sittings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("body", String(40), nullable=False),
    Column("scope", String(80), nullable=False, default=""),
    Column("held_at", Instant, nullable=False),
    Column("place", String(200), nullable=False, default=""),
    Column("quorum", Text, nullable=False),
    Column("status", String(12), nullable=False, default="planned"),
    Column("papers_at", Instant),
    Column("begun_at", Instant),
    Column("closed_at", Instant),
    Column("minutes", Text, nullable=False, default=""),
    Column("by", String(80), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Index("ix_sittings_held_at", "held_at"),
)

sitting_members = Table(
    "sitting_members",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sitting_id", ForeignKey("sittings.id"), nullable=False, index=True),
    Column("username", String(80), nullable=False, default=""),
    Column("name", String(120), nullable=False),
    Column("seat", String(20), nullable=False),
    Column("voting", Boolean, nullable=False),
    Column("chair", Boolean, nullable=False, default=False),
    Column("present", Boolean, nullable=False, default=False),
    Column("declared_at", Instant),
)

sitting_items = Table(
    "sitting_items",
    metadata,
    Column("sitting_id", ForeignKey("sittings.id"), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("element", String(120), nullable=False),
    Column("papers", Text, nullable=False),
    Column("outcome", String(20), nullable=False, default=""),
    Column("act_id", BigInteger),
    Column("arrival_id", BigInteger),
    Column("decided_at", Instant),
    Column("record", Text, nullable=False, default="{}"),
    Index("ix_sitting_items_case", "case_id"),
)

sitting_acts = Table(
    "sitting_acts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sitting_id", ForeignKey("sittings.id"), nullable=False, index=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("manner", String(20), nullable=False),
    Column("content", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
    Index("ix_sitting_acts_undone", "id", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
)

sitting_overrides = Table(
    "sitting_overrides",
    metadata,
    Column("sitting_id", ForeignKey("sittings.id"), primary_key=True),
    Column("rule", String(40), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Instant, nullable=False),
)

declarations = Table(
    "declarations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sitting_id", ForeignKey("sittings.id"), nullable=False, index=True),
    Column("member_id", ForeignKey("sitting_members.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("nature", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("declared_at", Instant, nullable=False),
    UniqueConstraint("member_id", "case_id"),
)

interests = Table(
    "interests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(80), nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("nature", Text, nullable=False),
    Column("from_day", String(10), nullable=False),
    Column("until_day", String(10), nullable=False, default=""),
    Column("by", String(80), nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

interest_parties = Table(
    "interest_parties",
    metadata,
    Column("interest_id", ForeignKey("interests.id"), primary_key=True),
    Column("organisation", ForeignKey("organisations.code"), primary_key=True),
    Index("ix_interest_parties_organisation", "organisation"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("account", String(80), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("made_at", Instant, nullable=False, index=True),
    Column("status", Integer),
    Column("headers", Text, nullable=False, default="{}"),
    Column("body", LargeBinary, nullable=False, default=b""),
)

hooks = Table(
    "hooks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", String(500), nullable=False),
    Column("types", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("secret", String(80), nullable=False),
    Column("by", String(80), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("state", String(12), nullable=False, default="active"),
    Column("seq", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Instant, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Index("ix_hooks_due", "state", "next_at"),
)

hook_deliveries = Table(
    "hook_deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hook_id", ForeignKey("hooks.id"), nullable=False, index=True),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("answered", Integer),
    Column("note", Text, nullable=False, default=""),
)
