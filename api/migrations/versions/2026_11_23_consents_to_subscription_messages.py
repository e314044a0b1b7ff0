"""consents to subscription messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f20a8b3c9d51"
down_revision = "6c1d9e04a7f3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "wechat_consents",
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.String(length=64), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["wechat_followers.id"], name=op.f("fk_wechat_consents_follower_id_wechat_followers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follower_id", "template_id", name=op.f("pk_wechat_consents")),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("wechat_consents")
