"""What the page of all conversations is told: plain values only."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aics_app.accounts.models import Actor
from aics_app.attachments.views import FileView, file_view
from aics_app.chat import queries as chats
from aics_app.chat import views as talks
from aics_app.chat.models import MessageType, Sender
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.handoff.models import Handoff
from aics_app.stats.queries.belonging import handoffs_of, tickets_of
from aics_app.stats.queries.conversations import require_search
from aics_app.stats.queries.export_rows import Talk, talks_of
from aics_app.tickets import queries as tickets
from aics_app.tickets.ui.moving_shapes import WordView, status_view
from aics_app.ui import routes

LINES = 50
_SENDERS = {
    Sender.CUSTOMER: "user",
    Sender.AI: "ai",
    Sender.AGENT: "agent",
    Sender.SYSTEM: "system",
}


@dataclass
class TalkRow:
    """One conversation in the list."""

    id: str
    title: str
    customer: str
    at: str
    agents: str = ""
    intents: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    questions: int = 0
    answers: int = 0
    handoffs: int = 0
    helpful: int = 0
    unhelpful: int = 0
    solved: str = ""


@dataclass
class PassageView:
    """A source of an answer."""

    title: str
    passage: str


@dataclass
class LineView:
    """One line of the log. `sender` is user, ai, agent, note or system; `what` names a system's line."""

    id: int
    sender: str
    name: str
    text: str
    at: str
    state: str = "done"
    what: str = ""
    agent: str = ""
    from_agent: str = ""
    team: str = ""
    order_no: str = ""
    error: str = ""
    judged: str = ""
    passages: list[PassageView] = field(default_factory=list)
    files: list[FileView] = field(default_factory=list)


@dataclass
class WaitView:
    """One hand-off of it."""

    id: int
    at: str
    agent: str
    reason: str
    status: str
    disposition: str
    note: str
    score: int
    comment: str


@dataclass
class TicketLine:
    """One ticket that was filed from it; `href` is empty for who may not open it."""

    number: str
    title: str
    href: str
    status: WordView = field(default_factory=WordView)


@dataclass
class TalkView:
    """One conversation as the staff reads it."""

    id: str = ""
    row: TalkRow = field(default_factory=lambda: TalkRow("", "", "", ""))
    has_earlier: bool = False
    lines: list[LineView] = field(default_factory=list)
    waits: list[WaitView] = field(default_factory=list)
    tickets: list[TicketLine] = field(default_factory=list)


def talk_row(one: Talk) -> TalkRow:
    """From what was read."""
    return TalkRow(
        id=one.id,
        title=one.title,
        customer=one.customer,
        at=one.last.isoformat(),
        agents=", ".join(one.agents),
        intents=list(one.intents),
        sources=list(one.sources),
        questions=one.questions,
        answers=one.answers,
        handoffs=one.handoffs,
        helpful=one.helpful,
        unhelpful=one.unhelpful,
        solved="" if one.solved is None else ("yes" if one.solved else "no"),
    )


async def read_talk(actor: Actor, conversation_id: str, *, before: int | None = None) -> TalkView:
    """One that the actor may see, with the last lines before an id. Raises `NotFound`, `Forbidden`."""
    require_search(actor)
    async with use(Database).reading() as session:
        conversation = await chats.get_conversation(session, actor, conversation_id)
        (talk,) = await talks_of(session, [conversation_id])
        said = await talks.excerpt(session, conversation, viewer=actor, before=before, limit=LINES)
        had = await handoffs_of(session, actor, conversation_id)
        filed = await tickets_of(session, actor, conversation_id)
        workflow = await tickets.workflow(session)
    return TalkView(
        id=conversation_id,
        row=talk_row(talk),
        has_earlier=said.has_earlier,
        lines=[line_view(one, talk.customer) for one in said.shown],
        waits=[_wait(handoff, agent) for handoff, agent in had],
        tickets=[
            TicketLine(
                ticket.order_no,
                ticket.title,
                str(routes.board(ticket.order_no)) if opens else "",
                status_view(workflow, ticket.status, ticket.status_category),
            )
            for ticket, opens in filed
        ],
    )


def _wait(row: Handoff, agent: str) -> WaitView:
    return WaitView(
        id=row.id or 0,
        at=row.created_at.isoformat(),
        agent=agent,
        reason=row.reason,
        status=row.status,
        disposition=row.disposition or "",
        note=row.note or "",
        score=row.score or 0,
        comment=row.comment or "",
    )


def line_view(one: talks.Shown, customer: str) -> LineView:
    """From its row."""
    message = one.message
    params = (message.extra or {}).get("params", {})
    is_note = message.message_type == MessageType.NOTE
    sender = "note" if is_note else _SENDERS[Sender(message.sender)]
    return LineView(
        id=message.id or 0,
        sender=sender,
        name=customer if sender == "user" else (one.author.name if one.author else ""),
        text=message.content,
        at=message.create_time.isoformat(),
        state=message.state,
        what=(message.extra or {}).get("what", ""),
        agent=params.get("agent", ""),
        from_agent=params.get("from_agent", ""),
        team=params.get("team", ""),
        order_no=params.get("order_no", ""),
        error=message.error_code or "",
        judged="" if one.feedback is None else ("yes" if one.feedback.helpful else "no"),
        passages=_passages(one),
        files=[file_view(attachment) for attachment in one.files],
    )


def _passages(one: talks.Shown) -> list[PassageView]:
    cited: Sequence[talks.Citation] = one.citations
    return [PassageView(citation.title, citation.passage) for citation in cited]
