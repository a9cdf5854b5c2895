"""What waits for a second officer and concerns no single case; the register of procurement decisions"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "office_requests",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("second", sa.String(length=80), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_requests")),
    )
    op.create_table(
        "procurements",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=12), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.String(length=10), nullable=False),
        sa.Column("conflicts", sa.Text(), nullable=False),
        sa.Column("managed", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.code"], name=op.f("fk_procurements_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procurements")),
        sa.UniqueConstraint("number", "version", name=op.f("uq_procurements_number_version")),
    )
    op.create_index("ix_procurements_organisation", "procurements", ["organisation"])
