"""What happened stays: the triggers by which the database itself refuses to change `activity`.

A migration made them, but it runs once: where the account might make none, or a backup came back without
them, they are made as soon as that is allowed.
"""

import logging

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

logger = logging.getLogger(__name__)

TRIGGERS = {"activity_is_not_changed": "UPDATE", "activity_is_not_deleted": "DELETE"}
_SAID = "activity is append-only"
_NOT_ALLOWED = frozenset({1142, 1227, 1419})
"""MySQL's numbers for: no right to triggers, no right at all, no right while there is a binary log."""
_MADE = {
    "sqlite": "CREATE TRIGGER {name} BEFORE {act} ON activity BEGIN SELECT RAISE(ABORT, '{said}'); END",
    "mysql": "CREATE TRIGGER {name} BEFORE {act} ON activity FOR EACH ROW "
    "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{said}'",
}
_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "mysql": "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
}


def missing(connection: Connection) -> list[str]:
    """Triggers that are not there, or that this account may not know of."""
    there = {row[0] for row in connection.exec_driver_sql(_THERE[_kind(connection)])}
    return [name for name in TRIGGERS if name not in there]


def make(connection: Connection) -> None:
    """Those that are missing, where this account may; where it may not, that is a warning."""
    for name in missing(connection):
        statement = _MADE[_kind(connection)].format(name=name, act=TRIGGERS[name], said=_SAID)
        try:
            connection.exec_driver_sql(statement)
        except DBAPIError as error:
            if error.orig is None or error.orig.args[0] not in _NOT_ALLOWED:
                raise
            logger.warning("activity: the trigger %s could not be made: %s", name, error.orig)


def _kind(connection: Connection) -> str:
    return "sqlite" if connection.dialect.name == "sqlite" else "mysql"
