"""A shop's FAQ of any size, and questions that no entry of it answers. Made up, the same every time."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any

import yaml

_SHOP: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "shop.yaml").read_text("utf-8"))
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Entry:
    """An FAQ entry: `questions` are six, the first its own."""

    language: str
    category: str
    questions: tuple[str, ...]
    answer: str


def entries(count: int) -> list[Entry]:
    """So many entries, half of them Chinese; 1,000 at most."""
    made = (
        Entry(
            language,
            topic["category"],
            tuple(way.format(name[language]) for way in topic[language]["ways"]),
            topic[language]["answer"].format(name[language]),
        )
        for topic in _SHOP["topics"]
        for name in _SHOP["products"]
        for language in LANGUAGES
    )
    return list(islice(made, count))


def open_questions() -> Iterator[str]:
    """Wishes for advice, zh and en by turns, none twice, that only a model can answer."""
    advice, products = _SHOP["advice"], _SHOP["products"]
    every = list(product(advice["who"], advice["when"], advice["where"], range(len(products))))
    Random(50).shuffle(every)
    for number, (who, when, where, at) in enumerate(every):
        language = LANGUAGES[number % 2]
        yield advice["question"][language].format(
            who=who[language],
            when=when[language],
            where=where[language],
            one=products[at][language],
            other=products[(at + 7) % len(products)][language],
        )
