"""What a wait needs of its agent, and for how long nobody else will do."""

from collections.abc import Collection
from datetime import datetime, timedelta


def needs(language: str | None, intent: str | None, there: Collection[frozenset[str]]) -> frozenset[str]:
    """The most that somebody who is there can do: language and matter, else the language, else the matter.

    Skills are words that the administrator gives: a language's code, the name of an intent. What nobody who
    is there can do is no need: it would only make the customer wait.
    """
    both = frozenset(word for word in (language, intent) if word)
    for wanted in (both, frozenset(both & {language}), frozenset(both & {intent})):
        if wanted and any(wanted <= skills for skills in there):
            return wanted
    return frozenset()


def is_particular(since: datetime, now: datetime, patience: timedelta) -> bool:
    """Whether the right team and skill are still waited for; after that anybody will do: nobody starves."""
    return now - since < patience
