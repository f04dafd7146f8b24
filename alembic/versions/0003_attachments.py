"""Files that people send."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"
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
TABLE = "attachment"
INDEXES = {
    "ix_attachment_subject": ["subject_type", "subject_id"],
    "ix_attachment_state_created": ["state", "created_at"],
    "ix_attachment_user_id": ["user_id", "id"],
}


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    there = {index["name"] for index in inspector.get_indexes(TABLE)} if inspector.has_table(TABLE) else None
    if there is None:
        attachments()
    for index, columns in INDEXES.items():
        if index not in (there or set()):
            op.create_index(index, TABLE, columns)
    if "preview_kind" not in {column["name"] for column in inspector.get_columns("chat_session")}:
        op.add_column("chat_session", sa.Column("preview_kind", sa.String(8)))


def downgrade() -> None:
    op.drop_column("chat_session", "preview_kind")
    op.drop_table(TABLE)


def attachments() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("storage_key", sa.String(32), nullable=False),
        sa.Column("thumb_key", sa.String(32)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("subject_type", sa.String(16)),
        sa.Column("subject_id", sa.BigInteger()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachment_storage_key")),
        sa.UniqueConstraint("thumb_key", name=op.f("uq_attachment_thumb_key")),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_size")),
        sa.CheckConstraint("state IN ('pending', 'bound')", name=op.f("ck_attachment_state")),
        sa.CheckConstraint("(state = 'bound') = (subject_id IS NOT NULL)", name=op.f("ck_attachment_bound_to")),
        sa.CheckConstraint(
            "(subject_type IS NULL) = (subject_id IS NULL)", name=op.f("ck_attachment_subject")
        ),
        sa.CheckConstraint("(width IS NULL) = (height IS NULL)", name=op.f("ck_attachment_measures")),
        sa.ForeignKeyConstraint(["user_id"], ["sys_user.id"], name=op.f("fk_attachment_user_id_sys_user")),
        **OPTIONS,
    )
