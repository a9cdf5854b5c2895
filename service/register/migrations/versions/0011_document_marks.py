"""Whether a document may be published, and why not"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("sharing", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("documents", sa.Column("exempt_because", sa.Text(), nullable=False, server_default=""))
