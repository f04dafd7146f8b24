"""The log keeps no secret and nobody's address, and no stranger can write lines into it."""

import io
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from aics_app import settings
from aics_app.core import log
from aics_app.core.log import escaped, redacted, request_id

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxLCJqdGkiOiJhYmMifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("Authorization: Bearer abc.def-123", "abc.def"),
        ("{'cookie': 'aics_session=abc; theme=dark'}", "abc"),
        ("{'cookie': 'aics_session=abc; theme=dark'}", "dark"),
        ("headers [(b'cookie', b'aics_session=abc')]", "abc"),
        ("Set-Cookie: aics_session=abc; HttpOnly", "abc"),
        ('{"username": "lena", "password": "spruce needles"}', "needles"),
        (r'{"password": "spruce \" needles"}', "needles"),
        ("password=needles&username=lena", "needles"),
        ("old_password='needles'", "needles"),
        ("JWT_SECRET=needles", "needles"),
        ("api-key: needles", "needles"),
        (f"token {TOKEN} refused", TOKEN),
        (f"token {TOKEN} refused", "c2lnbmF0"),
        ("stored $2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234", "ABCDEFG"),
        ("redis://:needles@cache:6379/0 is away", "needles"),
        ("mysql+aiomysql://aics:needles@db/aics", "needles"),
        ("[SQL: SELECT 1]\n[parameters: ('lena', 'needles')]", "needles"),
        ("mail to lena.li+shop@mail.example.com failed", "lena.li"),
        ("my number is 13812345678", "13812345678"),
        ("手机号13812345678", "12345678"),
        ("+86 138 1234 5678", "1234"),
        ("+44 20 7946 0958", "7946"),
        ("010-12345678", "12345678"),
        ("(415) 555-2671", "2671"),
        ("card 4111 1111 1111 1111", "1111"),
        ("card 4111-1111-1111-1111.", "1111"),
        ("card 6222020903001483077", "6222020903001483077"),
        ("id 11010519491231002X", "19491231"),
    ],
)
def test_secrets_and_addresses_are_hidden(line: str, secret: str) -> None:
    assert secret not in redacted(line)


@pytest.mark.parametrize(
    "line",
    [
        "max_tokens=1024 temperature=0.6",
        "request 1f3c took 12 ms, 200",
        "order 1234567890123456 is no card",
        "at 2026-01-31T08:15:00Z, 0.123456789012345 of it",
        "the password was wrong",
        "GET /api/conversations/3f2504e04f8911d39a0c0305e82c3301 404 3 ms",
    ],
)
def test_what_an_operator_needs_stays(line: str) -> None:
    assert redacted(line) == line


@pytest.mark.parametrize(
    "hostile",
    ["a" * 50_000, "1 " * 30_000, "a@" * 30_000, "+1" * 30_000, "'token'" * 9_000, "eyJ" + "a" * 50_000],
)
def test_a_hostile_line_costs_little_time(hostile: str) -> None:
    started = time.process_time()
    redacted(hostile)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\x1b[31mb", "a\x00b", "a\u2028b", "a\u202eb", "a\x85b"])
def test_a_text_can_neither_end_a_line_nor_turn_it(text: str) -> None:
    said = escaped(text)
    assert said.startswith("a\\")
    assert said.isprintable()


def test_chinese_and_lone_surrogates_are_written() -> None:
    assert escaped("退款 🙂") == "退款 🙂"
    assert escaped("a\ud800b") == "a\\ud800b"


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)


@pytest.fixture
def written(_logging_as_before: None, tmp_path: Path) -> io.StringIO:
    """What production writes."""
    stream = io.StringIO()
    secrets = {"APP_SECRET": token_hex(32), "JWT_SECRET": token_hex(32)}
    log.setup(settings.load({"APP_MODE": "production", "APP_DATA_DIR": str(tmp_path), **secrets}), stream)
    return stream


def fail(text: str) -> None:
    raise ValueError(text)


def log_a_fault(text: str) -> None:
    try:
        fail(text)
    except ValueError:
        logging.getLogger("aics_app").exception("it broke")


def lines_of(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_where_and_for_which_request(written: io.StringIO) -> None:
    token = request_id.set("0123456789abcdef")
    logging.getLogger("aics_app.chat").warning("退款 %s", "slow")
    request_id.reset(token)
    (line,) = lines_of(written)
    assert line["at"].endswith("Z")
    assert line | {"at": ""} == {
        "at": "",
        "level": "warning",
        "logger": "aics_app.chat",
        "message": "退款 slow",
        "request_id": "0123456789abcdef",
    }


def test_a_name_with_a_line_break_forges_no_record(written: io.StringIO) -> None:
    logging.getLogger("aics_app").warning("refused: %s", 'x\n{"level": "info", "message": "admin signed in"}')
    (line,) = lines_of(written)
    assert line["message"].startswith("refused: x\\n")


def test_a_trace_is_kept_without_its_secrets(written: io.StringIO) -> None:
    log_a_fault("password='needles' for lena@mail.example")
    (line,) = lines_of(written)
    assert "ValueError" in line["trace"]
    assert "needles" not in line["trace"]
    assert "lena@" not in line["trace"]


def test_what_reflex_says_of_an_event_loses_its_payload_and_headers(written: io.StringIO) -> None:
    headers, payload = "{'headers': {'cookie': 'a=b'}}", "{'text': 'my secret wish'}"
    event = f"Event(name='chat.send', router_data={headers}, payload={payload})"
    logging.getLogger("reflex_base.event.processor.event_processor").error(
        "Error processing %s [txid=1]:", event
    )
    logging.getLogger("reflex.app").warning("no token. Event data: {'text': 'my secret wish'}")
    said = [line["message"] for line in lines_of(written)]
    assert len(said) == 2
    assert "chat.send" in said[0]
    assert not [message for message in said if "wish" in message or "a=b" in message]


@pytest.mark.usefixtures("_logging_as_before")
def test_libraries_with_handlers_of_their_own_write_through_ours(tmp_path: Path) -> None:
    own, stream = io.StringIO(), io.StringIO()
    access = logging.getLogger("granian.access")
    access.addHandler(logging.StreamHandler(own))
    access.propagate = False
    log.setup(settings.load({"APP_DATA_DIR": str(tmp_path)}), stream)
    access.warning("GET /?token=needles")
    assert own.getvalue() == ""
    assert "needles" not in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


@pytest.mark.usefixtures("_logging_as_before")
def test_a_terminal_shows_a_trace_indented(tmp_path: Path) -> None:
    stream = io.StringIO()
    log.setup(settings.load({"APP_DATA_DIR": str(tmp_path)}), stream)
    log_a_fault("a\n12:00:00 info    aics_app: admin signed in")
    first, *others = stream.getvalue().splitlines()
    assert first.endswith("it broke")
    assert all(line.startswith("    | ") for line in others)
