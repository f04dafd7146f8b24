"""The order of answering: danger, a wish for a person, cache, own data, FAQ, the model, "I don't know"."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from aics_app.chat.actions import Answer, Asked, Passage
from aics_app.chat.models import Priority, Source, TransferReason
from aics_app.chat.replies.informing import Informants, answer_of
from aics_app.chat.rules.prompting import VERSION, Fact, prompt
from aics_app.chat.rules.remembering import is_personal, key_of, points_back
from aics_app.chat.rules.transfer import NOTHING_YET, Facts, Record, Way, rule_for
from aics_app.core import metrics
from aics_app.core.cache import Cache
from aics_app.core.db import Database
from aics_app.core.live import Live
from aics_app.core.text import one_line
from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.knowledge.rules import CIVILITIES, Danger, Decision, danger_in, wants_person
from aics_app.knowledge.understanding import Candidate, Understanding, Understood
from aics_app.llm import ChatTurn, Model
from aics_app.locales import tr
from aics_app.settings import AiSection, Settings

logger = logging.getLogger(__name__)

SMALL_TALK = frozenset(CIVILITIES)
SMALL_TALK_CERTAIN = 0.6
SMALL_TALK_CHARS = 24
PASSAGES = 3
COUNTED_S = 86_400


@dataclass(frozen=True)
class Tools:
    """What answering works with. `settings` are asked anew each time: they may change at run time."""

    db: Database
    cache: Cache
    live: Live
    model: Model
    understanding: Understanding
    settings: Callable[[], Settings]
    informants: Informants = field(default_factory=dict)

    @property
    def ai(self) -> AiSection:
        """How the model is asked, and when its answers are kept."""
        return self.settings().ai

    @property
    def company(self) -> str:
        """Whom the model speaks for."""
        return self.settings().company


@dataclass(frozen=True)
class Background:
    """What came before this question in its conversation, and the limits that the administrator set."""

    history: Sequence[ChatTurn] = ()
    so_far: Record = NOTHING_YET
    max_turns: int = 3
    threshold: float = 0.3


@dataclass(frozen=True)
class Draft:
    """What the model is to write on: its turns and its sources, and the honest answer if it can't."""

    turns: list[ChatTurn]
    passages: tuple[Passage, ...]
    intent: str
    confidence: float
    without_model: Answer


@dataclass(frozen=True)
class Plan:
    """How a question is answered: at once, or by the model; and under which key it may be remembered."""

    answer: Answer | None = None
    draft: Draft | None = None
    cache_key: str = ""
    times_asked: int = 0


async def plan(tools: Tools, asked: Asked, background: Background) -> Plan:
    """Choose the way. Asks the cache and the understanding, not the model."""
    if danger := danger_in(asked.question):  # never the model, never remembered, and no word of it in the log
        logger.warning("conversation %s speaks of %s: a person is called", asked.conversation_id, danger)
        return Plan(answer=_endangered(asked, danger))
    if wants_person(asked.question):
        return Plan(answer=_person_wished(asked))
    key = await _cache_key(tools, asked)
    times = await tools.cache.increment(f"asked:{key}", COUNTED_S)
    standalone = not (background.history and points_back(asked.question))
    if tools.ai.cache_enabled and standalone:
        known = await tools.cache.get(f"answer:{key}")
        metrics.cache_lookups.labels("hit" if known else "miss").inc()
        if known:
            return Plan(answer=_remembered(known), cache_key=key, times_asked=times)
    understood = await _understood(tools, asked)
    if own := await _from_data(tools, asked, understood):
        return Plan(answer=own, times_asked=times)
    answer = _at_once(asked, background, understood, standalone=standalone)
    if answer:
        remember = (
            standalone and answer.source == Source.FAQ and not is_personal(asked.question, answer.intent)
        )
        return Plan(answer=answer, cache_key=key if remember else "", times_asked=times)
    remember = not background.history and not is_personal(
        asked.question, understood.intent if understood else ""
    )
    draft = _draft(tools, asked, background, understood)
    return Plan(draft=draft, cache_key=key if remember else "", times_asked=times)


async def _cache_key(tools: Tools, asked: Asked) -> str:
    answerer = f"{tools.ai.ollama_model_name}|{tools.ai.ollama_temperature}|{VERSION}"
    return key_of(asked.question, asked.language, tools.understanding.version, answerer)


async def _understood(tools: Tools, asked: Asked) -> Understood | None:
    """None while the understanding is away: the model may still answer, or we say that we don't know."""
    try:
        return await tools.understanding.understand(asked.question, asked.language)
    except UnderstandingUnavailable:
        return None


async def _from_data(tools: Tools, asked: Asked, understood: Understood | None) -> Answer | None:
    if understood is None:
        return None
    is_answerable = understood.decision == Decision.ANSWER
    return await answer_of(tools.db, tools.informants, asked, understood, is_answerable=is_answerable)


