"""What the knowledge page is told: plain values only."""

from dataclasses import dataclass, field

from aics_app.knowledge.queries import FaqWithQuestions
from aics_app.knowledge.rules.decisions import Decision
from aics_app.knowledge.understanding import Candidate, Understood

INTENTS_SHOWN = 3


@dataclass
class FaqRow:
    """One entry in the list."""

    id: int
    question: str
    category: str
    language: str
    enabled: bool
    hits: int
    similar: int
    changed_at: str
    version: int


@dataclass
class Draft:
    """An entry in the editor; `similar` has one question a line."""

    question: str = ""
    answer: str = ""
    category: str = ""
    language: str = "zh"
    similar: str = ""
    enabled: bool = True


@dataclass
class FoundRow:
    """An entry that may answer the tested question; every share in per cent."""

    place: int
    id: int
    question: str
    language: str
    matched: str
    score: int
    meaning: int
    support: int
    wording: int
    answer: int
    answer_wording: int
    topic: int


@dataclass
class IntentRow:
    """What the tested question wants, in per cent."""

    name: str
    share: int


@dataclass
class Trial:
    """What would be done with a question, and why; every share in per cent."""

    question: str = ""
    decision: str = ""
    answer: str = ""
    source: str = ""
    margin: int = 0
    direct: int = 0
    least_margin: int = 0
    floor: int = 0
    wants_person: bool = False
    intents: list[IntentRow] = field(default_factory=list)
    found: list[FoundRow] = field(default_factory=list)


def faq_row(found: FaqWithQuestions) -> FaqRow:
    """From its rows."""
    faq = found.faq
    return FaqRow(
        id=faq.id or 0,
        question=faq.question,
        category=faq.category or "",
        language=faq.language,
        enabled=faq.is_enabled,
        hits=faq.hit_count,
        similar=len(found.similar),
        changed_at=faq.update_time.isoformat(),
        version=faq.version,
    )


def draft_of(found: FaqWithQuestions) -> Draft:
    """What the editor begins with."""
    faq = found.faq
    return Draft(
        faq.question,
        faq.answer,
        faq.category or "",
        faq.language,
        "\n".join(found.similar),
        faq.is_enabled,
    )


def trial_of(understood: Understood) -> Trial:
    """From the understanding of the question."""
    is_answered = understood.decision == Decision.ANSWER
    best = understood.candidates[0] if understood.candidates else None
    limits = understood.thresholds
    return Trial(
        question=understood.text,
        decision=understood.decision.value,
        answer=best.passage if best and is_answered else "",
        source=best.question if best and is_answered else "",
        margin=_percent(understood.margin),
        direct=_percent(limits.direct),
        least_margin=_percent(limits.margin),
        floor=_percent(limits.floor),
        wants_person=understood.wants_person,
        intents=[IntentRow(name, _percent(share)) for name, share in _likely(understood)],
        found=[_found(place, candidate) for place, candidate in enumerate(understood.candidates, 1)],
    )


def _likely(understood: Understood) -> list[tuple[str, float]]:
    return [(name, share) for name, share in understood.intents[:INTENTS_SHOWN] if _percent(share)]


def _found(place: int, candidate: Candidate) -> FoundRow:
    shares = {name: _percent(share) for name, share in candidate.likeness.items()}
    return FoundRow(
        place=place,
        id=candidate.faq_id,
        question=candidate.question,
        language=candidate.language,
        matched=candidate.matched,
        score=_percent(candidate.score),
        **shares,
    )


def _percent(share: float) -> int:
    return round(share * 100)
