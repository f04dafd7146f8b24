"""A new ticket: what may be chosen, what is promised, and what a conversation brings along."""

import asyncio
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.chat import queries as chat
from aics_app.chat.models import Message, Sender
from aics_app.core import clock
from aics_app.core.cache import Cache
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid, NotFound
from aics_app.core.text import language_of
from aics_app.llm import Model, ModelError
from aics_app.settings import Settings
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Filing
from aics_app.tickets.rules import clocks, numbers, summing
from aics_app.tickets.rules.workflow import Priority, Workflow
from aics_app.tickets.ui.shapes import Choice, Start, Urgency, choice
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.composer import file_ids
from aics_app.ui.told import told
from aics_app.workforce import queries as workforce
from aics_app.workforce.rules.hours import Hours

RIGHT = "tickets.file"
LOOKED_THROUGH = 30
MODEL_S = 5.0
"""As long as the model may take to sum up: what the customer said stands there at once."""
MOST_TOKENS = 300
COOL = 0.3
KEPT_S = 600
MAX_TYPED = 100_000
"""Beyond it nobody counts how much too long it is."""
_SESSION = re.compile(r"[0-9a-f]{32}")
_CLIENT_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_BY = {Sender.CUSTOMER: "customer", Sender.AI: "assistant", Sender.AGENT: "agent"}


class FilingState(rx.State):
    """The form. `accepted` and `refused` are ids of its sendings, `faults` codes by field."""

    topics: list[Choice] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    priorities: list[Urgency] = []  # noqa: RUF012 - as above
    start: Start = Start()
    session_id: str = ""
    faults: dict[str, str] = {}  # noqa: RUF012 - as above
    accepted: str = ""
    refused: str = ""
    loaded: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> EventSpec | None:
        """Show the form, filled from the conversation that the address names. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.faults, self.refused, self.accepted = {}, "", ""
        named = self._named()
        async with use(Database).reading() as session:
            workflow = await queries.workflow(session)
            hours = await workforce.hours(session, use(Settings).app.timezone)
        self.topics = [choice(one.word, one.names) for one in workflow.topics]
        self.priorities = _urgencies(workflow, hours)
        said = await _said(actor, named) if named else []
        self.session_id = named if said else ""
        talk = _talk(said)
        language = language_of(" ".join(one.text for one in talk if one.by == "customer"))
        begun = summing.told(language, talk)
        self.start = Start(begun.title, begun.content, _category(said, workflow), busy=len(talk) > 1)
        self.loaded = True
        return FilingState.sum_up() if self.start.busy else None

    @rx.event(background=True)
    @access(RIGHT)
    async def sum_up(self) -> None:
        """Let the model write what the conversation comes to, if it can within `MODEL_S`."""
        async with self:
            actor, named = await current_actor(self, RIGHT), self._named()
        said = await _said(actor, named) if named else []
        text = await _summed_up(said) if said else ""
        async with self:
            if self.session_id == named:
                begun = summing.Beginning(self.start.title, self.start.content)
                better = summing.summed_up(begun, text)
                self.start = replace(self.get_value("start"), content=better.content, busy=False)

    @rx.event
    @access(RIGHT)
    async def file(self, filing: dict, client_id: str) -> EventSpec | None:
        """File it, and go on to it. What is refused stays in the form."""
        actor = await current_actor(self, RIGHT)
        if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
            raise Invalid
        try:
            wanted = filing_of(filing, client_id, self._from())
            order_no = await _filed(actor, wanted)
        except Invalid as error:
            self.faults, self.refused = dict(error.fields), client_id
            return None
        except AppError as error:
            self.faults, self.refused = {}, client_id
            return told(error)
        self.faults, self.accepted = {}, client_id
        return rx.redirect(routes.ticket(order_no))

    def _from(self) -> str:
        """The conversation that it is filed from. A state that expired asks the address, and the action."""
        return self._named() if self.session_id or not self.loaded else ""

    def _named(self) -> str:
        """The conversation that the address names, or nothing."""
        wanted = str(self.router.url.query_parameters.get("from", ""))
        return wanted if _SESSION.fullmatch(wanted) else ""


async def _filed(actor: Actor, filing: Filing) -> str:
    tail = "".join(secrets.choice(numbers.ALPHABET) for _ in range(numbers.TAIL))
    async with use(Database).transaction() as session:
        hours = await workforce.hours(session, use(Settings).app.timezone)
        ticket, _ = await actions.file(session, actor, filing, hours=hours, tail=tail, at=clock.now())
        return ticket.order_no


def filing_of(said: object, client_id: str, session_id: str) -> Filing:
    """What the form sent, which may be anything. Raises `Invalid`."""
    if not isinstance(said, Mapping):
        raise Invalid
    words = {name: said.get(name) or "" for name in ("title", "content", "category", "priority")}
    faults = {name: "wrong_type" for name, value in words.items() if not isinstance(value, str)}
    if faults:
        raise Invalid(fields=faults)
    faults = {name: "too_long" for name, value in words.items() if len(value) > MAX_TYPED}
    if faults:
        raise Invalid(fields=faults)
    return Filing(
        words["title"],
        words["content"],
        category=words["category"] or None,
        priority=words["priority"],
        files=file_ids(said.get("files")),
        client_id=client_id,
        session_id=session_id or None,
    )


def _urgencies(workflow: Workflow, hours: Hours) -> list[Urgency]:
    def promised(priority: Priority) -> Urgency:
        reply, resolve = (
            clocks.started(hours, 60 * minutes, clock.now()).due_at
            for minutes in (priority.reply_minutes, priority.resolve_minutes)
        )
        named = choice(priority.word, priority.names)
        return Urgency(named.word, named.zh, named.en, _written(reply), _written(resolve))

    return [promised(one) for one in sorted(workflow.priorities, key=lambda one: one.rank)]


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""


async def _said(actor: Actor, session_id: str) -> list[Message]:
    """What was said in a conversation of the actor's own; nothing for one that is not."""
    async with use(Database).reading() as session:
        try:
            await chat.get_own_conversation(session, actor, session_id)
        except NotFound:
            return []
        return await chat.messages_after(session, session_id, after=0, limit=LOOKED_THROUGH, viewer=actor)


def _talk(said: list[Message]) -> list[summing.Line]:
    return [summing.Line(_BY[one.sender], one.content) for one in said if one.sender in _BY and one.content]


def _category(said: list[Message], workflow: Workflow) -> str:
    """What the last understood question was about, if the workflow has a category of that name."""
    intents = (one.intent for one in reversed(said) if one.intent)
    return next((intent for intent in intents if workflow.topic(intent)), "")


async def _summed_up(said: list[Message]) -> str:
    """By the model, once for what has been said so far; empty when it can't, or takes too long."""
    key = f"ticket:summary:{said[-1].session_id}:{said[-1].id}"
    if known := await use(Cache).get(key):
        return str(json.loads(known))
    talk = _talk(said)
    language = language_of(" ".join(one.text for one in talk if one.by == "customer"))
    turns = summing.prompt(use(Settings).company, language, talk)
    try:
        async with asyncio.timeout(MODEL_S):
            text = await use(Model).complete(turns, max_tokens=MOST_TOKENS, temperature=COOL)
    except (ModelError, TimeoutError):
        return ""
    await use(Cache).set(key, json.dumps(text), KEPT_S)
    return text
