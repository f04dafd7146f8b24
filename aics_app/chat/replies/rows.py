"""A finished answer as its rows show it, for whoever need not read them: this process just wrote them."""

from datetime import datetime

from aics_app.chat.actions import Answer, Asked, citations_of, end_of
from aics_app.chat.models import Citation, Message, Sender

NOBODY = 0


def rows_of(asked: Asked, answer: Answer, at: datetime) -> tuple[Message, list[Citation]]:
    """What `actions.finish` saved, as far as answers are shown. The rows belong to no session."""
    message = Message(
        id=asked.reply_id,
        user_id=NOBODY,
        session_id=asked.conversation_id,
        sender=Sender.AI,
        create_time=at,
        **end_of(answer),
    )
    return message, citations_of(asked.reply_id, answer)
