"""Tickets: the reference's `work_order`, with a thread, clocks, tags, links, macros, views and the workflow.

A `work_order` that is there already keeps its rows and columns; ours are added behind them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where the type is INTEGER
SECOND = sa.DateTime()  # without fraction, as the reference keeps its times
INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_unicode_ci"}
NUMBERED = OPTIONS | {"sqlite_autoincrement": True}  # the number of a deleted row is never given again
OWN_INDEXES = {
    "ix_work_order_user_id": ["user_id", "id"],
    "ix_work_order_status": ["status", "update_time"],
    "ix_work_order_handler_id": ["handler_id", "status"],
    "ix_work_order_category_update": ["status_category", "update_time"],
    "ix_work_order_session_id": ["session_id"],
}
TABLES = (
    "ticket_post",
    "ticket_clock",
    "ticket_tag",
    "ticket_link",
    "ticket_macro",
    "ticket_view",
    "ticket_workflow",
    "ticket_workflow_now",
)


def upgrade() -> None:
    work_orders()
    threads()
    clocks()
    belonging()
    own_things()
    workflow()


def downgrade() -> None:
    for name in (*reversed(TABLES), "work_order"):
        op.drop_table(name)


def added() -> list[sa.Column]:
    """What the reference's table lacks; made anew at every call, for a column belongs to one table."""
    return [
        sa.Column("status_category", sa.String(8), nullable=False, server_default="open"),
        sa.Column("category", sa.String(40)),
        sa.Column("team", sa.String(40)),
        sa.Column("session_id", sa.String(32)),
        sa.Column("language", sa.String(8)),
        sa.Column("client_id", sa.String(64)),
        sa.Column("merged_into_id", sa.BigInteger()),
        sa.Column("first_reply_at", INSTANT),
        sa.Column("first_resolved_at", INSTANT),
        sa.Column("resolved_at", INSTANT),
        sa.Column("rated_at", INSTANT),
        sa.Column("reopened_at", SECOND),
        sa.Column("reminded_at", INSTANT),
        sa.Column("escalated_at", INSTANT),
        sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
    ]


def work_orders() -> None:
    inspector = sa.inspect(op.get_bind())
    if inspector.has_table("work_order"):
        take_over(inspector)
    else:
        op.create_table(
            "work_order",
            sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
            sa.Column("order_no", sa.String(32), nullable=False),
            sa.Column("user_id", sa.BigInteger(), nullable=False),
            sa.Column("title", sa.String(200), nullable=False),
            sa.Column("content", sa.Text(), nullable=False),
            sa.Column("status", sa.String(20), nullable=False),
            sa.Column("handler_id", sa.BigInteger()),
            sa.Column("priority", sa.String(10), nullable=False, server_default="NORMAL"),
            sa.Column("reply", sa.Text()),
            sa.Column("attachment_urls", sa.String(512)),
            sa.Column("user_feedback", sa.Integer()),
            sa.Column("user_feedback_content", sa.Text()),
            sa.Column("create_time", SECOND, nullable=False),
            sa.Column("assign_time", SECOND),
            sa.Column("handle_time", SECOND),
            sa.Column("close_time", SECOND),
            sa.Column("update_time", SECOND, nullable=False),
            *added(),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order")),
            sa.UniqueConstraint("order_no", name=op.f("uq_work_order_order_no")),
            sa.UniqueConstraint("user_id", "client_id", name=op.f("uq_work_order_user_id_client_id")),
            sa.CheckConstraint(
                "status_category IN ('open', 'paused', 'resolved')",
                name=op.f("ck_work_order_status_category"),
            ),
            **NUMBERED,
        )
    indexed("work_order", OWN_INDEXES)


def take_over(inspector: sa.Inspector) -> None:
    """The reference's own table gets what it lacks; every row of it stays as it is."""
    if op.get_bind().dialect.name == "mysql":
        speak_alike("work_order")
    there = {column["name"] for column in inspector.get_columns("work_order")}
    for column in added():
        if column.name not in there:
            op.add_column("work_order", column)
    uniques = {one["name"] for one in inspector.get_unique_constraints("work_order")}
    if "uq_work_order_user_id_client_id" not in uniques:
        op.create_unique_constraint(
            op.f("uq_work_order_user_id_client_id"), "work_order", ["user_id", "client_id"]
        )
    checks = {one["name"] for one in inspector.get_check_constraints("work_order")}
    if "ck_work_order_status_category" not in checks:
        op.create_check_constraint(
            op.f("ck_work_order_status_category"),
            "work_order",
            "status_category IN ('open', 'paused', 'resolved')",
        )


def speak_alike(name: str) -> None:
    """Foreign keys want InnoDB, and words of two collations can't be compared."""
    asked = sa.text(f"SHOW TABLE STATUS LIKE '{name}'")
    found = op.get_bind().execute(asked).mappings().one()
    engine, collation = found["Engine"], found["Collation"]
    if engine != OPTIONS["mysql_engine"]:
        op.execute(f"ALTER TABLE {name} ENGINE = InnoDB")
    if collation != OPTIONS["mysql_collate"]:
        op.execute(f"ALTER TABLE {name} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")


