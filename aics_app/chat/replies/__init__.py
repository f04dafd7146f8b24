"""Answers in the making: which way a question is answered, and the tasks that write the answers."""

from aics_app.chat.replies.following import follow, follow_talk
from aics_app.chat.replies.fresh import Fresh
from aics_app.chat.replies.pieces import Pieces, topic_of
from aics_app.chat.replies.rows import rows_of
from aics_app.chat.replies.running import Replies
from aics_app.chat.replies.talking import mark, note, tell, typing
from aics_app.chat.replies.ways import Tools

__all__ = [
    "Fresh",
    "Pieces",
    "Replies",
    "Tools",
    "follow",
    "follow_talk",
    "mark",
    "note",
    "rows_of",
    "tell",
    "topic_of",
    "typing",
]
