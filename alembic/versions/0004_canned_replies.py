"""Replies kept for the next time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where the type is INTEGER
INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
    "sqlite_autoincrement": True,  # the number of a deleted row is never given again
}
TABLE, INDEX = "canned_reply", "ix_canned_reply_owner_use"


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    if not inspector.has_table(TABLE):
        canned_replies()
        there = set()
    else:
        there = {index["name"] for index in inspector.get_indexes(TABLE)}
    if INDEX not in there:
        op.create_index(INDEX, TABLE, ["owner_key", "use_count"])


def downgrade() -> None:
    op.drop_table(TABLE)


def canned_replies() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("owner_id", sa.BigInteger()),
        sa.Column("owner_key", sa.BigInteger(), nullable=False),
        sa.Column("shortcut", sa.String(32), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("use_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reply")),
        sa.UniqueConstraint("owner_key", "shortcut", name=op.f("uq_canned_reply_owner_key_shortcut")),
        sa.CheckConstraint("owner_key = COALESCE(owner_id, 0)", name=op.f("ck_canned_reply_owner_key")),
        sa.CheckConstraint("language IN ('zh', 'en', 'any')", name=op.f("ck_canned_reply_language")),
        sa.CheckConstraint("use_count >= 0", name=op.f("ck_canned_reply_use_count")),
        sa.ForeignKeyConstraint(["owner_id"], ["sys_user.id"], name=op.f("fk_canned_reply_owner_id_sys_user")),
        **OPTIONS,
    )
