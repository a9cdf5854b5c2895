"""Answers that were saved before a form is sent"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "answer_drafts",
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("question", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_answer_drafts_case_id")),
        sa.PrimaryKeyConstraint("case_id", "step", "question", name=op.f("pk_answer_drafts")),
    )
