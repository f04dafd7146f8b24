"""Notices, the mails that go with them, and who wants none.

All tables are new; what is there already is left as it is.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0009"
down_revision = "0008"
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
TABLES = ("notice", "mail_outbox", "notice_choice", "notice_reading")


def upgrade() -> None:
    create(
        "notice",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(200), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notice_user_id_key")),
        of_person("notice"),
        indexes={"ix_notice_user_id": ["user_id", "id"], "ix_notice_unread": ["user_id", "read_at"]},
        options=NUMBERED,
    )
    create(
        "mail_outbox",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(100), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(200), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("error", sa.String(300)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_outbox_key")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'dead', 'unsure')", name=op.f("ck_mail_outbox_state")
        ),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mail_outbox_sent")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_mail_outbox_attempts")),
        of_person("mail_outbox"),
        indexes={"ix_mail_outbox_due": ["state", "next_at"]},
        options=NUMBERED,
    )
    create(
        "notice_choice",
        sa.Column("user_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("mails", sa.Boolean(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_choice")),
        of_person("notice_choice"),
    )
    create(
        "notice_reading",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("until", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_reading")),
        sa.CheckConstraint("id = 1", name=op.f("ck_notice_reading_one")),
    )
    reading = sa.table("notice_reading", sa.column("id", sa.Integer))
    if op.get_bind().execute(sa.select(reading.c.id)).first() is None:
        op.bulk_insert(reading, [{"id": 1}])


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def of_person(table: str) -> sa.ForeignKeyConstraint:
    """Goes with its person."""
    name = op.f(f"fk_{table}_user_id_sys_user")
    return sa.ForeignKeyConstraint(["user_id"], ["sys_user.id"], name=name, ondelete="CASCADE")


def create(
    name: str, *parts: sa.schema.SchemaItem, indexes: dict | None = None, options: dict | None = None
) -> None:
    """Make a table and its indexes unless they are there."""
    if not sa.inspect(op.get_bind()).has_table(name):
        op.create_table(name, *parts, **(options or OPTIONS))
    there = {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(name)}
    for index, columns in (indexes or {}).items():
        if index not in there:
            op.create_index(index, name, columns)
