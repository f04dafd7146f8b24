"""Words of the product for what rows keep as codes; a code that nobody knows stays as it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from aics_app.locales import CATALOGUES, known_locale
from aics_app.stats.models import Share
from aics_app.stats.rules.figures import SLICES
from aics_app.tickets.rules.workflow import Workflow


@dataclass(frozen=True)
class Words:
    """One language, and the workflow's own names."""

    locale: str
    workflow: Workflow

    def of(self, key: str, **params: object) -> str:
        """The text of a key that is there."""
        return CATALOGUES[known_locale(self.locale)][key].format(**params)

    def coded(self, prefix: str, code: str | None) -> str:
        """The word for a stored code."""
        if not code:
            return ""
        return CATALOGUES[known_locale(self.locale)].get(prefix + code, code)

    def listed(self, prefix: str, codes: Iterable[str]) -> str:
        """Several of them."""
        return ", ".join(self.coded(prefix, code) for code in codes)

    def yes_or_no(self, said: bool | None) -> str:
        """Empty when nobody said."""
        return "" if said is None else self.of("export.yes" if said else "export.no")

    def shared(self, kind: Share, key: str) -> str:
        """What a slice of a whole is called, as on the page."""
        word = self.coded(SLICES[kind], key) if kind in SLICES else self.topic(key)
        return word or self.of("stats.unnamed")

    def status(self, word: str) -> str:
        """A ticket's status, as the administrator named it."""
        return self._statuses.get(word, word)

    def priority(self, word: str) -> str:
        """A ticket's priority."""
        return self._priorities.get(word, word)

    def topic(self, word: str | None) -> str:
        """What a ticket is about."""
        return self._topics.get(word or "", word or "")

    @cached_property
    def _statuses(self) -> dict[str, str]:
        return {one.word: one.names.get(self.locale, one.word) for one in self.workflow.statuses}

    @cached_property
    def _priorities(self) -> dict[str, str]:
        return {one.word: one.names.get(self.locale, one.word) for one in self.workflow.priorities}

    @cached_property
    def _topics(self) -> dict[str, str]:
        return {one.word: one.names.get(self.locale, one.word) for one in self.workflow.topics}


Column = tuple[str, int]
"""The end of a head's key, and how wide its column is."""


def heads(words: Words, sheet: str, columns: Iterable[Column]) -> tuple[list[int], list[str]]:
    """Widths and heads of a sheet's columns."""
    told = list(columns)
    text: Callable[[str], str] = lambda name: words.of(f"export.{sheet}.{name}")  # noqa: E731 - used once, below
    return [width for _, width in told], [text(name) for name, _ in told]
