"""Audit: where from, and what is looked at first; system: who serves.

Rows that are there keep an address of nobody; those of administration and sign-ins are marked.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
}
COLUMNS = (sa.Column("is_audited", sa.Boolean()), sa.Column("address", sa.String(45)))
INDEXES = {
    "ix_activity_at": ["at", "id"],
    "ix_activity_audited": ["is_audited", "at", "id"],
    "ix_activity_actor_at": ["actor_id", "at", "id"],
}
AUDITED = (
    "UserRegistered",
    "SignedIn",
    "SessionsEnded",
    "PasswordChanged",
    "ProfileChanged",
    "SettingChanged",
    "AgentProfileChanged",
    "HoursChanged",
    "HolidaysChanged",
    "WorkflowSet",
    "FaqCreated",
    "FaqEdited",
    "FaqEnabled",
    "FaqDisabled",
    "FaqDeleted",
    "CannedReplyCreated",
    "CannedReplyEdited",
    "CannedReplyDeleted",
    "CustomerProfileChanged",
    "CustomerTagged",
    "CustomerUntagged",
)


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    there = {column["name"] for column in inspector.get_columns("activity")}
    for column in COLUMNS:
        if column.name not in there:
            op.add_column("activity", column)
    kept = {index["name"] for index in inspector.get_indexes("activity")}
    for name, columns in INDEXES.items():
        if name not in kept:
            op.create_index(name, "activity", columns)
    activity = sa.table("activity", sa.column("event", sa.String), sa.column("is_audited", sa.Boolean))
    # Only those that nothing is said of: run again, nothing may be changed any more.
    unsaid = (activity.c.event.in_(AUDITED), activity.c.is_audited.is_(None))
    op.execute(activity.update().where(*unsaid).values(is_audited=True))
    if not inspector.has_table("replica"):
        op.create_table(
            "replica",
            sa.Column("id", sa.String(32), nullable=False),
            sa.Column("host", sa.String(100), nullable=False),
            sa.Column("process", sa.Integer(), nullable=False),
            sa.Column("version", sa.String(40), nullable=False),
            sa.Column("started_at", INSTANT, nullable=False),
            sa.Column("seen_at", INSTANT, nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_replica")),
            **OPTIONS,
        )


def downgrade() -> None:
    op.drop_table("replica")
    for name in INDEXES:
        op.drop_index(name, "activity")
    for column in COLUMNS:
        op.drop_column("activity", column.name)
