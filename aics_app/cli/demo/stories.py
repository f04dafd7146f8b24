"""Conversations that could have happened: pure, and the same for the same random numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from aics_app.chat.actions import Answer, Passage
from aics_app.chat.models import Source, State, TransferReason
from aics_app.chat.rules.transfer import Facts, transfer_reason
from aics_app.cli.demo.company import Company, FaqText, Written
from aics_app.locales import tr

THRESHOLD = 0.3
TURNS = {1: 46, 2: 31, 3: 16, 4: 7}
KINDS = {
    "faq": 50,
    "cache": 15,
    "llm": 21,
    "unanswered": 5,
    "near": 3,
    "off_topic": 2,
    "wishes": 3,
    "complaints": 1,
}
# Shares: of conversations the first two, of answers the others.
GREET_FIRST, THANK_LAST, STOP, JUDGED, GIVE_NO_REASON = 0.05, 0.22, 0.04, 0.34, 0.4
HELPFUL = {Source.CACHE: 0.93, Source.FAQ: 0.9, Source.LLM: 0.76, Source.NONE: 0.12}
WHY_NOT = ("wrong", "unclear", "incomplete", "off_topic", "other")
INTENTS = {"ticket": "ticket_create"}
SECONDS = {
    Source.CACHE: (0.01, 0.04),
    Source.FAQ: (0.02, 0.09),
    Source.LLM: (2.5, 9.0),
    Source.NONE: (0.02, 0.1),
}


@dataclass(frozen=True)
class Exchange:
    """A question, its answer, and what the customer thought of it."""

    question: str
    answer: Answer
    asked_at: datetime
    answered_at: datetime
    helpful: bool | None = None
    why: str = ""


@dataclass(frozen=True)
class Story:
    """One conversation of one customer."""

    id: str
    user_id: int
    language: str
    exchanges: tuple[Exchange, ...]
    solved: bool | None
    wished_at: datetime | None = None

    @property
    def ended_at(self) -> datetime:
        """When its last answer was complete."""
        return self.exchanges[-1].answered_at


@dataclass
class Teller:
    """Makes stories. `ids` holds the number of each FAQ entry by key and language."""

    rng: Random
    company: Company
    ids: Mapping[tuple[str, str], int]
    _popular: dict[str, list[FaqText]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Some entries are asked for often, most now and then: the order is the popularity."""
        for language in ("zh", "en"):
            own = [faq for faq in self.company.faqs if faq.language == language]
            self.rng.shuffle(own)
            self._popular[language] = own

    def story(self, user_id: int, language: str, at: datetime) -> Story:
        """One conversation that begins at `at`."""
        exchanges = [self._civil("greetings", language, at)] if self.rng.random() < GREET_FIRST else []
        turns = self.rng.choices(list(TURNS), list(TURNS.values()))[0]
        for _ in range(turns):
            if exchanges:
                at = exchanges[-1].answered_at + timedelta(seconds=self.rng.uniform(15, 140))
            exchange = self._exchange(language, at)
            exchanges.append(exchange)
            if exchange.answer.transfer_reason == TransferReason.CUSTOMER_REQUEST:
                break
        last = exchanges[-1].answer
        if last.transfer_reason is None and self.rng.random() < THANK_LAST:
            thanked = exchanges[-1].answered_at + timedelta(seconds=self.rng.uniform(15, 140))
            exchanges.append(self._civil("thanks", language, thanked))
        wished = last.transfer_reason == TransferReason.CUSTOMER_REQUEST
        return Story(
            id=f"{self.rng.getrandbits(128):032x}",
            user_id=user_id,
            language=language,
            exchanges=tuple(exchanges),
            solved=self._solved(last),
            wished_at=exchanges[-1].answered_at if wished else None,
        )

    def wishing(self, user_id: int, language: str, at: datetime) -> Story:
        """One conversation that begins at `at` and ends with the wish for a person."""
        first = self._exchange(language, at)
        exchanges = [first]
        if first.answer.transfer_reason != TransferReason.CUSTOMER_REQUEST:
            wished = first.answered_at + timedelta(seconds=self.rng.uniform(15, 90))
            question, answer = self._nothing_known("wishes", language)
            exchanges.append(Exchange(question, answer, wished, wished + self._time_for(answer)))
        return Story(f"{self.rng.getrandbits(128):032x}", user_id, language, tuple(exchanges), None)

    def _solved(self, last: Answer) -> bool | None:
        if last.transfer_reason is not None:
            return self.rng.choices([False, None], [35, 65])[0]
        return self.rng.choices([True, False, None], [56, 6, 38])[0]

    def _exchange(self, language: str, at: datetime) -> Exchange:
        kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
        if kind in ("faq", "cache", "near"):
            question, answer = self._published(kind, language)
        elif kind == "llm":
            question, answer = self._model_wrote(language)
        else:
            question, answer = self._nothing_known(kind, language)
        return self._judged(question, answer, at)

    def _published(self, kind: str, language: str) -> tuple[str, Answer]:
        faq = self._often_asked(language)
        if kind == "near":
            return self._not_sure(faq)
        score = round(self.rng.uniform(0.81, 0.98), 4)
        asked = faq.question if kind == "cache" else self.rng.choice([faq.question, *faq.similar])
        answer = Answer(
            faq.answer,
            Source(kind),
            confidence=score,
            intent=_intent(faq),
            citations=(self._passage(faq, score),),
        )
        return asked, answer

    def _not_sure(self, faq: FaqText) -> tuple[str, Answer]:
        others = [
            other for other in self._popular[faq.language] if other.category == faq.category and other != faq
        ]
        offered = [faq, *self.rng.sample(others, 2)]
        answer = Answer(
            tr(faq.language, "reply.did_you_mean"),
            Source.NONE,
            confidence=round(self.rng.uniform(0.3, 0.55), 4),
            intent=_intent(faq),
            transfer_reason=TransferReason.PENDING_CLARIFICATION,
            extra={"suggestions": [one.question for one in offered]},
        )
        return self.rng.choice(faq.similar), answer

    def _model_wrote(self, language: str) -> tuple[str, Answer]:
        written = self.rng.choice([one for one in self.company.written if one.language == language])
        passages = self._passages(written)
        answer = Answer(
            written.answer,
            Source.LLM,
            confidence=passages[0].score,
            intent=_intent(self._by_key(written.sources[0], language)),
            citations=passages,
        )
        if self.rng.random() < STOP:
            half = written.answer[: len(written.answer) // 2]
            answer = replace(answer, text=half, state=State.STOPPED, confidence=0.0, intent="", citations=())
        return written.question, answer

    def _nothing_known(self, kind: str, language: str) -> tuple[str, Answer]:
        """A wish, a complaint, or a question that nothing published answers."""
        key, intent, low, high = {
            "unanswered": ("reply.unknown", "product", 0.08, 0.28),
            "off_topic": ("reply.out_of_scope", "out_of_scope", 0.02, 0.15),
            "wishes": ("reply.person_wished", "handoff", 1.0, 1.0),
            "complaints": ("reply.unknown", "complaint", 0.1, 0.3),
        }[kind]
        confidence = round(self.rng.uniform(low, high), 4)
        facts = Facts(
            source=Source.NONE,
            confidence=confidence,
            threshold=THRESHOLD,
            wants_person=kind == "wishes",
            intent=intent,
        )
        text = tr(language, key)
        answer = Answer(
            text, Source.NONE, confidence=confidence, intent=intent, transfer_reason=transfer_reason(facts)
        )
        return self.rng.choice(self.company.said[kind, language]), answer

    def _civil(self, kind: str, language: str, at: datetime) -> Exchange:
        """Greetings and thanks, which nobody judges."""
        intent = {"greetings": "greeting", "thanks": "thanks"}[kind]
        confidence = round(self.rng.uniform(0.85, 0.99), 4)
        answer = Answer(tr(language, f"reply.{intent}"), Source.NONE, confidence=confidence, intent=intent)
        question = self.rng.choice(self.company.said[kind, language])
        return Exchange(question, answer, at, at + self._time_for(answer))

    def _judged(self, question: str, answer: Answer, at: datetime) -> Exchange:
        exchange = Exchange(question, answer, at, at + self._time_for(answer))
        if answer.state != State.DONE or self.rng.random() > JUDGED:
            return exchange
        helpful = self.rng.random() < HELPFUL[answer.source]
        why = "" if helpful or self.rng.random() < GIVE_NO_REASON else self.rng.choice(WHY_NOT)
        return replace(exchange, helpful=helpful, why=why)

    def _time_for(self, answer: Answer) -> timedelta:
        return timedelta(seconds=self.rng.uniform(*SECONDS[answer.source]))

    def _often_asked(self, language: str) -> FaqText:
        own = self._popular[language]
        return own[min(int(self.rng.expovariate(1 / 18)), len(own) - 1)]

    def _by_key(self, key: str, language: str) -> FaqText:
        return next(faq for faq in self._popular[language] if faq.key == key)

    def _passages(self, written: Written) -> tuple[Passage, ...]:
        score = self.rng.uniform(0.5, 0.72)
        found: Sequence[FaqText] = [self._by_key(key, written.language) for key in written.sources]
        return tuple(self._passage(faq, round(score - 0.07 * place, 4)) for place, faq in enumerate(found))

    def _passage(self, faq: FaqText, score: float) -> Passage:
        return Passage(self.ids[faq.key, faq.language], faq.question, faq.answer, score)


def _intent(faq: FaqText) -> str:
    return INTENTS.get(faq.category, faq.category)


def told(teller: Teller, starts: Sequence[tuple[datetime, int, str]]) -> list[Story]:
    """A story for each start: an instant, a customer and a language."""
    return [teller.story(user_id, language, at) for at, user_id, language in starts]


def facts_of(answer: Answer) -> dict[str, Any]:
    """What an answer's message and its event have in common."""
    return {
        "state": answer.state,
        "source": answer.source,
        "intent": answer.intent or None,
        "confidence": round(answer.confidence, 4),
    }
