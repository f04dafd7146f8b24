"""Every write of tickets, one use case each."""

from aics_app.tickets.actions.answering import Words, note, reply
from aics_app.tickets.actions.assigning import assign, hand
from aics_app.tickets.actions.editing import Edit, edit
from aics_app.tickets.actions.filing import Filing, file
from aics_app.tickets.actions.moving import Move, move
from aics_app.tickets.actions.rating import rate
from aics_app.tickets.actions.standing import go

__all__ = [
    "Edit",
    "Filing",
    "Move",
    "Words",
    "assign",
    "edit",
    "file",
    "go",
    "hand",
    "move",
    "note",
    "rate",
    "reply",
]
