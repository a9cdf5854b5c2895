"""Open steps and waited-for deadlines by name, so that choices are counted without reading cases"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
WAITS, NO_OFFER = sa.text("over_at IS NULL"), sa.text("NOT offer")


def upgrade() -> None:
    op.create_index("ix_steps_open", "steps", ["element", "name"], sqlite_where=NO_OFFER, postgresql_where=NO_OFFER)
    op.create_index("ix_dues_named", "dues", ["deadline", "case_id"], sqlite_where=WAITS, postgresql_where=WAITS)
