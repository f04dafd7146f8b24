"""Every write of a conversation, one use case each. All are compare-and-set, so twice is as good as once."""

from aics_app.chat.actions.asking import Asked, ask, checked_question, retry, start_conversation
from aics_app.chat.actions.judging import give_feedback, say_solved, wish_person
from aics_app.chat.actions.replying import (
    Answer,
    Passage,
    beat,
    citations_of,
    end_of,
    finish,
    interrupt_silent_replies,
)

__all__ = [
    "Answer",
    "Asked",
    "Passage",
    "ask",
    "beat",
    "checked_question",
    "citations_of",
    "end_of",
    "finish",
    "give_feedback",
    "interrupt_silent_replies",
    "retry",
    "say_solved",
    "start_conversation",
    "wish_person",
]
