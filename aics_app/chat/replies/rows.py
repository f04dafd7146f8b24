"""A finished answer as its rows show it, for whoever need not read them: this process just wrote them."""

from datetime import datetime

from aics_app.chat.actions import Answer, Asked
from aics_app.chat.models import Citation, Message, Sender

NOBODY = 0


def rows_of(asked: Asked, answer: Answer, at: datetime) -> tuple[Message, list[Citation]]:
    """What `actions.finish` saved, as far as answers are shown. The rows belong to no session."""
    message = Message(
        id=asked.reply_id,
        user_id=NOBODY,
        session_id=asked.conversation_id,
        content=answer.text,
        sender=Sender.AI,
        create_time=at,
        state=answer.state,
        source=answer.source,
        confidence=round(answer.confidence, 4),
        intent=answer.intent or None,
        transfer_reason=answer.transfer_reason,
        error_code=answer.error_code,
        extra=answer.extra or None,
    )
    citations = [
        Citation(
            message_id=asked.reply_id,
            position=position,
            kind=passage.kind,
            item_id=passage.item_id,
            title=passage.title,
            passage=passage.text,
            score=round(passage.score, 4),
        )
        for position, passage in enumerate(answer.citations, start=1)
    ]
    return message, citations
