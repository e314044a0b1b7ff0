"""looks at photographs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3b7d0c52e9a4"
down_revision = "82d0abdffce8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("staff_views", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photo_id", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("staff_views", schema=None) as batch_op:
        batch_op.drop_column("photo_id")
