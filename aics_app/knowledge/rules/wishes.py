"""Whether a message asks for a person."""

import re

_ZH = re.compile(r"(?:转|轉|找|要|叫|接|换)(?:一?[个下])?(?:人工|真人|活人|客服)|^(?:人工|人工客服|真人)$")
_EN = re.compile(
    r"\b(?:talk|speak|chat|transfer|connect)\b.*\b(?:human|person|agent|someone|representative)\b"
)
_NOT = re.compile(r"(?:不用|不要|别|不需要)(?:再|给我|帮我)?(?:转|找|接|人工)|\b(?:don't|do not|no need)\b")


def wants_person(text: str) -> bool:
    """Whether the message explicitly asks for a person to take over."""
    text = text.casefold()
    return bool((_ZH.search(text) or _EN.search(text)) and not _NOT.search(text))
