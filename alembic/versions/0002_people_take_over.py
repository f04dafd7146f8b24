"""People take over: who is there and when, who waits and who has whom, how far each has read.

All tables are new; what is there already is left as it is, as in the first migration.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where the type is INTEGER
INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
}
NUMBERED = OPTIONS | {"sqlite_autoincrement": True}  # the number of a deleted row is never given again
TABLES = ("agent_profile", "agent_presence", "business_slot", "holiday", "conversation_reader", "handoff")


def upgrade() -> None:
    workforce()
    readers()
    handoffs()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def workforce() -> None:
    create(
        "agent_profile",
        sa.Column("user_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(40)),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_agent_profile")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_agent_profile_capacity")),
        refers("agent_profile", "user_id", "sys_user", ondelete="CASCADE"),
    )
    create(
        "agent_presence",
        sa.Column("user_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("chosen", sa.String(8), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("waiting_since", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_agent_presence")),
        sa.CheckConstraint(
            "chosen IN ('online', 'busy', 'away', 'offline')", name=op.f("ck_agent_presence_chosen")
        ),
        sa.CheckConstraint("status = chosen OR status = 'offline'", name=op.f("ck_agent_presence_status")),
        sa.CheckConstraint(
            "(waiting_since IS NOT NULL) = (status = 'online')", name=op.f("ck_agent_presence_waiting")
        ),
        refers("agent_presence", "user_id", "sys_user", ondelete="CASCADE"),
    )
    create(
        "business_slot",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_slot")),
        sa.UniqueConstraint("weekday", "opens_minute", name=op.f("uq_business_slot_weekday_opens_minute")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_business_slot_weekday")),
        sa.CheckConstraint("opens_minute BETWEEN 0 AND 1439", name=op.f("ck_business_slot_opens")),
        sa.CheckConstraint(
            "closes_minute > opens_minute AND closes_minute <= opens_minute + 1440",
            name=op.f("ck_business_slot_closes"),
        ),
        options=NUMBERED,
    )
    create(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )


def readers() -> None:
    create(
        "conversation_reader",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("delivered_id", sa.BigInteger(), nullable=False),
        sa.Column("read_id", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_conversation_reader")),
        refers("conversation_reader", "session_id", "chat_session", ondelete="CASCADE"),
        refers("conversation_reader", "user_id", "sys_user", ondelete="CASCADE"),
    )


def handoffs() -> None:
    create(
        "handoff",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.BigInteger()),
        sa.Column("team", sa.String(40)),
        sa.Column("queued_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT),
        sa.Column("given_at", INSTANT),
        sa.Column("left_by", sa.BigInteger()),
        sa.Column("first_reply_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("end_reason", sa.String(20)),
        sa.Column("disposition", sa.String(20)),
        sa.Column("note", sa.String(500)),
        sa.Column("score", sa.Integer()),
        sa.Column("comment", sa.String(500)),
        sa.Column("rated_at", INSTANT),
        sa.Column("silent_since", INSTANT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff")),
        sa.UniqueConstraint("open_key", name=op.f("uq_handoff_open_key")),
        sa.CheckConstraint(
            "status IN ('queued', 'active', 'closed', 'cancelled', 'expired')", name=op.f("ck_handoff_status")
        ),
        sa.CheckConstraint("source IN ('button', 'words', 'rule')", name=op.f("ck_handoff_source")),
        sa.CheckConstraint("priority BETWEEN 0 AND 2", name=op.f("ck_handoff_priority")),
        sa.CheckConstraint(
            "end_reason IN ('closed', 'given_back', 'cancelled', 'expired')", name=op.f("ck_handoff_end_reason")
        ),
        sa.CheckConstraint(
            "disposition IN ('solved', 'unsolved', 'no_answer', 'spam', 'other')",
            name=op.f("ck_handoff_disposition"),
        ),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_handoff_score")),
        sa.CheckConstraint(
            "status <> 'active' OR agent_id IS NOT NULL", name=op.f("ck_handoff_active_has_agent")
        ),
        sa.CheckConstraint(
            "(status IN ('queued', 'active')) = (open_key IS NOT NULL)",
            name=op.f("ck_handoff_open_key_while_open"),
        ),
        refers("handoff", "session_id", "chat_session"),
        refers("handoff", "user_id", "sys_user"),
        refers("handoff", "agent_id", "sys_user"),
        indexes={
            "ix_handoff_queue": ["status", "priority", "queued_at", "id"],
            "ix_handoff_agent_status": ["agent_id", "status"],
            "ix_handoff_user_id": ["user_id", "id"],
            "ix_handoff_session_id": ["session_id"],
            "ix_handoff_taken_at": ["taken_at"],
        },
        options=NUMBERED,
    )


def refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    """A foreign key to the `id` of another table, named as the models name it."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)


def create(name: str, *parts: sa.schema.SchemaItem, indexes: dict | None = None, options: dict = OPTIONS) -> None:
    """Make a table and its indexes unless they are there."""
    inspector = sa.inspect(op.get_bind())
    there = {index["name"] for index in inspector.get_indexes(name)} if inspector.has_table(name) else None
    if there is None:
        op.create_table(name, *parts, **options)
    for index, columns in (indexes or {}).items():
        if index not in (there or set()):
            op.create_index(index, name, columns)
