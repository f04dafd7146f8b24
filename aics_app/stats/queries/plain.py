"""Facts straight from the tables: slow over long ranges, and what rollups are made of and compared with."""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.stats.models import Measure
from aics_app.stats.queries.matters import matters, touched_matters
from aics_app.stats.queries.spans import lies_in
from aics_app.stats.queries.talks import talks, touched_talks
from aics_app.stats.queries.waits import touched_waits, waits
from aics_app.stats.queries.whose import People
from aics_app.stats.rules import conversations, handoffs, tickets
from aics_app.stats.rules.days import Span
from aics_app.stats.rules.facts import Fact, Lens
from aics_app.tickets.models import Category, Ticket


class Source(StrEnum):
    """Where facts come from."""

    TALKS = "talks"
    WAITS = "waits"
    MATTERS = "matters"


EVERYTHING = frozenset(Source)


def sources_of(measures: Collection[Measure]) -> frozenset[Source]:
    """Where these are to be looked for."""
    return frozenset(source for measure in measures for source in _SOURCES[measure])


async def facts(
    session: AsyncSession, span: Span, lens: Lens, sources: Collection[Source] = EVERYTHING
) -> list[Fact]:
    """Every fact of these instants."""
    return await facts_within(session, [span], lens, sources)


async def facts_within(
    session: AsyncSession, spans: Sequence[Span], lens: Lens, sources: Collection[Source]
) -> list[Fact]:
    """Every fact of several stretches, which are read at once."""
    found: list[Fact] = []
    if Source.TALKS in sources:
        for talk in await talks(session, await touched_talks(session, spans)):
            found += conversations.facts_of(talk, lens)
    if Source.WAITS in sources:
        for wait in await waits(session, await touched_waits(session, spans)):
            found += handoffs.facts_of(wait, lens)
    if Source.MATTERS in sources:
        for matter in await matters(session, await touched_matters(session, spans)):
            found += tickets.facts_of(matter, lens)
    return [fact for fact in found if lies_in(fact.at, spans)]


def of_people(found: Collection[Fact], people: People) -> Iterator[Fact]:
    """Those of these people."""
    return (fact for fact in found if people is None or fact.person_id in people)


async def open_now(session: AsyncSession, people: People) -> int:
    """How many tickets are open: the backlog is counted back from here."""
    chosen = select(func.count()).where(
        col(Ticket.status_category) != Category.RESOLVED, col(Ticket.merged_into_id).is_(None)
    )
    if people is not None:
        chosen = chosen.where(col(Ticket.handler_id).in_(people))
    return (await session.execute(chosen)).scalar_one()


_TALKS = (
    *(
        Measure.QUESTION,
        Measure.INTENT,
        Measure.ANSWER,
        Measure.FALSE_HIT,
        Measure.AI_HANDLED,
        Measure.AI_CONFIRMED,
    ),
    *(Measure.AI_ASSUMED, Measure.AI_OPEN, Measure.HANDED_OFF),
)
_WAITS = (
    *(
        Measure.QUEUED,
        Measure.REASON,
        Measure.ABANDONED,
        Measure.QUEUE_WAIT,
        Measure.TAKEN,
        Measure.FIRST_RESPONSE_CHAT,
    ),
    *(Measure.CUSTOMER_WAIT, Measure.CHAT_JUDGED, Measure.TIMELY),
)
_SOURCES: dict[Measure, tuple[Source, ...]] = {
    **dict.fromkeys(Measure, (Source.MATTERS,)),
    **dict.fromkeys(_TALKS, (Source.TALKS,)),
    **dict.fromkeys(_WAITS, (Source.WAITS,)),
    **dict.fromkeys((Measure.ARRIVAL, Measure.ASKED, Measure.RATED), tuple(Source)),
}
