"""Queries about cases, saved filters, words of cases for searching, and what homes and lists are read by"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
EXCEPTIONAL = sa.text("(claimed_at IS NOT NULL OR kind = 'correction')")
FELL = sa.text("fell")
UNANSWERED = sa.text("answered_at IS NULL")
FACETS = ["ended", "status", "path", "model", "region", "area_team", "round", "organisation"]
WORDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE case_words USING fts5(words, content='case_search', content_rowid='case_id', "
        "tokenize='unicode61 remove_diacritics 2')",
        "CREATE TRIGGER case_words_added AFTER INSERT ON case_search BEGIN "
        "INSERT INTO case_words (rowid, words) VALUES (new.case_id, new.words); END",
        "CREATE TRIGGER case_words_gone AFTER DELETE ON case_search BEGIN "
        "INSERT INTO case_words (case_words, rowid, words) VALUES ('delete', old.case_id, old.words); END",
        "CREATE TRIGGER case_words_changed AFTER UPDATE ON case_search BEGIN "
        "INSERT INTO case_words (case_words, rowid, words) VALUES ('delete', old.case_id, old.words); "
        "INSERT INTO case_words (rowid, words) VALUES (new.case_id, new.words); END",
    ),
    "postgresql": ("CREATE INDEX case_words ON case_search USING gin (to_tsvector('simple', words))",),
}
KNOWN = """
    INSERT INTO case_search (case_id, words)
    SELECT cases.id, cases.reference || ' ' || organisations.name || ' ' || definitions.title || ' '
        || cases.region || ' ' || cases.area_team || ' ' || cases.round
    FROM cases JOIN organisations ON organisations.code = cases.organisation
    JOIN definitions ON definitions.id = cases.definition_id
"""
"""What a row can say of a case; `approvals reindex` adds what was answered in it."""


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "case_queries",
        sa.Column("id", number, nullable=False),
        sa.Column("case_id", number, nullable=False),
        sa.Column("to_role", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("wanted_by", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_queries_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_queries")),
    )
    op.create_index(op.f("ix_case_queries_case_id"), "case_queries", ["case_id"])
    op.create_index(
        "ix_case_queries_open", "case_queries", ["wanted_by"], sqlite_where=UNANSWERED, postgresql_where=UNANSWERED
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", number, nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("username", "name", name=op.f("uq_saved_filters_username_name")),
    )
    op.create_table(
        "case_search",
        sa.Column("case_id", number, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_search_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_search")),
    )
    for statement in WORDS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(KNOWN)
    op.create_index("ix_cases_facets", "cases", FACETS)
    op.create_index("ix_arrivals_by", "arrivals", ["by", "received_at"])
    op.create_index("ix_dues_fell", "dues", ["case_id", "covers", "at", "deadline"], sqlite_where=FELL,
                    postgresql_where=FELL)  # fmt: skip
    op.create_index(
        "ix_arrivals_exceptional", "arrivals", ["received_at"], sqlite_where=EXCEPTIONAL, postgresql_where=EXCEPTIONAL
    )
