"""What the model double says: texts, pieces and vectors, the same for the same question every time."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import cycle, islice
from typing import Any

Message = dict[str, Any]
AnswerOf = Callable[[Sequence[Message]], str]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_TAGGED = re.compile(r"<(passage|document|source|faq)\b[^>]*>(.*?)</\1>", re.DOTALL)
_JSON_LIST = re.compile(r"\[\s*\{")
_NUMBERED = re.compile(r"^[ \t]*\[\d+\][ \t]*(\S.*)$", re.MULTILINE)
_PIECE = re.compile(r"\s*[A-Za-z0-9]{1,8}|[\u4e00-\u9fff]{1,2}|\s*.|\s+", re.DOTALL)

_TEXTS = {
    "zh": (
        "根据我们的资料：\n\n",
        "\n\n希望能帮到您。还有别的问题吗？",
        "很抱歉，我在资料里没有找到这个问题的答案。您可以：\n\n- 换一种说法再问一次\n- 请人工客服来帮您\n",
    ),
    "en": (
        "Here is what our information says:\n\n",
        "\n\nI hope this helps. Is there anything else?",
        "I am sorry, I found no answer to this. You can:\n\n- ask again in other words\n- ask for a person\n",
    ),
}
MAX_PASSAGES = 3
VECTOR_SIZE = 64


def sensible_answer(messages: Sequence[Message]) -> str:
    """Repeat the passages found in the prompt as a list, in the language of the last question."""
    opening, closing, nothing_found = _TEXTS[language_of(question_of(messages))]
    passages = passages_of(messages)[:MAX_PASSAGES]
    if not passages:
        return nothing_found
    return opening + "\n".join(f"- {passage}" for passage in passages) + closing


def question_of(messages: Sequence[Message]) -> str:
    """The last thing the user said, without the passages that may stand beside it."""
    said = [str(message.get("content", "")) for message in messages if message.get("role") == "user"]
    last = said[-1] if said else ""
    return _NUMBERED.sub("", _TAGGED.sub("", last)).strip() or last


def passages_of(messages: Sequence[Message]) -> list[str]:
    """The passages of a prompt: `text` in a JSON list, or what stands in tags, or after `[1]`."""
    whole = "\n".join(str(message.get("content", "")) for message in messages)
    tagged = [match[1] for match in _TAGGED.findall(whole)]
    found = [" ".join(text.split()) for text in _texts_in_json(whole) or tagged or _NUMBERED.findall(whole)]
    return list(dict.fromkeys(text for text in found if text))


def _texts_in_json(whole: str) -> list[str]:
    texts: list[str] = []
    for start in _JSON_LIST.finditer(whole):
        try:
            rows, _ = json.JSONDecoder().raw_decode(whole, start.start())
        except ValueError:
            continue
        texts += [str(row["text"]) for row in rows if isinstance(row, dict) and "text" in row]
    return texts


def language_of(text: str) -> str:
    """`zh` where there is one Chinese character, else `en`."""
    return "zh" if _HAN.search(text) else "en"


@lru_cache(maxsize=256)
def pieces_of(text: str, tokens: int | None) -> tuple[str, ...]:
    """Cut like a tokenizer would; with `tokens`, repeated or cut to exactly that many pieces."""
    pieces = _PIECE.findall(text)
    if tokens is None or not pieces:
        return tuple(pieces)
    return tuple(islice(cycle([*pieces, "\n\n"]), tokens))


def vector_of(text: str) -> list[float]:
    """A unit vector from the text's letter pairs: texts that look alike lie close together."""
    sums = [0.0] * VECTOR_SIZE
    padded = f" {text.lower()} "
    for pair in (padded[start : start + 2] for start in range(len(padded) - 1)):
        digest = hashlib.blake2b(pair.encode(), digest_size=2).digest()
        sums[digest[0] % VECTOR_SIZE] += 1.0 if digest[1] & 1 else -1.0
    length = math.sqrt(sum(value * value for value in sums)) or 1.0
    return [value / length for value in sums]
