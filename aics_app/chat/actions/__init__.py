"""Every write of a conversation, one use case each. All are compare-and-set, so twice is as good as once."""

from aics_app.chat.actions.asking import Asked, ask, checked_question, retry, start_conversation
from aics_app.chat.actions.judging import (
    accept_offer,
    forget_wish,
    give_feedback,
    say_solved,
    wish_person,
)
from aics_app.chat.actions.looking import note_look
from aics_app.chat.actions.reading import Marked, mark
from aics_app.chat.actions.replying import (
    Answer,
    Passage,
    beat,
    citations_of,
    end_of,
    finish,
    interrupt_silent_replies,
)
from aics_app.chat.actions.speaking import give_back, pass_on, take_over, vacate
from aics_app.chat.actions.talking import Said, announce, leave_word, note, post, question_with, say

__all__ = [
    "Answer",
    "Asked",
    "Marked",
    "Passage",
    "Said",
    "accept_offer",
    "announce",
    "ask",
    "beat",
    "checked_question",
    "citations_of",
    "end_of",
    "finish",
    "forget_wish",
    "give_back",
    "give_feedback",
    "interrupt_silent_replies",
    "leave_word",
    "mark",
    "note",
    "note_look",
    "pass_on",
    "post",
    "question_with",
    "retry",
    "say",
    "say_solved",
    "start_conversation",
    "take_over",
    "vacate",
    "wish_person",
]
