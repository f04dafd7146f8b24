"""Jobs; conversations by when they began, and by when something was last said, whoever's they are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0016"
down_revision = "0017"
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
INDEXES = {
    "job": {
        "ix_job_owner_id": ["owner_id", "id"],
        "ix_job_status_beat": ["status", "beat_at"],
        "ix_job_expires_at": ["expires_at"],
        "ix_job_storage_key": ["storage_key"],
    },
    "chat_session": {
        "ix_chat_session_created_at": ["created_at", "id"],
        "ix_chat_session_recent": ["last_message_at", "id"],
    },
}


def upgrade() -> None:
    if not sa.inspect(op.get_bind()).has_table("job"):
        make_job()
    for table, indexes in INDEXES.items():
        there = {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(table)}
        for index, columns in indexes.items():
            if index not in there:
                op.create_index(index, table, columns)


def downgrade() -> None:
    for index in INDEXES["chat_session"]:
        op.drop_index(index, "chat_session")
    op.drop_table("job")


def make_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("needs", sa.String(40), nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(32)),
        sa.Column("error_code", sa.String(40)),
        sa.Column("storage_key", sa.String(32)),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_type", sa.String(100), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("beat_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("expires_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["sys_user.id"], name=op.f("fk_job_owner_id_sys_user"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_job_status")
        ),
        sa.CheckConstraint("done >= 0", name=op.f("ck_job_progress")),
        sa.CheckConstraint(
            "status <> 'running' OR (worker IS NOT NULL AND beat_at IS NOT NULL)", name=op.f("ck_job_runs")
        ),
        sa.CheckConstraint("status <> 'failed' OR error_code IS NOT NULL", name=op.f("ck_job_failed_why")),
        sa.CheckConstraint(
            "(status IN ('queued', 'running')) = (ended_at IS NULL)", name=op.f("ck_job_ended")
        ),
        sa.CheckConstraint(
            "(status = 'done') = (storage_key IS NOT NULL)", name=op.f("ck_job_done_has_file")
        ),
        **OPTIONS,
    )
