"""What the desk makes of a conversation, for whoever writes in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.chat import queries as chat
from aics_app.chat.models import Conversation, Sender
from aics_app.chat.policies import require_staff_in
from aics_app.core.text import one_line
from aics_app.desk import queries
from aics_app.desk.rules.canned import order_no_in
from aics_app.desk.rules.mood import Mood, mood
from aics_app.desk.rules.prompts import Line
from aics_app.handoff.policies import require_desk_work
from aics_app.tickets import queries as tickets
from aics_app.tickets.policies import require_staff_in as require_work_on

LOOKED_THROUGH = 60
QUESTION_CHARS = 300


async def variables(
    session: AsyncSession, actor: Actor, conversation_id: str, *, company: str
) -> dict[str, str]:
    """The values of a canned reply's variables in this conversation; empty where nothing is known.

    Raises `Forbidden`, `NotFound`.
    """
    require_desk_work(actor)
    conversation = await chat.get_conversation(session, actor, conversation_id)
    require_staff_in(conversation, actor)
    said = await chat.messages(session, conversation, limit=LOOKED_THROUGH)
    return {
        "customer": await chat.nickname_of(session, conversation.user_id),
        "agent": actor.nickname or actor.username,
        "company": company,
        "order_no": order_no_in(row.content for row, _ in said if row.sender == Sender.CUSTOMER),
    }


async def variables_of_ticket(
    session: AsyncSession, actor: Actor, order_no: str, *, company: str
) -> dict[str, str]:
    """The same on a ticket. Raises `Forbidden`, `NotFound`."""
    ticket = await tickets.get_ticket(session, actor, order_no)
    require_work_on(ticket, actor)
    return {
        "customer": await chat.nickname_of(session, ticket.user_id),
        "agent": actor.nickname or actor.username,
        "company": company,
        "order_no": ticket.order_no,
    }


@dataclass(frozen=True)
class Before:
    """What was said before a person was asked for. `until` is the line of the asking, 0 where nobody asked.

    `ways` are how the AI tried to answer, `passages` the titles of what its answers stood on.
    """

    until: int = 0
    question: str = ""
    intents: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    mood: Mood = field(default_factory=Mood)


async def before(session: AsyncSession, conversation: Conversation) -> Before:
    """As far as the last `LOOKED_THROUGH` messages before the asking tell; for who has been let in before."""
    until = await queries.asked_line(session, conversation.id)
    if not until:
        return Before()
    said = await chat.messages(session, conversation, before=until, limit=LOOKED_THROUGH)
    asked = [row.content for row, _ in said if row.sender == Sender.CUSTOMER]
    answers = [row for row, _ in said if row.sender == Sender.AI]
    sources = await chat.citations(session, [row.id for row in answers if row.id])
    intents = _distinct(row.intent for row in answers if row.intent)
    unhelpful = sum(judged is not None and not judged.helpful for _, judged in said)
    return Before(
        until=until,
        question=one_line(asked[0], QUESTION_CHARS) if asked else "",
        intents=intents,
        ways=_distinct(row.source for row in answers if row.source),
        passages=_distinct(passage.title for row in answers for passage in sources.get(row.id or 0, ())),
        mood=mood(asked, intents=intents, unhelpful=unhelpful),
    )


async def talk_before(session: AsyncSession, conversation_id: str) -> tuple[str, list[Line]]:
    """The conversation's language and what customer and AI said before the asking; no notes. For a job."""
    conversation = await session.get_one(Conversation, conversation_id)
    until = await queries.asked_line(session, conversation_id)
    said = await chat.messages(session, conversation, before=until or None, limit=LOOKED_THROUGH)
    by = {Sender.CUSTOMER: "customer", Sender.AI: "assistant", Sender.AGENT: "agent"}
    lines = [Line(by[Sender(row.sender)], row.content) for row, _ in said if row.sender in by and row.content]
    return conversation.language, lines


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
