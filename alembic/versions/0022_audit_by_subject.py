"""The audit of one kind of subject, by time: among a million rows, without sorting them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEX = "ix_activity_subject_at"


def upgrade() -> None:
    kept = {index["name"] for index in sa.inspect(op.get_bind()).get_indexes("activity")}
    if INDEX not in kept:
        op.create_index(INDEX, "activity", ["subject_type", "at", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, "activity")
