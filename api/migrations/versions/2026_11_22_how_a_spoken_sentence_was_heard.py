"""how a spoken sentence was heard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "8cef3cc082d8"
down_revision = "4ae5b7167fdf"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recognised", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_column("recognised")
