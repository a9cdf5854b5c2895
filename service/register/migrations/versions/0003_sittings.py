"""Sittings, their members, agendas and acts; interests and declarations"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("from_day", sa.String(length=10), nullable=False),
        sa.Column("until_day", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
    )
    with op.batch_alter_table("interests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interests_username"), ["username"], unique=False)

    op.create_table(
        "sittings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("held_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("quorum", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("papers_at", sa.BigInteger(), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
    )
    with op.batch_alter_table("sittings", schema=None) as batch_op:
        batch_op.create_index("ix_sittings_held_at", ["held_at"], unique=False)

    op.create_table(
        "interest_parties",
        sa.Column("interest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["interest_id"], ["interests.id"], name=op.f("fk_interest_parties_interest_id")),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.code"], name=op.f("fk_interest_parties_organisation")
        ),
        sa.PrimaryKeyConstraint("interest_id", "organisation", name=op.f("pk_interest_parties")),
    )
    with op.batch_alter_table("interest_parties", schema=None) as batch_op:
        batch_op.create_index("ix_interest_parties_organisation", ["organisation"], unique=False)

    op.create_table(
        "sitting_acts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("manner", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_sitting_acts_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_acts")),
        sa.UniqueConstraint("key", name=op.f("uq_sitting_acts_key")),
    )
    with op.batch_alter_table("sitting_acts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_acts_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(
            "ix_sitting_acts_undone",
            ["id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "sitting_members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("seat", sa.String(length=20), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("chair", sa.Boolean(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("declared_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_sitting_members_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_members")),
    )
    with op.batch_alter_table("sitting_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_members_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sitting_overrides",
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_sitting_overrides_sitting_id")),
        sa.PrimaryKeyConstraint("sitting_id", "rule", name=op.f("pk_sitting_overrides")),
    )
    op.create_table(
        "declarations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("declared_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_declarations_case_id")),
        sa.ForeignKeyConstraint(["member_id"], ["sitting_members.id"], name=op.f("fk_declarations_member_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_declarations_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declarations")),
        sa.UniqueConstraint("member_id", "case_id", name=op.f("uq_declarations_member_id_case_id")),
    )
    with op.batch_alter_table("declarations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declarations_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_declarations_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sitting_items",
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("act_id", sa.BigInteger(), nullable=True),
        sa.Column("arrival_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sitting_items_case_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_sitting_items_sitting_id")),
        sa.PrimaryKeyConstraint("sitting_id", "case_id", name=op.f("pk_sitting_items")),
    )
    with op.batch_alter_table("sitting_items", schema=None) as batch_op:
        batch_op.create_index("ix_sitting_items_case", ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sitting_items", schema=None) as batch_op:
        batch_op.drop_index("ix_sitting_items_case")

    op.drop_table("sitting_items")
    with op.batch_alter_table("declarations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declarations_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_declarations_case_id"))

    op.drop_table("declarations")
    op.drop_table("sitting_overrides")
    with op.batch_alter_table("sitting_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_members_sitting_id"))

    op.drop_table("sitting_members")
    with op.batch_alter_table("sitting_acts", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_sitting_acts_undone",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_sitting_acts_sitting_id"))

    op.drop_table("sitting_acts")
    with op.batch_alter_table("interest_parties", schema=None) as batch_op:
        batch_op.drop_index("ix_interest_parties_organisation")

    op.drop_table("interest_parties")
    with op.batch_alter_table("sittings", schema=None) as batch_op:
        batch_op.drop_index("ix_sittings_held_at")

    op.drop_table("sittings")
    with op.batch_alter_table("interests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interests_username"))

    op.drop_table("interests")
