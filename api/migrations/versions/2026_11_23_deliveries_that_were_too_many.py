"""deliveries that were too many."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b5e1f6207c8d"
down_revision = "3b7d0c52e9a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("wechat_deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("busy", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("wechat_deliveries", schema=None) as batch_op:
        batch_op.drop_column("busy")
