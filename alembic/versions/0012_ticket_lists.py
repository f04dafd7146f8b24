"""Tickets: lists by last change and by priority; what was merged into one is found by it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_work_order_update_time": ["update_time"],
    "ix_work_order_priority": ["priority", "update_time"],
    "ix_work_order_merged_into_id": ["merged_into_id"],
}


def upgrade() -> None:
    there = {index["name"] for index in sa.inspect(op.get_bind()).get_indexes("work_order")}
    for name, columns in INDEXES.items():
        if name not in there:
            op.create_index(name, "work_order", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "work_order")
