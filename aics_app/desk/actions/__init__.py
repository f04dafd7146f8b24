"""Every write of the desk's own."""

from aics_app.desk.actions.canned import Change, change, count_use, create, delete

__all__ = ["Change", "change", "count_use", "create", "delete"]
