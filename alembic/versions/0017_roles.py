"""Roles and their rights in the database, invitations, and passwords that are good for one sign-in.

New tables, and columns with defaults. The three built-in roles begin with what they had in the code.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0017"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
}
CUSTOMER = ("chat.ask", "tickets.file")
AGENT = (
    *CUSTOMER,
    "conversations.see_all",
    "desk.work",
    "handoffs.see_all",
    "stats.see",
    "tickets.see_all",
    "tickets.work",
)
ADMIN = (
    *AGENT,
    "audit.see",
    "conversations.search",
    "handoffs.supervise",
    "knowledge.manage",
    "metrics.read",
    "replies.share",
    "roles.manage",
    "settings.manage",
    "stats.export",
    "stats.see_all",
    "system.see",
    "users.manage",
    "workflow.manage",
    "workforce.manage",
)
BUILT_IN = (("USER", "own", CUSTOMER), ("CUSTOMER_SERVICE", "all", AGENT), ("ADMIN", "all", ADMIN))


def upgrade() -> None:
    people()
    roles()
    create(
        "invitation",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["sys_user.id"], name=op.f("fk_invitation_user_id_sys_user"), ondelete="CASCADE"
        ),
    )
    index("ix_invitation_user_id", "invitation", ["user_id"])


def people() -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("sys_user")}
    if "must_change_password" not in there:
        op.add_column(
            "sys_user",
            sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()),
        )
    if "version" not in there:
        op.add_column("sys_user", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))


def roles() -> None:
    create(
        "role",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("builtin", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.String(4), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_role")),
        sa.CheckConstraint("scope IN ('own', 'team', 'all')", name=op.f("ck_role_scope")),
    )
    create(
        "role_right",
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("permission", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("role", "permission", name=op.f("pk_role_right")),
        sa.ForeignKeyConstraint(
            ["role"], ["role.name"], name=op.f("fk_role_right_role_role"), ondelete="CASCADE"
        ),
    )
    role = sa.table("role", *(sa.column(name) for name in ("name", "label", "builtin", "scope", "version")))
    role.append_column(sa.column("updated_at", INSTANT))
    right = sa.table("role_right", sa.column("role"), sa.column("permission"))
    now = datetime.now(UTC).replace(tzinfo=None)
    known = set(op.get_bind().execute(sa.select(role.c.name)).scalars())
    for name, scope, rights in BUILT_IN:
        if name in known:
            continue
        row = {"name": name, "label": "", "builtin": True, "scope": scope, "version": 0, "updated_at": now}
        op.bulk_insert(role, [row])
        op.bulk_insert(right, [{"role": name, "permission": one} for one in rights])


def downgrade() -> None:
    for table in ("invitation", "role_right", "role"):
        op.drop_table(table)
    with op.batch_alter_table("sys_user") as table:
        table.drop_column("version")
        table.drop_column("must_change_password")


def create(name: str, *parts: sa.schema.SchemaItem) -> None:
    """Make a table unless it is there."""
    if not sa.inspect(op.get_bind()).has_table(name):
        op.create_table(name, *parts, **OPTIONS)


def index(name: str, table: str, columns: list[str]) -> None:
    """Make an index unless it is there."""
    if name not in {one["name"] for one in sa.inspect(op.get_bind()).get_indexes(table)}:
        op.create_index(name, table, columns)
