"""the WeChat bridge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ebfc39ddb52c"
down_revision = "8cef3cc082d8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
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

    op.create_table(
        "wechat_signatures",
        sa.Column("signature", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_wechat_signatures")),
    )
    with op.batch_alter_table("wechat_signatures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_signatures_at"), ["at"], unique=False)

    op.create_table(
        "wechat_tokens",
        sa.Column("app_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewing_by", sa.String(length=32), nullable=True),
        sa.Column("renewing_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("app_id", name=op.f("pk_wechat_tokens")),
    )
    op.create_table(
        "wrong_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_codes")),
    )
    with op.batch_alter_table("wrong_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wrong_codes_at"), ["at"], unique=False)
        batch_op.create_index("ix_wrong_codes_by", ["by", "at"], unique=False)

    op.create_table(
        "case_photos",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("other", sa.String(length=64), nullable=True),
        sa.Column("undecided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_case_photos_conversation_id_conversations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_photos")),
        sa.UniqueConstraint("draft_id", "fingerprint", name=op.f("uq_case_photos_draft_id")),
    )
    with op.batch_alter_table("case_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_photos_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "open_codes",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_open_codes_conversation_id_conversations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_open_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_open_codes_code_hash")),
    )
    with op.batch_alter_table("open_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_codes_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "wechat_followers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("openid", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_left", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("expects", sa.String(length=64), nullable=True),
        sa.Column("asked_in", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("speaks", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("bound_name", sa.Text(), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_wechat_followers_conversation_id_conversations"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_followers")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_wechat_followers_fingerprint")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("wechat_followers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_followers_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wechat_followers_left_at"), ["left_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_wechat_followers_person"), ["person"], unique=False)

    op.create_table(
        "wechat_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_wechat_links_conversation_id_conversations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_wechat_links")),
    )
    with op.batch_alter_table("wechat_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_links_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wechat_links_expires_at"), ["expires_at"], unique=False)

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
    op.create_table(
        "wechat_deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passive_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("busy", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("carried", sa.JSON(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["wechat_followers.id"], name=op.f("fk_wechat_deliveries_follower_id_wechat_followers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_deliveries")),
        sa.UniqueConstraint("follower_id", "key", name=op.f("uq_wechat_deliveries_follower_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("wechat_deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_wechat_deliveries_open", ["done_at", "follower_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wechat_deliveries_received_at"), ["received_at"], unique=False)

    op.create_table(
        "wechat_talks",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_wechat_talks_conversation_id_conversations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["wechat_followers.id"], name=op.f("fk_wechat_talks_follower_id_wechat_followers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_wechat_talks")),
    )
    with op.batch_alter_table("wechat_talks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_talks_follower_id"), ["follower_id"], unique=False)

    op.create_table(
        "wechat_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("anytime", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("pieces_sent", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_wechat_answers_conversation_id_conversations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["wechat_deliveries.id"], name=op.f("fk_wechat_answers_delivery_id_wechat_deliveries"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["wechat_followers.id"], name=op.f("fk_wechat_answers_follower_id_wechat_followers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_answers")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("wechat_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_answers_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wechat_answers_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_wechat_answers_delivery_id"), ["delivery_id"], unique=False)
        batch_op.create_index("ix_wechat_answers_open", ["follower_id", "state"], unique=False)
        batch_op.create_index("ix_wechat_answers_unserved", ["state", "anytime", "follower_id"], unique=False)

    with op.batch_alter_table("staff_views", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photo_id", sa.String(length=32), nullable=True))

    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aside", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_column("aside")

    with op.batch_alter_table("staff_views", schema=None) as batch_op:
        batch_op.drop_column("photo_id")

    with op.batch_alter_table("wechat_answers", schema=None) as batch_op:
        batch_op.drop_index("ix_wechat_answers_unserved")
        batch_op.drop_index("ix_wechat_answers_open")
        batch_op.drop_index(batch_op.f("ix_wechat_answers_delivery_id"))
        batch_op.drop_index(batch_op.f("ix_wechat_answers_created_at"))
        batch_op.drop_index(batch_op.f("ix_wechat_answers_conversation_id"))

    op.drop_table("wechat_answers")
    with op.batch_alter_table("wechat_talks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_talks_follower_id"))

    op.drop_table("wechat_talks")
    with op.batch_alter_table("wechat_deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_deliveries_received_at"))
        batch_op.drop_index("ix_wechat_deliveries_open")

    op.drop_table("wechat_deliveries")
    op.drop_table("wechat_consents")
    with op.batch_alter_table("wechat_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_links_expires_at"))
        batch_op.drop_index(batch_op.f("ix_wechat_links_conversation_id"))

    op.drop_table("wechat_links")
    with op.batch_alter_table("wechat_followers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_followers_person"))
        batch_op.drop_index(batch_op.f("ix_wechat_followers_left_at"))
        batch_op.drop_index(batch_op.f("ix_wechat_followers_conversation_id"))

    op.drop_table("wechat_followers")
    with op.batch_alter_table("open_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_codes_expires_at"))

    op.drop_table("open_codes")
    with op.batch_alter_table("case_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_photos_conversation_id"))

    op.drop_table("case_photos")
    with op.batch_alter_table("wrong_codes", schema=None) as batch_op:
        batch_op.drop_index("ix_wrong_codes_by")
        batch_op.drop_index(batch_op.f("ix_wrong_codes_at"))

    op.drop_table("wrong_codes")
    op.drop_table("wechat_tokens")
    with op.batch_alter_table("wechat_signatures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_signatures_at"))

    op.drop_table("wechat_signatures")
    with op.batch_alter_table("photos_sent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photos_sent_sender"))
        batch_op.drop_index(batch_op.f("ix_photos_sent_at"))

    op.drop_table("photos_sent")
