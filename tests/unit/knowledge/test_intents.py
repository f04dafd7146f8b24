"""Every intent that can be kept has a name in both languages, and no other has."""

import pytest

from aics_app.knowledge.rules import CIVILITIES, INTENTS, TELLING, Danger
from aics_app.knowledge.understanding.intents import examples
from aics_app.locales import CATALOGUES

NAMED = "knowledge.intent."


def test_whatever_can_be_understood_is_listed_once() -> None:
    assert sorted({example.intent for example in examples("train")} | set(Danger)) == sorted(INTENTS)
    assert set(TELLING).isdisjoint(CIVILITIES)


@pytest.mark.parametrize("locale", CATALOGUES)
def test_each_has_a_word_of_its_own(locale: str) -> None:
    words = {
        key.removeprefix(NAMED): word for key, word in CATALOGUES[locale].items() if key.startswith(NAMED)
    }
    assert sorted(words) == sorted(INTENTS)
    assert len(set(words.values())) == len(words)
