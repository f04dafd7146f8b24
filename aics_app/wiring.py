"""Who listens to what, and what one process is made of: the whole of it on one screen."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from secrets import token_urlsafe

from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from aics_app import __version__, mail, tables
from aics_app import storage as files
from aics_app.accounts.events import PEOPLE_CHANGES, RIGHTS_CHANGES, SessionsEnded
from aics_app.accounts.identity import Identities, announce_ended, announce_people, announce_rights
from aics_app.accounts.throttle import Throttle
from aics_app.accounts.tokens import Tokens
from aics_app.attachments.jobs import Broom
from aics_app.attachments.keeping import Attachments
from aics_app.attachments.models import Subject
from aics_app.chat import queries as chat
from aics_app.chat.replies import Replies, Tools
from aics_app.cli import migrations
from aics_app.configuration.current import Current
from aics_app.configuration.events import SettingChanged
from aics_app.core import clock, container
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
from aics_app.jobs import news as jobs
from aics_app.jobs import queries as job_reads
from aics_app.jobs.running import Work, Worker
from aics_app.knowledge import understanding as knowledge
from aics_app.knowledge.understanding import Understanding
from aics_app.llm import Model
from aics_app.llm import adjust as adjust_model
from aics_app.llm import build as build_model
from aics_app.mail import Mailer
from aics_app.notices import links
from aics_app.notices.jobs import Teller
from aics_app.settings import Settings
from aics_app.stats.export.making import Exporter
from aics_app.stats.jobs import Rollups
from aics_app.stats.rules import exporting
from aics_app.storage import Storage
from aics_app.system import probing as system
from aics_app.system.jobs import Heartbeat, this_process
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
        current = await _current(settings, listeners, stack)
        _sign_ins(settings, db, cache, live)
        provide(WorkInHand, WorkInHand((line.load,)))
        model = _model(current, model)
        stack.push_async_callback(model.aclose)
        understanding = understanding or knowledge.build(settings, live)
        provide(Understanding, understanding)
        await understanding.start(db)
        stack.push_async_callback(understanding.stop)
        replies = _writers(_tools(settings), stack)
        _go_round(stack, Dispatcher(db, cache, live, replies, timezone=settings.app.timezone).rounds)
        _go_round(stack, workforce.Watch(db).rounds)
        _go_round(stack, Rollups(db, cache, timezone=settings.app.timezone).rounds)
        _tickets(settings, listeners, stack)
        _attachments(settings, db, cache, stack)
        _go_round(stack, Worker(db, live, use(Storage), _works(settings)).rounds)
        _system(stack)
        yield


def _system(stack: AsyncExitStack) -> None:
    """How the whole does, and that this process is part of it."""
    tools = system.Tools(
        use(Database), use(Cache), use(Model), use(Storage), use(Mailer), migrations.newest()
    )
    provide(system.Tools, tools)
    heartbeat = Heartbeat(use(Database), this_process(__version__, clock.now()))
    stack.push_async_callback(heartbeat.leave)
    _go_round(stack, heartbeat.rounds)


async def _current(settings: Settings, listeners: Listeners, stack: AsyncExitStack) -> Current:
    """Run-time settings lie over those of the environment: whoever uses `Settings` has both."""
    current = Current(use(Database), use(Live), settings)
    current.follow(partial(provide, Settings))
    provide(Current, current)
    listeners.on(SettingChanged, current.listener)
    await current.rounds.once()
    _go_round(stack, current.rounds)
    return current


def _model(current: Current, given: Model | None) -> Model:
    """The model, which follows the settings; or a test's own, which doesn't."""
    if given is not None:
        provide(Model, given)
        return given
    gate = build_model(current.settings.ai)
    current.follow(lambda settings: adjust_model(gate, settings.ai))
    provide(Model, gate)
    return gate


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
        partial(use, Settings),
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
    provide(Attachments, Attachments(db, cache, storage, readers, also=(job_reads.known_keys,)))
    _go_round(stack, Broom(use(Attachments), cache).rounds)


def _works(settings: Settings) -> dict[str, Work]:
    """What each kind of job does."""
    return {exporting.KIND: Exporter(use(Database), settings.app.timezone)}


def _tickets(settings: Settings, listeners: Listeners, stack: AsyncExitStack) -> None:
    keeper = Keeper(
        use(Database),
        use(Cache),
        use(Live),
        timezone=settings.app.timezone,
        remind_after=timedelta(minutes=settings.work_order.remind_time),
        assigns=settings.work_order.assign_auto,
    )
    use(Current).follow(
        lambda now: keeper.adjust(
            timedelta(minutes=now.work_order.remind_time), assigns=now.work_order.assign_auto
        )
    )
    _go_round(stack, keeper.rounds)
    _notices(settings, listeners, stack)


def _notices(settings: Settings, listeners: Listeners, stack: AsyncExitStack) -> None:
    """Who is told of what is asked of the feature that it happened in."""
    mailer = mail.build(settings)
    provide(Mailer, mailer)
    teller = Teller(
        use(Database),
        use(Live),
        mailer,
        telling.tellings(),
        linkers=links.linkers(partial(token_urlsafe, 32)),
        site=settings.site,
        locale=settings.app.locale,
    )

    def follow(now: Settings) -> None:
        mailer.sender = now.mail_sender
        teller.adjust(carries=now.mail.enabled, sender=now.own_name)

    use(Current).follow(follow)
    for kind in telling.TOLD:
        listeners.on(kind, teller.listener)
    links.listen(listeners, partial(use, Settings))
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
    for kind in RIGHTS_CHANGES:
        listeners.on(kind, announce_rights(live))
    for change in PEOPLE_CHANGES:
        listeners.on(change, announce_people(live))
    knowledge.listen(listeners, live)
    workforce.listen(listeners, db, live)
    handoff.listen(listeners, db, live)
    tickets.listen(listeners, live)
    handoff.follow_tickets(listeners)
    customers.listen(listeners, live)
    jobs.listen(listeners, live)
    return listeners
