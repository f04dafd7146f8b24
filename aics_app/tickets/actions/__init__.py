"""Every write of tickets, one use case each."""

from aics_app.tickets.actions.answering import Words, note, reply
from aics_app.tickets.actions.assigning import assign, hand
from aics_app.tickets.actions.editing import Edit, edit
from aics_app.tickets.actions.filing import Filing, file
from aics_app.tickets.actions.linking import link, unlink
from aics_app.tickets.actions.macros import Known, change_macro, create_macro, delete_macro, run_macro
from aics_app.tickets.actions.merging import merge
from aics_app.tickets.actions.moving import Move, move
from aics_app.tickets.actions.rating import rate
from aics_app.tickets.actions.setting import Setting, set_workflow
from aics_app.tickets.actions.standing import go
from aics_app.tickets.actions.tagging import tag
from aics_app.tickets.actions.turns import assign_next, breach, remind, take_back, warn
from aics_app.tickets.actions.viewing import delete_view, save_view
from aics_app.tickets.actions.wording import read_unread

__all__ = [
    "Edit",
    "Filing",
    "Known",
    "Move",
    "Setting",
    "Words",
    "assign",
    "assign_next",
    "breach",
    "change_macro",
    "create_macro",
    "delete_macro",
    "delete_view",
    "edit",
    "file",
    "go",
    "hand",
    "link",
    "merge",
    "move",
    "note",
    "rate",
    "read_unread",
    "remind",
    "reply",
    "run_macro",
    "save_view",
    "set_workflow",
    "tag",
    "take_back",
    "unlink",
    "warn",
]
