"""Which questions are the same one, and which answers may be given again to somebody else."""

import hashlib
import re

from aics_app.core.text import folded

PERSONAL_INTENTS = frozenset(
    {"ticket_status", "complaint", "handoff", "ticket_create", "greeting", "thanks", "goodbye"}
)

_FILLER = re.compile(
    r"^(?:请问(?:一下|下)?|我?想问(?:一下|下)?|麻烦(?:问一下)?|问一?下|你好|您好|亲|在吗|哈喽"
    r"|hello|hi|hey|excuse me|please|pls|(?:can|could) you tell me|i want to know|i d like to know)\s*"
)
_TAIL = re.compile(r"\s*(?:呢|呀|啊|哦|吧|谢谢|多谢|谢了|thanks|thank you|please|pls)$")
_POINTS_BACK = re.compile(
    r"^(?:那|它|他|这个|这样|那个|然后|还有|另外|为什么|为啥"
    r"|and |then |what about|how about|why|it |that |this |so )"
)
_PERSONAL = re.compile(
    r"我的(?:订单|快递|包裹|退款|工单|账号|账户|积分|优惠券|发票)|我(?:昨天|前天|上周|刚|买的|下的|退的)"
    r"|\bmy (?:order|parcel|package|refund|ticket|account|points|coupon|invoice|delivery)\b"
    r"|\bi (?:bought|ordered|returned|paid)\b|\d{5,}|[\w.]+@[\w.]+",
    re.IGNORECASE,
)
MIN_STANDALONE_CHARS = 4


def same_question(question: str) -> str:
    """One form for a question however it is spelt: width, case, punctuation and polite filler don't count."""
    text = folded(question)
    while (shorter := _TAIL.sub("", _FILLER.sub("", text)).strip()) != text and shorter:
        text = shorter
    return text


def key_of(question: str, language: str, knowledge_version: str, answerer: str) -> str:
    """The cache key: a cryptographic hash, so that two questions never share one.

    The knowledge version is part of it (an answer dies with its source), and so is who would answer
    (`answerer`: model and prompt), so that a new model does not serve the old one's words.
    """
    parts = "\x1f".join((same_question(question), language, knowledge_version, answerer))
    return hashlib.sha256(parts.encode()).hexdigest()


def is_personal(question: str, intent: str = "") -> bool:
    """Whether the answer may depend on who asks: such a one is never remembered."""
    return intent in PERSONAL_INTENTS or _PERSONAL.search(question) is not None


def points_back(question: str) -> bool:
    """Whether the question leans on what was said before, so that its words alone don't tell enough."""
    text = same_question(question)
    return len(text) < MIN_STANDALONE_CHARS or _POINTS_BACK.match(text) is not None
