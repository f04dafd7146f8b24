"""A mail is two bodies and a few headers, and nothing that people write becomes another header."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from aics_app.mail import FolderMailer, Mail, MailRefused, MailServerAway
from aics_app.mail.writing import is_address, written

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
SENDER = "Spruce Shop <service@shop.test>"


def _mail(to: str = "lena@shop.test", subject: str = "工单 WO1 已解决") -> Mail:
    return Mail("notice-1", to, subject, "Hello.\n.\nBye.", "<p>Hello.</p>", AT)


def test_a_mail_says_the_same_in_text_and_html() -> None:
    letter = message_from_bytes(written(_mail(), SENDER).as_bytes(), policy=policy.default)
    assert letter["subject"] == "工单 WO1 已解决"
    assert (letter["to"], letter["from"]) == ("lena@shop.test", SENDER)
    assert letter["message-id"] == "<notice-1@shop.test>"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("hostile", ["a\r\nBcc: all@shop.test", "a\nX: y", "a\rb"])
def test_a_line_break_becomes_no_header(hostile: str) -> None:
    with pytest.raises(MailRefused):
        written(_mail(subject=hostile), SENDER)
    with pytest.raises(MailRefused):
        written(_mail(to=f"{hostile}@shop.test"), SENDER)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lena",
        "a@b, c@d",
        "Lena <a@b>",
        "a@b>",
        "a b@c",
        "a@b\n",
        "a@-b",
        "a..b@c",
        "@b",
        "a@",
        "莉娜@b",
        "a@b@c",
    ],
)
def test_no_address(address: str) -> None:
    assert not is_address(address)


@pytest.mark.parametrize("address", ["a@b", "lena.o'hara+shop@mail.example.com", "x_y@127.0.0.1"])
def test_an_address(address: str) -> None:
    assert is_address(address)


async def test_a_mail_without_a_server_is_a_file_and_the_same_one_again(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path / "mail", SENDER)
    await mailer.send(_mail())
    await mailer.send(_mail())
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter.get_body(("plain",)).get_content().startswith("Hello.")


async def test_a_folder_that_can_not_be_written_to_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands in the way")
    with pytest.raises(MailServerAway):
        await FolderMailer(tmp_path / "mail", SENDER).send(_mail())
