"""Filing a ticket: by a customer, or by the staff for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.attachments import actions as attachments
from aics_app.attachments.models import Subject
from aics_app.chat import actions as talk
from aics_app.chat import queries as chat
from aics_app.core.db import is_duplicate
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.core.text import clean, is_readable, language_of, one_line
from aics_app.tickets import queries
from aics_app.tickets.actions import clocks
from aics_app.tickets.actions.changing import about
from aics_app.tickets.actions.wording import keep_words
from aics_app.tickets.events import TicketFiled
from aics_app.tickets.models import MAX_CONTENT_CHARS, MAX_TITLE_CHARS, Category, Ticket
from aics_app.tickets.policies import require_filing
from aics_app.tickets.rules.numbers import number
from aics_app.tickets.rules.workflow import Workflow
from aics_app.workforce.rules.hours import Hours


@dataclass(frozen=True)
class Filing:
    """What is filed; without a `priority` the workflow's usual one.

    `client_id` lets the same filing be sent again; `session_id` is where it comes from.
    """

    title: str
    content: str
    category: str | None = None
    priority: str | None = None
    files: Sequence[int] = ()
    client_id: str | None = None
    session_id: str | None = None


async def file(
    session: AsyncSession, actor: Actor, filing: Filing, *, hours: Hours, tail: str, at: datetime
) -> tuple[Ticket, bool]:
    """Save a ticket of the actor's own, and whether it is new: the same `client_id` again is the first one.

    `tail`: six characters by chance, for its number. Raises `Forbidden`, `Invalid`, `NotFound` for a
    conversation or file that is not the actor's.
    """
    require_filing(actor)
    if filing.client_id and (known := await queries.find_filed(session, actor, filing.client_id)):
        return known, False
    workflow = await queries.workflow_held(session)
    ticket = _ticket(actor, _checked(filing, workflow), workflow, number(at, tail), at)
    if filing.session_id:
        await chat.get_own_conversation(session, actor, filing.session_id)
    try:
        async with session.begin_nested():
            session.add(ticket)
    except IntegrityError as error:
        again = filing.client_id and await queries.find_filed(session, actor, filing.client_id)
        if not again or not is_duplicate(error):
            raise
        return again, False
    assert ticket.id is not None
    await attachments.bind(session, actor, filing.files, to=(Subject.TICKET, ticket.id), at=at)
    await keep_words(session, ticket.id, ticket.order_no, ticket.title, ticket.content)
    await clocks.begin(session, ticket, workflow.priority(ticket.priority), hours, at)
    if ticket.session_id:  # the conversation says where the matter goes on
        await talk.announce(session, ticket.session_id, "ticket_filed", at, order_no=ticket.order_no)
    record(session, _filed(actor, ticket, at))
    return ticket, True


def _filed(actor: Actor, ticket: Ticket, at: datetime) -> TicketFiled:
    return TicketFiled(
        actor_id=actor.user_id,
        **about(ticket, at),
        user_id=ticket.user_id,
        status=ticket.status,
        priority=ticket.priority,
        category=ticket.category,
        session_id=ticket.session_id,
    )


def _ticket(actor: Actor, filing: Filing, workflow: Workflow, order_no: str, at: datetime) -> Ticket:
    topic = workflow.topic(filing.category)
    return Ticket(
        order_no=order_no,
        user_id=actor.user_id,
        title=filing.title,
        content=filing.content,
        status=workflow.first.word,
        status_category=Category(workflow.first.category),
        priority=filing.priority or workflow.usual.word,
        category=filing.category,
        team=topic.team if topic else None,
        session_id=filing.session_id,
        language=language_of(f"{filing.title} {filing.content}"),
        client_id=filing.client_id,
        words_kept=True,
        create_time=at,
        update_time=at,
    )


def _checked(filing: Filing, workflow: Workflow) -> Filing:
    """The same, made harmless. Raises `Invalid` with every fault at once."""
    title, content = one_line(filing.title, len(filing.title) + 1), clean(filing.content)
    priority = filing.priority or workflow.usual.word
    faults = {
        "title": fault_of_text(title, MAX_TITLE_CHARS),
        "content": fault_of_text(content, MAX_CONTENT_CHARS),
        "category": None if not filing.category or workflow.topic(filing.category) else "choice",
        "priority": None if workflow.priority(priority) else "choice",
    }
    if found := {name: code for name, code in faults.items() if code}:
        raise Invalid(fields=found)
    return Filing(
        title,
        content,
        filing.category or None,
        priority,
        filing.files,
        filing.client_id,
        filing.session_id,
    )


def fault_of_text(text: str, limit: int) -> str | None:
    """The code of what is wrong with a text that people are to read, or None."""
    if not is_readable(text):
        return "required"
    return "too_long" if len(text) > limit else None
