"""Log lines that can be searched, can't be forged, and keep no secret and nobody's address.

JSON, one line a record, in production; readable lines in demo mode. Every record of every library goes
through the same two steps, last of all: `redacted`, then `escaped`.
"""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from aics_app.settings import Settings

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request or page event being handled; in every line logged meanwhile."""

ACCESS = "aics_app.access"
MAX_CHARS = 8_000
HIDDEN = "***"

# Libraries that bring handlers of their own, which would go round ours.
_OWN_HANDLERS = ("_granian", "granian.access", "reflex", "py.warnings")
# A line for each request of theirs, with its address: of no use, or not for the log.
_TALKATIVE = ("httpx", "httpcore", "engineio", "socketio", "asyncio", "PIL", "aiosqlite", "multipart")

_KEY = r"[\w-]{0,30}(?:password|passwd|secret|token|api[-_]?key|authorization|cookie|aics_session)"
_QUOTED = r"""b?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*'"""
_SECRETS = (
    # 'cookie': '…', ("password", "…"), token=…, and a header's line up to its end
    (re.compile(rf"""(?i)(["']{_KEY}["']\s*[:=,]\s*)(?:{_QUOTED}|[^\s,;&)\]}}]+)"""), rf"\1{HIDDEN}"),
    (re.compile(r"""(?i)\b((?:set-)?cookie|authorization)(\s*[:=]\s*)[^'"\n]+"""), rf"\1\2{HIDDEN}"),
    (re.compile(rf"""(?i)\b({_KEY}\s*[:=]\s*)(?:{_QUOTED}|[^\s,;&)\]}}]+)"""), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\bbearer\s+[\w.~+/=-]+"), f"Bearer {HIDDEN}"),
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?"), HIDDEN),
    (re.compile(r"\$2[abxy]\$\d\d\$[./\w]{20,60}"), HIDDEN),
    (re.compile(r"://[^/\s:@]{0,64}:[^/\s@]{1,128}@"), f"://{HIDDEN}@"),
    (re.compile(r"\[parameters: .*"), f"[parameters: {HIDDEN}]"),
)
_PEOPLE = (
    re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    re.compile(r"(?a)(?<![\w.])\d{17}[\dXx](?!\w)"),  # a Chinese identity number
    re.compile(r"(?a)(?<![\w.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\w)"),
    re.compile(
        r"(?a)(?<![\w.])(?:\+\d[\d ()-]{6,16}\d|0\d{2,3}-\d{7,8}|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4})(?!\w)"
    ),
)
_CARD = re.compile(r"(?a)(?<![\w.])(?:\d[ -]?){12,18}\d(?!\w)")
# Reflex logs whole events: the page's words, and every header of its socket.
_EVENT = re.compile(r"(payload|router_data|[Ee]vent data|with value)\s*[=:']?.*", re.DOTALL)
_EVENT_IN_TRACE = re.compile(r"(payload|router_data|[Ee]vent data|with value)\s*[=:'].*")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def redacted(text: str) -> str:
    """The text without secrets, addresses, telephone and card numbers; at most `MAX_CHARS` characters."""
    text = text if len(text) <= MAX_CHARS else text[:MAX_CHARS] + "…"
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    for pattern in _PEOPLE:
        text = pattern.sub(HIDDEN, text)
    return _CARD.sub(lambda found: HIDDEN if _is_card(found[0]) else found[0], text)


def escaped(text: str) -> str:
    r"""The text on one line: what would end it, move in it or turn it round is written as `\n`, `\x1b` …."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _is_card(digits: str) -> bool:
    """Whether the last digit is the check digit of the others, as on every payment card."""
    numbers = [int(digit) for digit in digits if digit.isdigit()][::-1]
    doubled = [sum(divmod(2 * number, 10)) for number in numbers[1::2]]
    return (sum(numbers[::2]) + sum(doubled)) % 10 == 0


def _message(record: logging.LogRecord) -> str:
    text = record.getMessage()
    if record.name.startswith("reflex"):
        text = _EVENT.sub(rf"\1 {HIDDEN}", text)
    return escaped(redacted(text))


def _trace(record: logging.LogRecord) -> list[str]:
    """The traceback's lines, the last ones of a long one."""
    if not record.exc_info or record.exc_info[0] is None:
        return []
    text = "".join(traceback.format_exception(*record.exc_info))[-MAX_CHARS:]
    return [escaped(_EVENT_IN_TRACE.sub(rf"\1 {HIDDEN}", redacted(line))) for line in text.splitlines()]


class JsonLines(logging.Formatter):
    """`{"at", "level", "logger", "message", "request_id"?, "trace"?}`, a line a record."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if current := request_id.get():
            line["request_id"] = current
        if trace := _trace(record):
            line["trace"] = "\n".join(trace)
        return json.dumps(line, ensure_ascii=False)


class Readable(logging.Formatter):
    """For people at a terminal. A traceback's lines are indented, so that none passes for a record."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one more for each of the traceback."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        current = request_id.get()
        about = f"{record.name} [{current[:8]}]" if current else record.name
        lines = [f"{at} {record.levelname.lower():7} {about}: {_message(record)}"]
        return "\n".join(lines + [f"    | {line}" for line in _trace(record)])


def setup(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every library's records through one handler. Called once at start, before anything serves."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Readable() if settings.is_demo else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    for name in _OWN_HANDLERS:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(ACCESS).setLevel(logging.WARNING if settings.is_demo else logging.INFO)