def _person_wished(asked: Asked) -> Answer:
    return Answer(
        tr(asked.language, "reply.person_wished"),
        Source.NONE,
        confidence=1.0,
        intent="handoff",
        transfer_reason=TransferReason.CUSTOMER_REQUEST,
        calls=Priority.NORMAL,
    )


def _endangered(asked: Asked, danger: Danger) -> Answer:
    """A kind word that promises nothing but what happens, in the customer's language."""
    return Answer(
        tr(asked.language, f"reply.{danger}"),
        Source.NONE,
        confidence=1.0,
        intent=danger,
        transfer_reason=TransferReason.POLICY_RESTRICTION,
        calls=Priority.URGENT,
    )


def _at_once(
    asked: Asked, background: Background, understood: Understood | None, *, standalone: bool
) -> Answer | None:
    """The published answer, word for word, or a civility; None when neither is sure."""
    if understood is None:
        return None
    if understood.decision == Decision.ANSWER and standalone:
        best = understood.candidates[0]
        answer = Answer(
            best.passage,
            Source.FAQ,
            confidence=best.score,
            intent=understood.intent,
            citations=(_passage(best),),
        )
        return ruled(answer, background)
    civil = understood.intent in SMALL_TALK and understood.intent_confidence >= SMALL_TALK_CERTAIN
    if civil and len(asked.question) <= SMALL_TALK_CHARS:
        text = tr(asked.language, f"reply.{understood.intent}")
        return Answer(text, Source.NONE, confidence=understood.intent_confidence, intent=understood.intent)
    return None


def ruled(
    answer: Answer,
    background: Background,
    *,
    asks_back: bool = False,
    is_unfounded: bool = False,
    tool_failed: bool = False,
) -> Answer:
    """The same, with the person whom the rules call or offer."""
    rule = rule_for(
        Facts(
            source=answer.source,
            confidence=answer.confidence,
            threshold=background.threshold,
            asks_back=asks_back,
            is_unfounded=is_unfounded,
            tool_failed=tool_failed,
            so_far=background.so_far,
            max_turns=background.max_turns,
            intent=answer.intent,
        )
    )
    if rule is None:
        return answer
    calls = rule.priority if rule.way is Way.CALL else None
    return replace(answer, transfer_reason=rule.reason, calls=calls)


def _draft(tools: Tools, asked: Asked, background: Background, understood: Understood | None) -> Draft:
    candidates = understood.worth_reading(PASSAGES) if understood else ()
    passages = tuple(map(_passage, candidates))
    intent = understood.intent if understood else ""
    score = understood.confidence if understood else 0.0
    facts = [Fact(passage.title, passage.text) for passage in passages]
    return Draft(
        turns=prompt(tools.company, asked.language, facts, background.history, asked.question),
        passages=passages,
        intent=intent,
        confidence=score if passages else score / 2,  # nothing stands behind it but the model
        without_model=_honest(asked, background, understood, candidates),
    )


def _honest(
    asked: Asked, background: Background, understood: Understood | None, near: Sequence[Candidate]
) -> Answer:
    """What is said when the model can't help: "did you mean …?" first, then "I don't know", with ways out."""
    intent = understood.intent if understood else ""
    confidence = understood.confidence if understood else 0.0
    asks_back = bool(near) and background.so_far.failures == 0
    suggestions = [one_line(candidate.question, 120) for candidate in near] if asks_back else []
    answer = ruled(
        Answer("", Source.NONE, confidence=confidence, intent=intent),
        background,
        asks_back=asks_back,
        tool_failed=not asks_back,
    )
    key = "reply.did_you_mean" if asks_back else _unknown(answer, background)
    return replace(
        answer, text=tr(asked.language, key), extra={"suggestions": suggestions} if suggestions else {}
    )


def _unknown(answer: Answer, background: Background) -> str:
    if answer.calls is not None:
        return "reply.person_called"
    if answer.intent == "out_of_scope":
        return "reply.out_of_scope"
    return "reply.unknown_again" if background.so_far.failures else "reply.unknown"


def _passage(candidate: Candidate) -> Passage:
    return Passage(candidate.faq_id, candidate.question, candidate.passage, candidate.score)


def _remembered(text: str) -> Answer:
    known = json.loads(text)
    passages = tuple(Passage(**passage) for passage in known["citations"])
    return Answer(
        known["text"],
        Source.CACHE,
        confidence=known["confidence"],
        intent=known["intent"],
        citations=passages,
    )


def remembered_form(answer: Answer) -> str:
    """An answer as the cache keeps it."""
    known = {
        "text": answer.text,
        "confidence": answer.confidence,
        "intent": answer.intent,
        "citations": [vars(passage) for passage in answer.citations],
    }
    return json.dumps(known, ensure_ascii=False)


def model_away(draft: Draft, code: str) -> Answer:
    """The honest answer in a model's stead, saying that the model is away."""
    own = draft.without_model
    return replace(own, extra={**own.extra, "model": code})
