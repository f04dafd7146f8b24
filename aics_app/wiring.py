"""Who listens to what, and what one process is made of: the whole of it on one screen."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial

from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from aics_app import mail, tables
from aics_app import storage as files
from aics_app.accounts.events import SessionsEnded
from aics_app.accounts.identity import Identities, announce_ended
from aics_app.accounts.throttle import Throttle
from aics_app.accounts.tokens import Tokens
from aics_app.attachments.jobs import Broom
from aics_app.attachments.keeping import Attachments
from aics_app.attachments.models import Subject
from aics_app.chat import queries as chat
from aics_app.chat.replies import Replies, Tools
from aics_app.core import container
from aics_app.core.cache import Cache, MemoryCache, RedisCache
from aics_app.core.container import provide, use
from aics_app.core.db import Database
from aics_app.core.events import Listeners
from aics_app.core.live import Live, LocalLive, RedisLive
from aics_app.core.rounds import Rounds
from aics_app.core.timekeeping import Timekeeper
from aics_app.customers import news as customers
from aics_app.desk.helping import Helper
from aics_app.desk.jobs import Summaries
from aics_app.handoff import news as handoff
from aics_app.handoff.jobs import Dispatcher
from aics_app.handoff.queries import line
from aics_app.knowledge import understanding as knowledge
from aics_app.knowledge.understanding import Understanding
from aics_app.llm import Model
from aics_app.llm import build as build_model
from aics_app.notices.jobs import Teller
from aics_app.settings import Settings
from aics_app.storage import Storage
from aics_app.tickets import news as tickets
from aics_app.tickets import queries as ticket_reads
from aics_app.tickets import telling
from aics_app.tickets.jobs import Keeper
from aics_app.tickets.views.telling import told_of_own
from aics_app.workforce import jobs as workforce
from aics_app.workforce.queries import WorkInHand

__all__ = ["running", "tables"]


@asynccontextmanager
async def running(
    settings: Settings, *, model: Model | None = None, understanding: Understanding | None = None
) -> AsyncIterator[None]:
    """Everything that a process shares, started in order and stopped in the opposite one."""
    async with AsyncExitStack() as stack:
        stack.callback(container.clear)
        provide(Settings, settings)
        db = await _database(settings, stack)
        cache, live = await _shared(settings, stack)
        listeners = _listeners(db, live)
        db.deliver, db.take_part = listeners.deliver, listeners.take_part
        provide(Database, db)
        provide(Cache, cache)
        provide(Live, live)
        _sign_ins(settings, db, cache, live)
        provide(WorkInHand, WorkInHand((line.load,)))
        model = model or build_model(settings.ai)
        stack.push_async_callback(model.aclose)
        provide(Model, model)
        understanding = understanding or knowledge.build(settings, live)
        provide(Understanding, understanding)
        await understanding.start(db)
        stack.push_async_callback(understanding.stop)
        replies = _writers(_tools(settings), stack)
        _go_round(stack, Dispatcher(db, cache, live, replies, timezone=settings.app.timezone).rounds)
        _go_round(stack, workforce.Watch(db).rounds)
        _tickets(settings, listeners, stack)
        _attachments(settings, db, cache, stack)
        yield


def _sign_ins(settings: Settings, db: Database, cache: Cache, live: Live) -> None:
    """Who somebody is, and how often he may try to say so."""
    tokens = Tokens(settings.jwt)
    provide(Tokens, tokens)
    provide(Identities, Identities(db, tokens, live))
    provide(Throttle, Throttle(cache))


def _tools(settings: Settings) -> Tools:
    """What answering works with; what the features above know of the customer is asked of them by intent."""
    informants = {"ticket_status": partial(told_of_own, timezone=settings.app.timezone)}
    return Tools(
        use(Database),
        use(Cache),
        use(Live),
        use(Model),
        use(Understanding),
        settings.ai,
        settings.company,
        informants,
    )


def _writers(tools: Tools, stack: AsyncExitStack) -> Replies:
    """Who lets the model write: for customers, and for agents who read it first."""
    replies = Replies(tools)
    provide(Replies, replies)
    helper = Helper(tools)
    provide(Helper, helper)
    stack.push_async_callback(helper.close)
    replies.open()
    stack.push_async_callback(replies.close)
    if tools.ai.summaries:
        _go_round(stack, Summaries(tools).rounds)
    return replies


async def _database(settings: Settings, stack: AsyncExitStack) -> Database:
    """The database, whose clock counts from now on."""
    mysql = settings.mysql
    db = Database(
        settings.database_url, max_connections=mysql.max_open_conns, lifetime_s=mysql.conn_max_lifetime
    )
    stack.push_async_callback(db.close)
    keeper = Timekeeper(db)
    stack.push_async_callback(keeper.close)
    await keeper.open()
    return db


async def _shared(settings: Settings, stack: AsyncExitStack) -> tuple[Cache, Live]:
    """Cache and live news: through Redis where there is one, else within the process."""
    if not settings.redis_url:
        local = LocalLive()
        stack.push_async_callback(local.close)
        return MemoryCache(), local
    asking = _redis(settings, timeout_s=2)
    listening = _redis(settings, timeout_s=None)  # a subscriber waits as long as nobody speaks
    stack.push_async_callback(listening.aclose)
    stack.push_async_callback(asking.aclose)
    live = RedisLive(listening)
    live.start()
    stack.push_async_callback(live.close)
    return RedisCache(asking), live


def _attachments(settings: Settings, db: Database, cache: Cache, stack: AsyncExitStack) -> None:
    """Who may see a file is asked of the feature that it was sent with."""
    readers = {
        Subject.MESSAGE: chat.is_readable_message,
        Subject.TICKET: ticket_reads.is_readable_ticket,
        Subject.TICKET_POST: ticket_reads.is_readable_post,
    }
    storage = files.build(settings)
    stack.callback(storage.close)
    provide(Storage, storage)
    provide(Attachments, Attachments(db, cache, storage, readers))
    _go_round(stack, Broom(use(Attachments), cache).rounds)


def _tickets(settings: Settings, listeners: Listeners, stack: AsyncExitStack) -> None:
    keeper = Keeper(
        use(Database),
        use(Cache),
        use(Live),
        timezone=settings.app.timezone,
        remind_after=timedelta(minutes=settings.work_order.remind_time),
        assigns=settings.work_order.assign_auto,
    )
    _go_round(stack, keeper.rounds)
    _notices(settings, listeners, stack)


def _notices(settings: Settings, listeners: Listeners, stack: AsyncExitStack) -> None:
    """Who is told of what is asked of the feature that it happened in."""
    teller = Teller(
        use(Database),
        use(Live),
        mail.build(settings),
        telling.tellings(),
        site=settings.site,
        locale=settings.app.locale,
    )
    for kind in telling.TOLD:
        listeners.on(kind, teller.listener)
    _go_round(stack, teller.rounds)


def _go_round(stack: AsyncExitStack, rounds: Rounds) -> None:
    """Background work, from now until the process ends."""
    rounds.open()
    stack.push_async_callback(rounds.close)


def _redis(settings: Settings, *, timeout_s: float | None) -> Redis:
    return Redis.from_url(
        settings.redis_url,
        decode_responses=True,
        socket_connect_timeout=2,
        socket_timeout=timeout_s,
        retry=Retry(NoBackoff(), 1),
    )


def _listeners(db: Database, live: Live) -> Listeners:
    """News goes up: what happened below, and who wants to know."""
    listeners = Listeners()
    listeners.on(SessionsEnded, announce_ended(live))
    knowledge.listen(listeners, live)
    workforce.listen(listeners, db, live)
    handoff.listen(listeners, db, live)
    tickets.listen(listeners, live)
    handoff.follow_tickets(listeners)
    customers.listen(listeners, live)
    return listeners
