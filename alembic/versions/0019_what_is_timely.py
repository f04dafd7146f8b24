"""Figures: by what time for a timely reply the computed days were counted; those that are there by none."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("stats_progress")}
    if "timely_s" not in there:
        op.add_column(
            "stats_progress", sa.Column("timely_s", sa.Integer(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    op.drop_column("stats_progress", "timely_s")
