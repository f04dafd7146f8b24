"""Every write of knowledge, one use case each."""

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy import delete as delete_rows
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import differing, record
from aics_app.knowledge import queries
from aics_app.knowledge.errors import FaqChangedMeanwhile, FaqQuestionTaken
from aics_app.knowledge.events import FaqCreated, FaqDeleted, FaqDisabled, FaqEdited, FaqEnabled
from aics_app.knowledge.models import Faq, FaqQuestion, Language
from aics_app.knowledge.policies import require_manage
from aics_app.knowledge.queries import FaqWithQuestions
from aics_app.knowledge.rules.entries import FaqDraft, faults_of, tidy


async def create(
    session: AsyncSession, actor: Actor, draft: FaqDraft, *, enabled: bool = True, at: datetime
) -> FaqWithQuestions:
    """A new entry. Raises `Forbidden`, `Invalid` by field, or `FaqQuestionTaken`."""
    require_manage(actor)
    draft = await _checked(session, draft, but=None)
    faq = Faq(**_columns(draft), status=int(enabled), create_time=at, update_time=at)
    session.add(faq)
    await session.flush()
    await _replace_similar(session, faq, draft.similar)
    fact = FaqCreated(
        actor_id=actor.user_id,
        subject_id=str(faq.id),
        at=at,
        question=draft.question,
        language=draft.language,
    )
    record(session, fact)
    return FaqWithQuestions(faq, draft.similar)


async def edit(
    session: AsyncSession, actor: Actor, faq_id: int, draft: FaqDraft, *, version: int, at: datetime
) -> FaqWithQuestions:
    """Replace what the entry says. `version` is the one that was read.

    Raises `Forbidden`, `FaqNotFound`, `Invalid` by field, `FaqQuestionTaken` or `FaqChangedMeanwhile`.
    """
    found = await queries.get(session, actor, faq_id)
    draft = await _checked(session, draft, but=faq_id)
    wanted = _columns(draft)
    before, after = differing(
        _columns(found.draft) | {"similar": found.similar}, wanted | {"similar": draft.similar}
    )
    await _advance(session, found.faq, version, at, wanted)
    await _replace_similar(session, found.faq, draft.similar)
    fact = FaqEdited(
        actor_id=actor.user_id,
        subject_id=str(faq_id),
        at=at,
        fields=list(after),
        version=found.faq.version,
        before=before,
        after=after,
    )
    record(session, fact)
    return FaqWithQuestions(found.faq, draft.similar)


async def enable(
    session: AsyncSession, actor: Actor, faq_id: int, *, version: int, at: datetime
) -> FaqWithQuestions:
    """Answer customers from the entry. Raises `Forbidden`, `FaqNotFound` or `FaqChangedMeanwhile`."""
    found = await queries.get(session, actor, faq_id)
    if found.faq.is_enabled:
        return found
    await _advance(session, found.faq, version, at, {"status": 1})
    record(session, FaqEnabled(actor_id=actor.user_id, subject_id=str(faq_id), at=at))
    return found


async def disable(
    session: AsyncSession, actor: Actor, faq_id: int, *, version: int, at: datetime
) -> FaqWithQuestions:
    """Answer customers from the entry no more. Raises `Forbidden`, `FaqNotFound` or `FaqChangedMeanwhile`."""
    found = await queries.get(session, actor, faq_id)
    if not found.faq.is_enabled:
        return found
    await _advance(session, found.faq, version, at, {"status": 0})
    record(session, FaqDisabled(actor_id=actor.user_id, subject_id=str(faq_id), at=at))
    return found


@dataclass(frozen=True)
class Change:
    """What an entry shall say, whether it shall be enabled, and the version that was read; None leaves it."""

    draft: FaqDraft | None
    enabled: bool | None
    version: int | None


