"""Every read of conversations."""

from aics_app.accounts.queries import nickname_of
from aics_app.chat.queries.answers import (
    being_written,
    citations,
    failed_tries,
    feedback,
    find_last_answer,
    find_reply_to,
    get_own_reply,
    own_reply_alone,
    said_before,
)
from aics_app.chat.queries.conversations import (
    conversation_alone,
    find_by_client_id,
    get_conversation,
    get_message,
    get_own_conversation,
    is_readable_message,
    last_message_id,
    messages,
    messages_after,
    older_than,
    own_conversation_alone,
    own_conversations,
    people,
    version_of,
)
from aics_app.chat.queries.receipts import Reading, read_by_others, reading
from aics_app.chat.queries.talks import talk_alone

__all__ = [
    "Reading",
    "being_written",
    "citations",
    "conversation_alone",
    "failed_tries",
    "feedback",
    "find_by_client_id",
    "find_last_answer",
    "find_reply_to",
    "get_conversation",
    "get_message",
    "get_own_conversation",
    "get_own_reply",
    "is_readable_message",
    "last_message_id",
    "messages",
    "messages_after",
    "nickname_of",
    "older_than",
    "own_conversation_alone",
    "own_conversations",
    "own_reply_alone",
    "people",
    "read_by_others",
    "reading",
    "said_before",
    "talk_alone",
    "version_of",
]
