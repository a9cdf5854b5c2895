"""Officers' notes on cases, editions of the public register, and what reports are read by"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
STANDS = sa.text("outcome = 'accepted' AND withdrawn_by IS NULL")
PROPOSALS = sa.text("model != ''")
OUTCOMES = sa.text("kind IN ('status', 'corrected')")


def upgrade() -> None:
    op.create_table(
        "case_notes",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_notes_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_notes")),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("second", sa.String(length=80), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("number", name=op.f("uq_editions_number")),
    )
    op.create_index(
        "ix_arrivals_standing", "arrivals", ["step", "case_id", "received_at", "claimed_at"],
        sqlite_where=STANDS, postgresql_where=STANDS,
    )  # fmt: skip
    op.create_index(
        "ix_cases_proposals", "cases", ["round", "model", "region", "area_team", "organisation", "opened_at"],
        sqlite_where=PROPOSALS, postgresql_where=PROPOSALS,
    )  # fmt: skip
    op.create_index(
        "ix_ledger_outcomes", "ledger", ["case_id", "seq"], sqlite_where=OUTCOMES, postgresql_where=OUTCOMES
    )
