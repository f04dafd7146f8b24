"""Names are for reading; whatever they hold, they stay one harmless line and one valid header."""

from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aics_app.attachments.rules.names import display_name, disposition

LIMIT = 120
names = st.text(st.characters(codec=None), max_size=400)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("发票 2025.pdf", "发票 2025.pdf"),
        ("C:\\Users\\lena\\me.png", "me.png"),
        ("../../etc/passwd", "passwd"),
        (".htaccess", "htaccess"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("line\r\nSet-Cookie: x=1.txt", "line Set-Cookie_ x=1.txt"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        ("長" * 300 + ".docx", "長" * 114 + "….docx"),
    ],
)
def test_what_remains_of_a_name(said: str, kept: str) -> None:
    assert display_name(said, LIMIT) == kept


@given(names)
def test_a_name_is_one_short_visible_line_that_stays_as_it_is(said: str) -> None:
    name = display_name(said, LIMIT)
    assert 0 < len(name) <= LIMIT
    assert not set(name) & set('/\\<>:"|?*\r\n\t\x00\u202e')
    assert not name.startswith(".")
    assert name == name.strip()
    assert display_name(name, LIMIT) == name
    assert name.encode("utf-8")


@given(names, st.booleans())
def test_a_header_is_ascii_and_gives_the_whole_name_back(said: str, inline: bool) -> None:
    name = display_name(said, LIMIT)
    header = disposition(name, inline=inline)
    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.rsplit("''", 1)[1]) == name
    read = Message()
    read["Content-Disposition"] = header
    assert read.get_content_disposition() == ("inline" if inline else "attachment")
    assert read.get_filename()
