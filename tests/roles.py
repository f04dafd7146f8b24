"""The built-in roles in a database that no migration has made: whoever creates the tables gets them too."""

from typing import Any

from sqlalchemy import Connection, event, insert

from aics_app.accounts.models import Role, RoleRight, StoredRole
from aics_app.accounts.rules import RIGHTS, SCOPES
from aics_app.core import clock

_ROLES = StoredRole.__table__  # type: ignore[attr-defined]  # SQLModel does not say so
_RIGHTS = RoleRight.__table__  # type: ignore[attr-defined]  # the same


def begin_with_roles(connection: Connection) -> None:
    """What the migration writes."""
    now = clock.now()
    rows = [
        {"name": role.value, "label": "", "builtin": True, "scope": SCOPES[role].value, "updated_at": now}
        for role in Role
    ]
    connection.execute(insert(_ROLES), [row | {"version": 0} for row in rows])
    rights = [
        {"role": role.value, "permission": right.value} for role in Role for right in sorted(RIGHTS[role])
    ]
    connection.execute(insert(_RIGHTS), rights)


@event.listens_for(_RIGHTS, "after_create")
def _after_create(_table: object, connection: Connection, **_told: Any) -> None:
    begin_with_roles(connection)
