"""Every write of the desk's own."""

from aics_app.desk.actions.canned import Change, change, count_use, create, delete
from aics_app.desk.actions.helping import Matter, Wish, ask_help

__all__ = ["Change", "Matter", "Wish", "ask_help", "change", "count_use", "create", "delete"]
