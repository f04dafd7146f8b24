"""Asking the model for help: who may, what it is about, and that it was asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.chat import queries as chat
from aics_app.chat.errors import NotSpeaking
from aics_app.chat.models import Conversation, Message, MessageType, Sender, State
from aics_app.chat.policies import require_staff_in, speaks_as
from aics_app.core.errors import Invalid, NotFound
from aics_app.core.events import record
from aics_app.core.text import clean, has_letters, language_of
from aics_app.desk.errors import AlreadyInLanguage, NothingToHelpWith
from aics_app.desk.events import HelpAsked
from aics_app.desk.rules.prompts import MAX_DRAFT_CHARS, Kind, Line, Style
from aics_app.handoff.policies import require_desk_work

LOOKED_BACK = 40
FOR_THE_CUSTOMER = frozenset({Kind.SUGGEST, Kind.REWRITE, Kind.TRANSLATE})
"""What is meant to be sent: only who has the word needs it."""

_BY = {Sender.CUSTOMER: "customer", Sender.AI: "assistant", Sender.AGENT: "agent"}


@dataclass(frozen=True)
class Wish:
    """What an agent asks for. `language` is the agent's own, `message_id` what is to be translated."""

    kind: Kind
    language: str
    draft: str = ""
    style: Style = Style.FRIENDLIER
    message_id: int = 0


@dataclass(frozen=True)
class Matter:
    """What the wish is about. `language` is what the result shall be in, `text` what is worked on.

    `talk` is what the customer has read as well: no note is in it. `question` is what the customer said last.
    """

    kind: Kind
    language: str
    style: Style
    text: str = ""
    talk: tuple[Line, ...] = ()
    question: str = ""


async def ask_help(
    session: AsyncSession, actor: Actor, conversation_id: str, wish: Wish, at: datetime
) -> Matter:
    """Gather what the model needs, and keep that it was asked, without a word of it.

    Raises `Forbidden`, `NotFound`, `NotSpeaking`, `Invalid`, `NothingToHelpWith`, `AlreadyInLanguage`.
    """
    require_desk_work(actor)
    conversation = await chat.get_conversation(session, actor, conversation_id)
    require_staff_in(conversation, actor)
    if wish.kind in FOR_THE_CUSTOMER and speaks_as(conversation, actor) != Sender.AGENT:
        raise NotSpeaking
    matter = await _matter(session, conversation, wish)
    style = wish.style.value if wish.kind == Kind.REWRITE else ""
    fact = HelpAsked(
        actor_id=actor.user_id, subject_id=conversation_id, at=at, kind=wish.kind.value, style=style
    )
    record(session, fact)
    return matter


async def _matter(session: AsyncSession, conversation: Conversation, wish: Wish) -> Matter:
    if wish.kind == Kind.TRANSLATE_MESSAGE:
        text = await _message(session, conversation, wish.message_id)
        return _into(wish.language, text, wish)
    talk = await _talk(session, conversation)
    said = [line.text for line in talk if line.by == "customer" and has_letters(line.text)]
    theirs = language_of(said[-1]) if said else conversation.language
    if wish.kind == Kind.TRANSLATE:
        return _into(theirs, _draft(wish), wish)
    if wish.kind == Kind.REWRITE:
        draft = _draft(wish)
        return Matter(wish.kind, language_of(draft), wish.style, text=draft)
    if not said:
        raise NothingToHelpWith
    language = theirs if wish.kind == Kind.SUGGEST else wish.language
    return Matter(wish.kind, language, wish.style, talk=tuple(talk), question=said[-1])


def _into(language: str, text: str, wish: Wish) -> Matter:
    if language_of(text) == language:
        raise AlreadyInLanguage
    return Matter(wish.kind, language, wish.style, text=text)


def _draft(wish: Wish) -> str:
    draft = clean(wish.draft)
    if not has_letters(draft):
        raise Invalid(fields={"draft": "required"})
    if len(draft) > MAX_DRAFT_CHARS:
        raise Invalid(fields={"draft": "too_long"})
    return draft


async def _talk(session: AsyncSession, conversation: Conversation) -> list[Line]:
    """As the customer reads it: no notes, and no lines of the system."""
    rows = await chat.messages(session, conversation, limit=LOOKED_BACK)
    return [
        Line(_BY[Sender(row.sender)], row.content)
        for row, _ in rows
        if row.sender in _BY and row.state in (State.DONE, State.STOPPED) and row.content
    ]


async def _message(session: AsyncSession, conversation: Conversation, message_id: int) -> str:
    """What the customer wrote there. Raises `NotFound`."""
    found: Message = await chat.get_message(session, message_id)
    own = found.session_id == conversation.id and found.message_type == MessageType.TEXT
    if not own or found.sender != Sender.CUSTOMER:
        raise NotFound(str(message_id))
    return found.content[:MAX_DRAFT_CHARS]