def threads() -> None:
    create(
        "ticket_post",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(64)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_post")),
        sa.UniqueConstraint(
            "ticket_id", "author_id", "client_id", name=op.f("uq_ticket_post_ticket_id_author_id_client_id")
        ),
        sa.CheckConstraint("kind IN ('public', 'note')", name=op.f("ck_ticket_post_kind")),
        of_ticket("ticket_post", "ticket_id"),
        indexes={"ix_ticket_post_ticket_id": ["ticket_id", "id"]},
        options=NUMBERED,
    )


def clocks() -> None:
    create(
        "ticket_clock",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("target_s", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("warn_at", INSTANT),
        sa.Column("left_s", sa.Integer()),
        sa.Column("warned_at", INSTANT),
        sa.Column("breached_at", INSTANT),
        sa.Column("met_at", INSTANT),
        sa.PrimaryKeyConstraint("ticket_id", "kind", name=op.f("pk_ticket_clock")),
        sa.CheckConstraint("kind IN ('reply', 'resolve')", name=op.f("ck_ticket_clock_kind")),
        sa.CheckConstraint("target_s > 0", name=op.f("ck_ticket_clock_target")),
        sa.CheckConstraint("left_s >= 0", name=op.f("ck_ticket_clock_left")),
        sa.CheckConstraint(
            "met_at IS NOT NULL OR (due_at IS NULL) <> (left_s IS NULL)",
            name=op.f("ck_ticket_clock_runs_or_stands"),
        ),
        of_ticket("ticket_clock", "ticket_id"),
        indexes={
            "ix_ticket_clock_due_at": ["met_at", "due_at"],
            "ix_ticket_clock_warn_at": ["met_at", "warn_at"],
        },
    )


def belonging() -> None:
    create(
        "ticket_tag",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("tag", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "tag", name=op.f("pk_ticket_tag")),
        of_ticket("ticket_tag", "ticket_id"),
        indexes={"ix_ticket_tag_tag": ["tag", "ticket_id"]},
    )
    create(
        "ticket_link",
        sa.Column("from_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_ticket_link")),
        sa.CheckConstraint("kind IN ('related', 'merged')", name=op.f("ck_ticket_link_kind")),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_ticket_link_two")),
        of_ticket("ticket_link", "from_id"),
        of_ticket("ticket_link", "to_id"),
        indexes={"ix_ticket_link_to_id": ["to_id"]},
    )


def own_things() -> None:
    create(
        "ticket_macro",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("owner_id", sa.BigInteger()),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_macro")),
        of_person("ticket_macro", "owner_id", "CASCADE"),
        indexes={"ix_ticket_macro_owner_id": ["owner_id"]},
        options=NUMBERED,
    )
    create(
        "ticket_view",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("address", sa.String(1000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_view")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_ticket_view_user_id_name")),
        of_person("ticket_view", "user_id", "CASCADE"),
        options=NUMBERED,
    )


def workflow() -> None:
    create(
        "ticket_workflow",
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.BigInteger()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_ticket_workflow")),
        of_person("ticket_workflow", "created_by", "SET NULL"),
    )
    create(
        "ticket_workflow_now",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_workflow_now")),
        sa.CheckConstraint("id = 1", name=op.f("ck_ticket_workflow_now_one")),
    )
    now = sa.table("ticket_workflow_now", sa.column("id", sa.Integer), sa.column("version", sa.Integer))
    if op.get_bind().execute(sa.select(now.c.id)).first() is None:
        op.bulk_insert(now, [{"id": 1, "version": 0}])


def of_ticket(table: str, column: str) -> sa.ForeignKeyConstraint:
    """Goes with its ticket."""
    name = op.f(f"fk_{table}_{column}_work_order")
    return sa.ForeignKeyConstraint([column], ["work_order.id"], name=name, ondelete="CASCADE")


def of_person(table: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """A foreign key to a person, named as the models name it."""
    name = op.f(f"fk_{table}_{column}_sys_user")
    return sa.ForeignKeyConstraint([column], ["sys_user.id"], name=name, ondelete=ondelete)


def create(
    name: str, *parts: sa.schema.SchemaItem, indexes: dict | None = None, options: dict | None = None
) -> None:
    """Make a table and its indexes unless they are there."""
    if not sa.inspect(op.get_bind()).has_table(name):
        op.create_table(name, *parts, **(options or OPTIONS))
    indexed(name, indexes or {})


def indexed(name: str, indexes: dict) -> None:
    """Make those indexes of a table that are not there."""
    there = {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(name)}
    for index, columns in indexes.items():
        if index not in there:
            op.create_index(index, name, columns)
