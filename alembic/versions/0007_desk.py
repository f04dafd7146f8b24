"""What the desk keeps of a hand-off: what was said before it, in a few lines that the model wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that broke off begins anew: MariaDB keeps what was done of it.
    if "summary" not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("handoff")}:
        op.add_column("handoff", sa.Column("summary", sa.Text()))


def downgrade() -> None:
    op.drop_column("handoff", "summary")
