"""Figures: how often days were marked, so that who has read before that writes nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("stats_progress")}
    if "revision" not in there:
        op.add_column(
            "stats_progress", sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    op.drop_column("stats_progress", "revision")
