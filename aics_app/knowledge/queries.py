"""Every read of the FAQ."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core import paging
from aics_app.knowledge.errors import FaqNotFound
from aics_app.knowledge.models import Faq, FaqQuestion
from aics_app.knowledge.policies import require_manage
from aics_app.knowledge.rules.entries import FaqDraft
from aics_app.knowledge.rules.matching import normalised

ID_CHUNK = 500
MAX_WORDS = 8

Row = TypeVarTuple("Row")


@dataclass(frozen=True)
class FaqWithQuestions:
    """An entry and the other ways to ask it."""

    faq: Faq
    similar: tuple[str, ...]

    @property
    def draft(self) -> FaqDraft:
        """What it says, to begin a change with."""
        faq = self.faq
        return FaqDraft(faq.question, faq.answer, faq.category or "", faq.language, self.similar)


@dataclass(frozen=True)
class Filter:
    """Which entries are listed; empty means all. `enabled` None means both."""

    q: str = ""
    category: str = ""
    language: str = ""
    enabled: bool | None = None


@dataclass(frozen=True)
class Taken:
    """Somebody else's entry (`faq_id`, `question`) that asks what was `asked`."""

    faq_id: int
    question: str
    asked: str


async def published_versions(session: AsyncSession) -> dict[int, str]:
    """A mark of each enabled entry's content by id: when it differs, the entry has changed."""
    found = await session.execute(
        select(col(Faq.id), col(Faq.version), col(Faq.update_time))
        .where(col(Faq.status) == 1)
        .order_by(col(Faq.id))
    )
    return {faq_id: f"{version}@{at.isoformat()}" for faq_id, version, at in found if faq_id is not None}


async def published(session: AsyncSession, ids: Sequence[int]) -> list[FaqWithQuestions]:
    """The enabled entries among `ids`, in order of id."""
    faqs: list[Faq] = []
    for at in range(0, len(ids), ID_CHUNK):
        chunk = ids[at : at + ID_CHUNK]
        rows = await session.execute(select(Faq).where(col(Faq.id).in_(chunk), col(Faq.status) == 1))
        faqs += rows.scalars()
    faqs.sort(key=lambda faq: faq.id or 0)
    return await _with_questions(session, faqs)


async def get(session: AsyncSession, actor: Actor, faq_id: int) -> FaqWithQuestions:
    """One entry. Raises `Forbidden` or `FaqNotFound`."""
    require_manage(actor)
    faq = await session.get(Faq, faq_id)
    if faq is None:
        raise FaqNotFound(faq_id=faq_id)
    (found,) = await _with_questions(session, [faq])
    return found


async def listed(
    session: AsyncSession, actor: Actor, wanted: Filter, *, limit: int = 50, cursor: str = ""
) -> tuple[list[FaqWithQuestions], str | None]:
    """Entries and the cursor of the next page. Raises `Forbidden`, or `Invalid`.

    Those with the searched words in their own question come first, then the last changed.
    """
    require_manage(actor)
    limit = max(1, min(limit, paging.MAX_LIMIT))
    rank = _rank(wanted)
    query = _matching(select(Faq, rank), wanted)
    query = query.order_by(rank, col(Faq.update_time).desc(), col(Faq.id).desc())
    if cursor:
        query = query.where(_after(cursor, rank))
    rows = (await session.execute(query.limit(limit + 1))).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = paging.encode(last[1], last[0].update_time.isoformat(), last[0].id or 0) if last else None
    return await _with_questions(session, [row[0] for row in rows[:limit]]), following


async def count(session: AsyncSession, actor: Actor, wanted: Filter) -> int:
    """How many entries match."""
    require_manage(actor)
    query = _matching(select(func.count()).select_from(Faq), wanted)
    return int((await session.execute(query)).scalar_one())


async def categories(session: AsyncSession, actor: Actor) -> list[str]:
    """Every category in use, sorted."""
    require_manage(actor)
    found = await session.execute(select(col(Faq.category)).distinct().where(col(Faq.category).is_not(None)))
    return sorted(category for category in found.scalars() if category)


async def find_taken(
    session: AsyncSession, questions: Sequence[str], language: str, but: int | None
) -> Taken | None:
    """The first of `questions` that another entry of this language asks already."""
    wanted = {normalised(question): question for question in reversed(questions)}
    own = select(col(Faq.id), col(Faq.question), col(Faq.question)).where(col(Faq.language) == language)
    similar = (
        select(col(Faq.id), col(Faq.question), col(FaqQuestion.text))
        .join(FaqQuestion, col(FaqQuestion.faq_id) == col(Faq.id))
        .where(col(Faq.language) == language)
    )
    for query in (own, similar):
        for faq_id, title, asked in await session.execute(query.order_by(col(Faq.id))):
            if faq_id is not None and faq_id != but and (mine := wanted.get(normalised(asked))):
                return Taken(faq_id, title, mine)
    return None


async def is_empty(session: AsyncSession) -> bool:
    """Whether there is no entry at all."""
    return (await session.execute(select(col(Faq.id)).limit(1))).first() is None


def _matching(query: Select[*Row], wanted: Filter) -> Select[*Row]:
    if wanted.category:
        query = query.where(col(Faq.category) == wanted.category)
    if wanted.language:
        query = query.where(col(Faq.language) == wanted.language)
    if wanted.enabled is not None:
        query = query.where(col(Faq.status) == int(wanted.enabled))
    for word in _words(wanted):
        in_similar = exists().where(
            col(FaqQuestion.faq_id) == col(Faq.id), col(FaqQuestion.text).icontains(word, autoescape=True)
        )
        in_own = [column.icontains(word, autoescape=True) for column in (col(Faq.question), col(Faq.answer))]
        query = query.where(or_(*in_own, in_similar))
    return query


def _words(wanted: Filter) -> list[str]:
    return wanted.q.split()[:MAX_WORDS]


def _rank(wanted: Filter) -> ColumnElement[int]:
    """0 for entries whose own question holds every searched word, else 1."""
    in_question = [col(Faq.question).icontains(word, autoescape=True) for word in _words(wanted)]
    return case((and_(true(), *in_question), 0), else_=1)


def _after(cursor: str, rank: ColumnElement[int]) -> ColumnElement[bool]:
    place, at, last = paging.decode(cursor, 3)
    moment, last_rank, last_id = paging.instant(at), paging.number(place), paging.number(last)
    same_moment = and_(col(Faq.update_time) == moment, col(Faq.id) < last_id)
    return or_(rank > last_rank, and_(rank == last_rank, or_(col(Faq.update_time) < moment, same_moment)))


async def _with_questions(session: AsyncSession, faqs: Iterable[Faq]) -> list[FaqWithQuestions]:
    faqs = list(faqs)
    texts: dict[int, list[str]] = defaultdict(list)
    ids = [faq.id for faq in faqs]
    for at in range(0, len(ids), ID_CHUNK):
        rows = await session.execute(
            select(col(FaqQuestion.faq_id), col(FaqQuestion.text))
            .where(col(FaqQuestion.faq_id).in_(ids[at : at + ID_CHUNK]))
            .order_by(col(FaqQuestion.id))
        )
        for faq_id, text in rows:
            texts[faq_id].append(text)
    return [FaqWithQuestions(faq, tuple(texts[faq.id or 0])) for faq in faqs]
