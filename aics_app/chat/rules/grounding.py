"""Whether what a model wrote stands on something: amounts, rates, spans, dates, links, numbers."""

import re
import unicodedata
from collections.abc import Iterable

_CLAIMS = re.compile(
    r"""
    https?://[^\s)\]>"'，。；]+                                   # links
    | [\w.+-]+@[\w-]+\.[\w.]+                                     # addresses
    | [¥$€£]\s?\d[\d,.]*                                          # amounts before
    | \d[\d,.]*\s?(?:元|块钱|rmb|yuan|usd|dollars?)               # amounts after
    | \d[\d.]*\s?%                                                # rates
    | \d{3,4}(?:[\s-]\d{3,4}){1,3} | \d{7,}                       # telephone and order numbers
    | \d{4}-\d{1,2}-\d{1,2} | \d{1,2}月\d{1,2}[日号]              # dates
    | \d{1,2}[:]\d{2}                                             # times of day
    | \d[\d.]*\s?个?(?:工作日|天|小时|分钟|周|月|年)                # spans
    | \d[\d.]*\s?(?:(?:working|business)\ )?(?:days?|hours?|minutes?|weeks?|months?|years?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def unfounded(answer: str, grounds: Iterable[str]) -> list[str]:
    """The claims in `answer` whose numbers, links or addresses stand in none of the `grounds`."""
    known = _plain("\n".join(grounds))
    numbers = set(_NUMBER.findall(known))
    return [claim for claim in _claims(_plain(answer)) if not _stands(claim, known, numbers)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _claims(text: str) -> list[str]:
    return [match.group(0).rstrip(".,") for match in _CLAIMS.finditer(text)]


def _stands(claim: str, known: str, numbers: set[str]) -> bool:
    if "://" in claim or "@" in claim:
        return claim in known
    return all(number in numbers for number in _NUMBER.findall(claim.replace(",", "")))
