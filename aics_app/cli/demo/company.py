"""What `company.yaml` and the FAQ's own file say, in types."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from aics_app.accounts.models import Role
from aics_app.knowledge.rules.entries import FaqDraft, tidy

COMPANY = Path(__file__).with_name("company.yaml")
FAQS = Path(__file__).resolve().parents[2] / "knowledge" / "data" / "faqs.yaml"
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `weight` says how often this customer asks, compared with the others."""

    username: str
    nickname: str
    role: Role = Role.CUSTOMER
    weight: int = 0
    language: str = "zh"


@dataclass(frozen=True)
class FaqText:
    """One entry of the FAQ in one language, as the knowledge keeps it."""

    key: str
    category: str
    language: str
    question: str
    answer: str
    similar: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What the model wrote on some entries."""

    language: str
    question: str
    answer: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Company:
    """All of it. `said` maps a kind of message and a language to what people say."""

    accounts: tuple[Person, ...]
    customers: tuple[Person, ...]
    faqs: tuple[FaqText, ...]
    written: tuple[Written, ...]
    said: Mapping[tuple[str, str], tuple[str, ...]]


def read() -> Company:
    """The company as it is written down."""
    own, faqs = _yaml(COMPANY), _yaml(FAQS)
    said = {
        (kind, language): tuple(own[kind][language])
        for kind in ("unanswered", "off_topic", "wishes", "complaints", "greetings", "thanks")
        for language in LANGUAGES
    }
    return Company(
        accounts=tuple(Person(**{**one, "role": Role(one["role"])}) for one in own["accounts"]),
        customers=tuple(Person(**one) for one in own["customers"]),
        faqs=tuple(_faq(entry, language) for entry in faqs for language in LANGUAGES),
        written=tuple(
            Written(language, one[language]["question"], one[language]["answer"], tuple(one["sources"]))
            for one in own["written"]
            for language in LANGUAGES
        ),
        said=said,
    )


def _faq(entry: dict[str, Any], language: str) -> FaqText:
    own = entry[language]
    draft = FaqDraft(own["question"], own["answer"], entry["category"], language, tuple(own["similar"]))
    stored = tidy(draft)
    return FaqText(entry["key"], stored.category, language, stored.question, stored.answer, stored.similar)


def _yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where it was compiled
    return yaml.load(path.read_text("utf-8"), loader)  # noqa: S506 - both are the safe loader
