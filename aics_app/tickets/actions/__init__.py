"""Every write of tickets, one use case each."""

from aics_app.tickets.actions.answering import Words, note, reply
from aics_app.tickets.actions.assigning import assign, hand
from aics_app.tickets.actions.editing import Edit, edit
from aics_app.tickets.actions.filing import Filing, file
from aics_app.tickets.actions.linking import link, unlink
from aics_app.tickets.actions.merging import merge
from aics_app.tickets.actions.moving import Move, move
from aics_app.tickets.actions.rating import rate
from aics_app.tickets.actions.setting import Setting, set_workflow
from aics_app.tickets.actions.standing import go
from aics_app.tickets.actions.tagging import tag
from aics_app.tickets.actions.turns import assign_next, breach, remind, take_back, warn

__all__ = [
    "Edit",
    "Filing",
    "Move",
    "Setting",
    "Words",
    "assign",
    "assign_next",
    "breach",
    "edit",
    "file",
    "go",
    "hand",
    "link",
    "merge",
    "move",
    "note",
    "rate",
    "remind",
    "reply",
    "set_workflow",
    "tag",
    "take_back",
    "unlink",
    "warn",
]
