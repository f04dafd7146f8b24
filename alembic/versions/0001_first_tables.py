"""First tables: people, conversations, FAQ, run-time settings, and what happened.

`sys_user`, `conversation`, `faq` and `sys_config` are the reference's, names and types as they are there; columns
of ours stand behind them and are nullable or have defaults. What is there already is left as it is, so that a
migration that broke off on MySQL, which can't undo tables, goes on where it stopped. A table that the reference
made gets what it lacks; its rows stay.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where the type is INTEGER
TINY = sa.SmallInteger().with_variant(mysql.TINYINT(), "mysql")
SECOND = sa.DateTime()  # without fraction, as the reference keeps its times
INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
}
NUMBERED = OPTIONS | {"sqlite_autoincrement": True}  # the number of a deleted row is never given again


def upgrade() -> None:
    people()
    conversations()
    knowledge()
    run_time_settings()
    what_happened()


def people() -> None:
    create(
        "sys_user",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("username", sa.String(50), nullable=False),
        sa.Column("password", sa.String(100), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("nickname", sa.String(50)),
        sa.Column("phone", sa.String(20)),
        sa.Column("email", sa.String(100)),
        sa.Column("avatar", sa.String(255)),
        sa.Column("status", TINY, nullable=False, server_default="1"),
        sa.Column("online_status", TINY, nullable=False, server_default="0"),
        sa.Column("last_login_time", SECOND),
        sa.Column("create_time", SECOND, nullable=False),
        sa.Column("update_time", SECOND, nullable=False),
        sa.Column("locale", sa.String(8)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sys_user")),
        sa.UniqueConstraint("username", name=op.f("uq_sys_user_username")),
        indexes={"ix_sys_user_role": ["role"], "ix_sys_user_status": ["status"]},
        options=NUMBERED,
    )
    create(
        "login_session",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        refers("login_session", "user_id", "sys_user", ondelete="CASCADE"),
        indexes={"ix_login_session_user_id": ["user_id"], "ix_login_session_expires_at": ["expires_at"]},
    )
    create(
        "user_avatar",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("picture", sa.LargeBinary(65_535), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_avatar")),
        sa.UniqueConstraint("user_id", name=op.f("uq_user_avatar_user_id")),
        refers("user_avatar", "user_id", "sys_user", ondelete="CASCADE"),
    )


def conversations() -> None:
    create(
        "chat_session",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("speaker", sa.String(20), nullable=False),
        sa.Column("speaker_id", sa.BigInteger()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.BigInteger()),
        sa.Column("preview", sa.String(120), nullable=False),
        sa.Column("solved", sa.Boolean()),
        sa.Column("wants_person_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_message_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_session")),
        sa.CheckConstraint("speaker IN ('AI', 'CUSTOMER_SERVICE')", name=op.f("ck_chat_session_speaker")),
        refers("chat_session", "user_id", "sys_user"),
        indexes={"ix_chat_session_user_recent": ["user_id", "last_message_at"]},
    )
    messages()
    create(
        "message_citation",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "position", name=op.f("pk_message_citation")),
        refers("message_citation", "message_id", "conversation", ondelete="CASCADE"),
        indexes={"ix_message_citation_item_id": ["item_id"]},
    )
    create(
        "message_feedback",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_feedback")),
        refers("message_feedback", "message_id", "conversation", ondelete="CASCADE"),
    )


def messages() -> None:
    """The reference's table holds one row a message."""
    create(
        "conversation",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(20), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("message_type", sa.String(20), nullable=False),
        sa.Column("create_time", SECOND, nullable=False),
        sa.Column("state", sa.String(12), nullable=False, server_default="done"),
        sa.Column("client_id", sa.String(64)),
        sa.Column("reply_to", sa.BigInteger()),
        sa.Column("source", sa.String(12)),
        sa.Column("confidence", sa.Float()),
        sa.Column("intent", sa.String(40)),
        sa.Column("transfer_reason", sa.String(40)),
        sa.Column("error_code", sa.String(40)),
        sa.Column("extra", sa.JSON()),
        sa.Column("beat_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("session_id", "client_id", name=op.f("uq_conversation_session_id_client_id")),
        indexes={
            "ix_conversation_session_id": ["session_id", "id"],
            "ix_conversation_user_id": ["user_id", "create_time"],
            "ix_conversation_state_beat": ["state", "beat_at"],
        },
        options=NUMBERED,
    )


def knowledge() -> None:
    create(
        "faq",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("question", sa.String(500), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("category", sa.String(50)),
        sa.Column("hit_count", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("status", TINY, nullable=False, server_default="1"),
        sa.Column("create_time", SECOND, nullable=False),
        sa.Column("update_time", SECOND, nullable=False),
        sa.Column("language", sa.String(8), nullable=False, server_default="zh"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq")),
        indexes={"ix_faq_status_category": ["status", "category"]},
        options=NUMBERED,
    )
    create(
        "faq_question",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("faq_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_question")),
        refers("faq_question", "faq_id", "faq", ondelete="CASCADE"),
        indexes={"ix_faq_question_faq_id": ["faq_id"]},
        options=NUMBERED,
    )


def run_time_settings() -> None:
    create(
        "sys_config",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("config_key", sa.String(100), nullable=False),
        sa.Column("config_value", sa.Text()),
        sa.Column("description", sa.String(255)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sys_config")),
        sa.UniqueConstraint("config_key", name=op.f("uq_sys_config_config_key")),
        options=NUMBERED,
    )


def what_happened() -> None:
    create(
        "activity",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("subject_type", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        indexes={
            "ix_activity_subject": ["subject_type", "subject_id", "id"],
            "ix_activity_event_at": ["event", "at"],
            "ix_activity_actor_id": ["actor_id", "id"],
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
    else:
        adopt(inspector, name, parts)
    for index, columns in (indexes or {}).items():
        if index not in (there or set()):
            op.create_index(index, name, columns)


def adopt(inspector: sa.Inspector, name: str, parts: tuple[sa.schema.SchemaItem, ...]) -> None:
    """Give a table that is there already the columns and unique constraints that it lacks."""
    if op.get_bind().dialect.name == "mysql":
        speak_alike(name)
    columns = {column["name"] for column in inspector.get_columns(name)}
    for part in parts:
        if isinstance(part, sa.Column) and part.name not in columns:
            op.add_column(name, part)
    uniques = {frozenset(one["column_names"]) for one in inspector.get_unique_constraints(name)}
    for part in parts:
        if isinstance(part, sa.UniqueConstraint):
            wanted = [str(column) for column in part._pending_colargs]
            if frozenset(wanted) not in uniques:
                op.create_unique_constraint(part.name, name, wanted)


def speak_alike(name: str) -> None:
    """Foreign keys want InnoDB, and words of two collations can't be compared."""
    asked = sa.text(f"SHOW TABLE STATUS LIKE '{name}'")
    found = op.get_bind().execute(asked).mappings().one()
    engine, collation = found["Engine"], found["Collation"]
    if engine != OPTIONS["mysql_engine"]:
        op.execute(f"ALTER TABLE {name} ENGINE = InnoDB")
    if collation != OPTIONS["mysql_collate"]:
        op.execute(f"ALTER TABLE {name} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
