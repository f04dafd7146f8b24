"""Stories as rows: what the actions would have written, in bulk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aics_app.chat.events import (
    ConversationStarted,
    FeedbackGiven,
    PersonWished,
    QuestionAsked,
    ReplyFinished,
    SolvedSaid,
)
from aics_app.chat.models import MAX_TITLE_CHARS, Sender, Source, Speaker, State, TransferReason
from aics_app.cli.demo.stories import Exchange, Story, facts_of
from aics_app.core.events import Event
from aics_app.core.text import one_line, plain

Row = dict[str, Any]

LATER = timedelta(seconds=12)
"""How long after an answer people judge it."""


@dataclass
class Rows:
    """What goes into each table, and how often each FAQ entry was used."""

    conversations: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    citations: list[Row] = field(default_factory=list)
    feedback: list[Row] = field(default_factory=list)
    activity: list[Row] = field(default_factory=list)
    hits: dict[int, int] = field(default_factory=dict)
    handoffs: list[Row] = field(default_factory=list)


def rows_of(stories: Sequence[Story], first_message_id: int) -> tuple[Rows, list[Event]]:
    """Rows of all stories, and what happened. Messages are numbered in the order in which they were said."""
    rows = Rows()
    rows.conversations = [_conversation(story) for story in stories]
    facts = [fact for story in stories for fact in _story_facts(story)]
    said = sorted(
        ((exchange, story) for story in stories for exchange in story.exchanges),
        key=lambda pair: pair[0].asked_at,
    )
    for place, (exchange, story) in enumerate(said):
        question_id = first_message_id + 2 * place
        rows.messages += _messages(exchange, story, question_id)
        _add_sources(rows, exchange, question_id + 1)
        facts += [*_exchange_facts(exchange, story, question_id)]
        facts += [*_judgement(rows, exchange, story, question_id + 1)]
    return rows, facts


def _conversation(story: Story) -> Row:
    return {
        "id": story.id,
        "user_id": story.user_id,
        "title": one_line(story.exchanges[0].question, MAX_TITLE_CHARS),
        "language": story.language,
        "speaker": Speaker.AI,
        "version": 2 * len(story.exchanges),  # an answer is claimed, then released
        "preview": one_line(plain(story.exchanges[-1].answer.text), 120),
        "solved": story.solved,
        "wants_person_at": story.wished_at,
        "created_at": story.exchanges[0].asked_at,
        "last_message_at": story.ended_at,
    }


def _messages(exchange: Exchange, story: Story, question_id: int) -> list[Row]:
    answer = exchange.answer
    common = {
        "user_id": story.user_id,
        "session_id": story.id,
        "message_type": "TEXT",
        "create_time": exchange.asked_at,
    }
    nothing = dict.fromkeys(("reply_to", "source", "confidence", "intent", "transfer_reason", "extra"))
    question = {
        "id": question_id,
        "content": exchange.question,
        "sender": Sender.CUSTOMER,
        "sender_id": story.user_id,
        "state": State.DONE,
    }
    reply = {
        "id": question_id + 1,
        "content": answer.text,
        "sender": Sender.AI,
        "sender_id": 0,
        "reply_to": question_id,
        "transfer_reason": answer.transfer_reason,
        "extra": answer.extra or None,
        **facts_of(answer),
    }
    return [common | nothing | question, common | nothing | reply]


def _add_sources(rows: Rows, exchange: Exchange, reply_id: int) -> None:
    for position, passage in enumerate(exchange.answer.citations, start=1):
        rows.citations.append(
            {
                "message_id": reply_id,
                "position": position,
                "kind": passage.kind,
                "item_id": passage.item_id,
                "title": passage.title,
                "passage": passage.text,
                "score": passage.score,
            }
        )
        if position == 1 and exchange.answer.source in (Source.FAQ, Source.CACHE):
            rows.hits[passage.item_id] = rows.hits.get(passage.item_id, 0) + 1


def _judgement(rows: Rows, exchange: Exchange, story: Story, reply_id: int) -> Iterator[Event]:
    if exchange.helpful is None:
        return
    at = exchange.answered_at + LATER
    rows.feedback.append(
        {
            "message_id": reply_id,
            "user_id": story.user_id,
            "helpful": exchange.helpful,
            "reason": exchange.why,
            "created_at": at,
        }
    )
    yield FeedbackGiven(
        actor_id=story.user_id,
        subject_id=story.id,
        at=at,
        message_id=reply_id,
        helpful=exchange.helpful,
        reason=exchange.why,
    )


def _exchange_facts(exchange: Exchange, story: Story, question_id: int) -> Iterator[Event]:
    yield QuestionAsked(
        actor_id=story.user_id, subject_id=story.id, at=exchange.asked_at, message_id=question_id
    )
    yield ReplyFinished(
        actor_id=None,
        subject_id=story.id,
        at=exchange.answered_at,
        message_id=question_id + 1,
        **facts_of(exchange.answer),
    )


def _story_facts(story: Story) -> Iterator[Event]:
    yield ConversationStarted(actor_id=story.user_id, subject_id=story.id, at=story.exchanges[0].asked_at)
    if story.wished_at:
        reason = TransferReason.CUSTOMER_REQUEST
        yield PersonWished(actor_id=None, subject_id=story.id, at=story.wished_at, reason=reason)
    if story.solved is not None:
        yield SolvedSaid(
            actor_id=story.user_id, subject_id=story.id, at=story.ended_at + LATER, solved=story.solved
        )
