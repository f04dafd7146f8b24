"""Figures, day by day and month by month; and what they are made of, by when it happened."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0015"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
WORD = sa.String(40).with_variant(mysql.VARCHAR(40, collation="utf8mb4_bin"), "mysql")
SECONDS = sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
}
INDEXES = {
    "conversation": {"ix_conversation_create_time": ["create_time"]},
    "handoff": {"ix_handoff_created_at": ["created_at"]},
    "work_order": {
        "ix_work_order_create_time": ["create_time"],
        "ix_work_order_first_resolved_at": ["first_resolved_at"],
        "ix_work_order_resolved_at": ["resolved_at"],
    },
    "stats_period": {"ix_stats_period_settles_at": ["settles_at"]},
    "stats_tally": {"ix_stats_tally_period": ["period"]},
}
TABLES = ("stats_period", "stats_tally", "stats_progress")


def upgrade() -> None:
    tables()
    for table, indexes in INDEXES.items():
        there = {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(table)}
        for index, columns in indexes.items():
            if index not in there:
                op.create_index(index, table, columns)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for table in ("conversation", "handoff", "work_order"):
        for index in INDEXES[table]:
            op.drop_index(index, table)


def tables() -> None:
    create(
        "stats_period",
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("is_dirty", sa.Boolean(), nullable=False),
        sa.Column("settles_at", INSTANT),
        sa.Column("computed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_stats_period")),
    )
    create(
        "stats_tally",
        sa.Column("measure", sa.String(20), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("part", WORD, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("clock_s", SECONDS),
        sa.Column("business_s", SECONDS),
        sa.PrimaryKeyConstraint("measure", "period", "person_id", "part", name=op.f("pk_stats_tally")),
        sa.CheckConstraint("n >= 0", name=op.f("ck_stats_tally_n")),
        sa.CheckConstraint(
            "(clock_s IS NULL) = (business_s IS NULL)", name=op.f("ck_stats_tally_seconds")
        ),
    )
    create(
        "stats_progress",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("definitions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stats_progress")),
        sa.CheckConstraint("id = 1", name=op.f("ck_stats_progress_one")),
    )


def create(name: str, *parts: sa.schema.SchemaItem) -> None:
    if not sa.inspect(op.get_bind()).has_table(name):
        op.create_table(name, *parts, **OPTIONS)
