"""What is known of a customer; which version of hours and of an agent's profile somebody saw.

As in the first migrations, what is there already is left as it is.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
}
TABLES = ("customer_profile", "customer_tag", "workforce_plan")


def upgrade() -> None:
    customers()
    workforce()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_column("agent_profile", "updated_by")
    op.drop_column("agent_profile", "version")


def customers() -> None:
    create(
        "customer_profile",
        sa.Column("user_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("remark", sa.String(1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.BigInteger()),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_customer_profile")),
        sa.CheckConstraint(
            "level IN ('normal', 'silver', 'gold', 'vip')", name=op.f("ck_customer_profile_level")
        ),
        refers("customer_profile", "user_id", "CASCADE"),
        refers("customer_profile", "updated_by", "SET NULL"),
    )
    create(
        "customer_tag",
        sa.Column("user_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("tag", sa.String(30), nullable=False),
        sa.Column("added_by", sa.BigInteger()),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "tag", name=op.f("pk_customer_tag")),
        refers("customer_tag", "user_id", "CASCADE"),
        refers("customer_tag", "added_by", "SET NULL"),
        indexes={"ix_customer_tag_tag": ["tag"]},
    )


def workforce() -> None:
    create(
        "workforce_plan",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.BigInteger()),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workforce_plan")),
        sa.CheckConstraint("id = 1", name=op.f("ck_workforce_plan_one")),
        refers("workforce_plan", "updated_by", "SET NULL"),
    )
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("agent_profile")}
    if "version" not in there:
        op.add_column("agent_profile", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    if "updated_by" not in there:
        op.add_column("agent_profile", sa.Column("updated_by", sa.BigInteger()))


def refers(table: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """A foreign key to a person, named as the models name it."""
    name = op.f(f"fk_{table}_{column}_sys_user")
    return sa.ForeignKeyConstraint([column], ["sys_user.id"], name=name, ondelete=ondelete)


def create(name: str, *parts: sa.schema.SchemaItem, indexes: dict | None = None) -> None:
    """Make a table and its indexes unless they are there."""
    inspector = sa.inspect(op.get_bind())
    there = {index["name"] for index in inspector.get_indexes(name)} if inspector.has_table(name) else None
    if there is None:
        op.create_table(name, *parts, **OPTIONS)
    for index, columns in (indexes or {}).items():
        if index not in (there or set()):
            op.create_index(index, name, columns)
