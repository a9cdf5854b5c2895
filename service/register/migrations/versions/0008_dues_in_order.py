"""Due instants in order of instant and case, so that no tick sorts what waits at one instant"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None
WAITS = sa.text("over_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_dues_at", "dues")
    op.create_index("ix_dues_at", "dues", ["at", "case_id"], sqlite_where=WAITS, postgresql_where=WAITS)
