"""What happened stays: `activity` takes new rows, and the database refuses to change or delete any.

A migration that has to change rows takes the triggers away first and makes them again. Where the account may
make no triggers (MySQL with a binary log asks for more than the rights on a database), it goes on without.
"""

import logging

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

logger = logging.getLogger("aics_app.migrations")

TRIGGERS = {"activity_is_not_changed": "UPDATE", "activity_is_not_deleted": "DELETE"}
SAID = "activity is append-only"
NOT_ALLOWED = frozenset({1142, 1227, 1419})
"""MySQL's numbers for: no right to triggers, no right at all, no right while there is a binary log."""
MADE = {
    "sqlite": "CREATE TRIGGER {name} BEFORE {act} ON activity BEGIN SELECT RAISE(ABORT, '{said}'); END",
    "mysql": "CREATE TRIGGER {name} BEFORE {act} ON activity FOR EACH ROW "
    "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{said}'",
}
THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "mysql": "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
}


def upgrade() -> None:
    kind = "sqlite" if op.get_bind().dialect.name == "sqlite" else "mysql"
    there = {row[0] for row in op.get_bind().execute(sa.text(THERE[kind]))}
    for name in TRIGGERS.keys() - there:
        try:
            op.execute(MADE[kind].format(name=name, act=TRIGGERS[name], said=SAID))
        except sa.exc.DBAPIError as error:
            if error.orig is None or error.orig.args[0] not in NOT_ALLOWED:
                raise
            logger.warning("activity: the trigger %s could not be made: %s", name, error.orig)


def downgrade() -> None:
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
