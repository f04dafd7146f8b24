"""The understanding as production builds it, from the files of the demo company and without a database."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import yaml

from aics_app.knowledge.models import Language
from aics_app.knowledge.understanding.comprehension import Comprehension
from aics_app.knowledge.understanding.embedder import EmbeddedUse, Vectors
from aics_app.knowledge.understanding.intents import OUT_OF_SCOPE, Intents, examples
from aics_app.knowledge.understanding.retrieval import Entry, Index
from aics_app.knowledge.understanding.space import Space
from aics_app.knowledge.understanding.understood import Understood
from aics_app.knowledge.understanding.worker import Worker


def data(name: str) -> Any:
    """A data file of the package."""
    return yaml.safe_load((files("aics_app.knowledge") / "data" / name).read_text("utf-8"))


class Laboratory:
    """`keys` names the entries of the index in its order; both languages of an entry share a key."""

    def __init__(self) -> None:
        self._embedder = EmbeddedUse(Worker())
        self.examples = examples("train")
        vectors = self.embed([example.text for example in self.examples])
        self.space = Space(vectors, [example.intent for example in self.examples], OUT_OF_SCOPE)
        self.intents = Intents(self.examples, vectors, self.space)
        self.keys, self.entries = _entries()
        self.index = self.indexed(self.entries)
        self._now = Comprehension(self.space, self.intents, self.index, "laboratory")
        self._by_id = dict(zip((entry.id for entry in self.entries), self.keys, strict=True))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The embedded model's vectors."""
        return self._embedder.embed_now(texts)

    def indexed(self, entries: Sequence[Entry]) -> Index:
        """An index over these entries."""
        questions = self.embed([text for entry in entries for text in entry.questions])
        answers = self.embed([entry.answer for entry in entries])
        return Index(entries, self.space.place(questions), self.space.place(answers), {})

    def understood(self, text: str, language: str) -> Understood:
        """As production understands it."""
        return self._now.of(text, language, self.embed([text]))

    def found(self, understood: Understood) -> list[str]:
        """The keys of the entries found, surest first, each once."""
        return list(dict.fromkeys(self._by_id[candidate.faq_id] for candidate in understood.candidates))


def _entries() -> tuple[list[str], list[Entry]]:
    keys: list[str] = []
    entries: list[Entry] = []
    for written in data("faqs.yaml"):
        for language in Language:
            said = written[language.value]
            questions = (said["question"], *said["similar"])
            entries.append(
                Entry(len(entries) + 1, 1, language.value, written["category"], said["answer"], questions)
            )
            keys.append(written["key"])
    return keys, entries
