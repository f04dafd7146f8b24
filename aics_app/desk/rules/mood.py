"""Whether a customer sounds upset, from plain signs that can be named: no guess at what he feels."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_ENGLISH = re.compile(
    r"(?<!not )(?<!n't )(?<!no )\b(angry|furious|outrag\w+|terrible|awful|horrible|ridiculous|unacceptable"
    r"|useless|worst|scam|fraud|complain\w*|disappoint\w+|disgust\w+|fed up|waste of time|ripped off|rip-off"
    r"|lawyer|sue you|liars?)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?<![不没別别])(投诉|骗子|骗人|生气|气死|气人|太差|差劲|差评|失望|恶心|忽悠|坑人|欺诈|举报|受够|没人管"
    r"|垃圾|什么态度|太过分|不像话|浪费.{0,3}时间)"
)


class Sign(StrEnum):
    """What the mood is read from."""

    WORDS = "words"
    COMPLAINT = "complaint"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True)
class Mood:
    """Upset when there is any sign; `word` is the first such word that was said."""

    signs: tuple[Sign, ...] = ()
    word: str = ""

    @property
    def is_upset(self) -> bool:
        """Else neutral: contentment is not read from anything here."""
        return bool(self.signs)


def mood(said: Iterable[str], *, intents: Iterable[str], unhelpful: int) -> Mood:
    """From the customer's own words, what the AI took them for, and the answers he judged unhelpful."""
    word = next((found[0] for text in said if (found := _CHINESE.search(text) or _ENGLISH.search(text))), "")
    signs = (
        (bool(word), Sign.WORDS),
        ("complaint" in intents, Sign.COMPLAINT),
        (unhelpful > 0, Sign.UNHELPFUL),
    )
    return Mood(tuple(sign for holds, sign in signs if holds), word)
