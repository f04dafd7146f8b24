"""Jobs: the rights that said what is in a file; of those that are there nothing is known."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("job")}
    if "sights" not in there:
        op.add_column("job", sa.Column("sights", sa.JSON()))


def downgrade() -> None:
    op.drop_column("job", "sights")
