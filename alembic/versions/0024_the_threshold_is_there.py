"""The reference's threshold has a row, for whoever reads `sys_config`; one that is there stays as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEY, VALUE = "AI_AUTO_TRANSFER_THRESHOLD", "0.3"
MEANS = "Below this confidence (0 to 1) an answer of the AI offers a person."
CONFIG = sa.table(
    "sys_config",
    sa.column("config_key", sa.String),
    sa.column("config_value", sa.Text),
    sa.column("description", sa.String),
)


def upgrade() -> None:
    there = sa.select(sa.func.count()).select_from(CONFIG).where(CONFIG.c.config_key == KEY)
    if not op.get_bind().execute(there).scalar_one():
        op.execute(CONFIG.insert().values(config_key=KEY, config_value=VALUE, description=MEANS))


def downgrade() -> None:
    """It is the default as well: with or without the row it means the same."""
