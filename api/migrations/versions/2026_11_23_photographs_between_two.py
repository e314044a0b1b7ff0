"""photographs between two applications, and how many were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "6c1d9e04a7f3"
down_revision = "b5e1f6207c8d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("case_photos", schema=None) as batch_op:
        batch_op.add_column(sa.Column("other", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("undecided", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "photos_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos_sent")),
    )
    with op.batch_alter_table("photos_sent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photos_sent_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_photos_sent_sender"), ["sender"], unique=False)


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("photos_sent")
    with op.batch_alter_table("case_photos", schema=None) as batch_op:
        batch_op.drop_column("undecided")
        batch_op.drop_column("other")