async def change(
    session: AsyncSession, actor: Actor, present: FaqWithQuestions, wanted: Change, *, at: datetime
) -> FaqWithQuestions:
    """`edit`, then `enable` or `disable`, as far as wanted: each is a fact of its own."""
    faq = present.faq
    assert faq.id is not None
    version = faq.version if wanted.version is None else wanted.version
    if wanted.draft:
        present = await edit(session, actor, faq.id, wanted.draft, version=version, at=at)
        version = present.faq.version
    if wanted.enabled is not None and wanted.enabled != present.faq.is_enabled:
        act = enable if wanted.enabled else disable
        present = await act(session, actor, faq.id, version=version, at=at)
    return present


async def delete(session: AsyncSession, actor: Actor, faq_id: int, *, version: int, at: datetime) -> None:
    """Remove the entry with its questions. Raises `Forbidden`, `FaqNotFound` or `FaqChangedMeanwhile`."""
    faq = (await queries.get(session, actor, faq_id)).faq
    await session.execute(delete_rows(FaqQuestion).where(col(FaqQuestion.faq_id) == faq_id))
    if not await rows_changed(
        session, delete_rows(Faq).where(col(Faq.id) == faq_id, col(Faq.version) == version)
    ):
        raise FaqChangedMeanwhile(version=faq.version)
    fact = FaqDeleted(
        actor_id=actor.user_id, subject_id=str(faq_id), at=at, question=faq.question, language=faq.language
    )
    record(session, fact)


async def count_hit(session: AsyncSession, faq_id: int) -> None:
    """An answer was given from this entry. It stays the same version: nothing that is published changes."""
    await session.execute(
        update(Faq)
        .where(col(Faq.id) == faq_id)
        .values(hit_count=col(Faq.hit_count) + 1)
        .execution_options(synchronize_session=False)
    )


async def seed_faqs(session: AsyncSession, at: datetime) -> int:
    """The demo company's FAQ, each language an entry of its own, into an empty table. Returns how many."""
    if not await queries.is_empty(session):
        return 0
    drafts = demo_faqs()
    faqs = [Faq(**_columns(draft), create_time=at, update_time=at) for draft in drafts]
    session.add_all(faqs)
    await session.flush()
    for faq, draft in zip(faqs, drafts, strict=True):
        await _replace_similar(session, faq, draft.similar)
    return len(faqs)


def demo_faqs() -> list[FaqDraft]:
    """The entries of `data/faqs.yaml`."""
    source = files("aics_app.knowledge") / "data" / "faqs.yaml"
    entries: list[dict[str, Any]] = yaml.safe_load(source.read_text("utf-8"))
    return [
        tidy(
            FaqDraft(
                category=entry["category"], language=language, **{**said, "similar": tuple(said["similar"])}
            )
        )
        for entry in entries
        for language in Language
        for said in [entry[language.value]]
    ]


async def _checked(session: AsyncSession, draft: FaqDraft, but: int | None) -> FaqDraft:
    draft = tidy(draft)
    faults = faults_of(draft)
    if faults:
        raise Invalid(fields=faults)
    taken = await queries.find_taken(session, (draft.question, *draft.similar), draft.language, but)
    if taken:
        raise FaqQuestionTaken(faq_id=taken.faq_id, question=taken.question, asked=taken.asked)
    return draft


async def _advance(
    session: AsyncSession, faq: Faq, version: int, at: datetime, values: dict[str, Any]
) -> None:
    """Compare and set: of two people who save the same version, the second is told."""
    change = update(Faq).where(col(Faq.id) == faq.id, col(Faq.version) == version)
    saved = await rows_changed(session, change.values(**values, version=version + 1, update_time=at))
    await session.refresh(faq)
    if not saved:
        raise FaqChangedMeanwhile(version=faq.version)


async def _replace_similar(session: AsyncSession, faq: Faq, similar: tuple[str, ...]) -> None:
    assert faq.id is not None
    await session.execute(delete_rows(FaqQuestion).where(col(FaqQuestion.faq_id) == faq.id))
    session.add_all(FaqQuestion(faq_id=faq.id, text=text) for text in similar)
    await session.flush()


def _columns(draft: FaqDraft) -> dict[str, Any]:
    return {
        "question": draft.question,
        "answer": draft.answer,
        "category": draft.category or None,
        "language": draft.language,
    }
