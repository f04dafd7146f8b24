"""A customer's own tickets in words, for whoever asks the chat where they are."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.chat.replies.informing import Inquiry
from aics_app.core.text import one_line
from aics_app.locales import tr
from aics_app.tickets import queries
from aics_app.tickets.models import Ticket
from aics_app.tickets.rules.next import next_of
from aics_app.tickets.rules.workflow import Workflow

OPEN_MOST = 5
RESOLVED_MOST = 3
TITLE_CHARS = 60
_NUMBER = re.compile(r"WO[0-9]{13}[0-9A-Z]{6}", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#|!~])")


async def told_of_own(session: AsyncSession, inquiry: Inquiry, *, timezone: str) -> str | None:
    """Where the tickets of the conversation's customer stand, or the one whose number is in the question.

    What is open, else what was solved last. None without any where something published answers as well.
    """
    tickets = await queries.of_conversations_customer(session, inquiry.conversation_id)
    wanted = {number.upper() for number in _NUMBER.findall(inquiry.question)}
    chosen = [one for one in tickets if one.order_no.upper() in wanted]
    chosen = chosen or [one for one in tickets if not one.is_resolved][:OPEN_MOST] or tickets[:RESOLVED_MOST]
    if not chosen:
        return None if inquiry.is_answerable else tr(inquiry.language, "reply.tickets_none")
    workflow = await queries.workflow(session)
    clocks = await queries.clocks(session, [one.id or 0 for one in chosen])
    lines = []
    for one in chosen:
        due = {kind: clock.due_at for kind, clock in clocks.get(one.id or 0, {}).items() if not clock.met_at}
        lines.append(_line(one, due, workflow, inquiry.language, ZoneInfo(timezone)))
    return _whole(lines, inquiry.language, is_open=not chosen[0].is_resolved)


def _whole(lines: Sequence[str], language: str, *, is_open: bool) -> str:
    head = tr(language, "reply.tickets_open" if is_open else "reply.tickets_resolved")
    return "\n\n".join([head, "\n".join(lines), tr(language, "reply.tickets_all")])


def _line(
    ticket: Ticket, due: dict[str, datetime | None], workflow: Workflow, language: str, zone: ZoneInfo
) -> str:
    status = workflow.status(ticket.status)
    next_ = next_of(ticket, due)
    words = tr(language, f"ticket.next_{next_.step}")
    if next_.by is not None:
        by = next_.by.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        words = tr(language, "reply.ticket_by", what=words, by=by)
    return tr(
        language,
        "reply.ticket_line",
        title=_MARKS.sub(r"\\\1", one_line(ticket.title, TITLE_CHARS)),
        order_no=ticket.order_no,
        status=_MARKS.sub(r"\\\1", status.names.get(language, status.word) if status else ticket.status),
        next=words,
    )
