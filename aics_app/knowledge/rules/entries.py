"""What an entry of the FAQ may be."""

from collections.abc import Sequence
from dataclasses import dataclass

from aics_app.core.text import clean, has_letters, one_line
from aics_app.knowledge.models import Language

MAX_QUESTION_CHARS = 500
MAX_ANSWER_CHARS = 10_000
MAX_CATEGORY_CHARS = 50
MAX_SIMILAR = 30

_FAR_TOO_LONG = 20_000
"""Enough to see that a text is too long, without cleaning megabytes of it."""


@dataclass(frozen=True)
class FaqDraft:
    """An entry as somebody wants it: `answer` is Markdown, `similar` are other ways to ask `question`."""

    question: str
    answer: str
    category: str = ""
    language: str = Language.ZH
    similar: tuple[str, ...] = ()


def tidy(draft: FaqDraft) -> FaqDraft:
    """Without control characters; questions on one line; empty and repeated similar ones dropped."""
    question = _line(draft.question)
    similar = dict.fromkeys(_line(text) for text in draft.similar[: MAX_SIMILAR * 2])
    return FaqDraft(
        question=question,
        answer=clean(draft.answer[:_FAR_TOO_LONG]),
        category=_line(draft.category),
        language=draft.language,
        similar=tuple(text for text in similar if text and text != question),
    )


def faults_of(draft: FaqDraft) -> dict[str, str]:
    """The code of what is wrong with each field of a tidy draft; empty when it may be saved."""
    found = {
        "question": _fault_of_text(draft.question, MAX_QUESTION_CHARS),
        "answer": _fault_of_text(draft.answer, MAX_ANSWER_CHARS),
        "category": "too_long" if len(draft.category) > MAX_CATEGORY_CHARS else "",
        "language": "" if draft.language in set(Language) else "choice",
        "similar": _fault_of_similar(draft.similar),
    }
    return {field: code for field, code in found.items() if code}


def _line(text: str) -> str:
    return one_line(text[:_FAR_TOO_LONG], _FAR_TOO_LONG)


def _fault_of_text(text: str, limit: int) -> str:
    if not has_letters(text):
        return "required"
    return "too_long" if len(text) > limit else ""


def _fault_of_similar(similar: Sequence[str]) -> str:
    if len(similar) > MAX_SIMILAR or any(len(text) > MAX_QUESTION_CHARS for text in similar):
        return "too_long"
    return ""
