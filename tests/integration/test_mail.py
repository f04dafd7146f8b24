"""Mails against a real SMTP server: taken once, put off, refused, cut off."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from aics_app.mail import Mail, MailRefused, MailServerAway, MailUnsure, SmtpMailer
from tests.doubles.certificates import made_in
from tests.doubles.smtp_sink import Sink
from tests.processes import LOOPBACK

SENDER = "Spruce Shop <service@shop.test>"
MAIL = Mail(
    "notice-1",
    "lena@shop.test",
    "工单 WO1 已解决",
    "Hello.\n.\n..Bye.\n" + "灯" * 600,
    "<p>Hello.</p>",
    datetime(2026, 3, 2, tzinfo=UTC),
)


@pytest.fixture
def sink() -> Iterator[Sink]:
    server = Sink()
    with server.serving():
        yield server


async def test_a_mail_arrives_whole(sink: Sink) -> None:
    await SmtpMailer(sink.url, SENDER).send(MAIL)
    (letter,) = sink.received
    assert (letter["to"], letter["subject"]) == (MAIL.to, MAIL.subject)
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == MAIL.text.splitlines()  # lone dots are no end


async def test_a_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(sink: Sink) -> None:
    mailer = SmtpMailer(sink.url, SENDER)
    sink.refusals += ["451 try again", "554 no"]
    with pytest.raises(MailServerAway, match="451 try again"):
        await mailer.send(MAIL)
    with pytest.raises(MailRefused, match="554 no"):
        await mailer.send(MAIL)
    await mailer.send(MAIL)
    assert len(sink.received) == 1


async def test_how_a_server_takes_leave_changes_nothing_of_what_it_said(sink: Sink) -> None:
    mailer = SmtpMailer(sink.url, SENDER)
    sink.farewell = "421 too busy to say goodbye"
    await mailer.send(MAIL)  # taken: whoever raised now would send it again
    sink.refusals += ["554 no"]
    with pytest.raises(MailRefused, match="554 no"):
        await mailer.send(MAIL)
    assert len(sink.received) == 1


async def test_a_server_that_is_gone_is_away_and_comes_back() -> None:
    sink = Sink()
    mailer = SmtpMailer(sink.url, SENDER)
    with pytest.raises(MailServerAway):
        await mailer.send(MAIL)
    with sink.serving():
        await mailer.send(MAIL)
    assert len(sink.received) == 1


async def test_a_password_is_not_sent_where_the_server_takes_none(sink: Sink) -> None:
    mailer = SmtpMailer(sink.url.replace("//", "//lena:secret@"), SENDER)
    with pytest.raises(MailServerAway):
        await mailer.send(MAIL)
    assert sink.received == []


@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "smtps"])
async def test_a_mail_and_its_password_travel_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    tls, certificate = made_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    sink = Sink(tls=tls, is_encrypted_at_once=at_once, password="open-sesame-9")
    with sink.serving():
        await SmtpMailer(sink.url, SENDER).send(MAIL)
    assert (len(sink.received), sink.signed_in) == (1, ["lena"])


@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "smtps"])
async def test_who_shows_a_certificate_that_nobody_knows_is_told_nothing(
    tmp_path: Path, at_once: bool
) -> None:
    tls, _ = made_in(tmp_path)
    sink = Sink(tls=tls, is_encrypted_at_once=at_once, password="open-sesame-9")
    with sink.serving(), pytest.raises(MailServerAway, match="certificate"):
        await SmtpMailer(sink.url, SENDER).send(MAIL)
    assert (sink.received, sink.signed_in) == ([], [])


async def test_a_server_that_hangs_up_after_the_mail_leaves_us_unsure() -> None:
    with socket.create_server((LOOPBACK, 0)) as listening:
        Thread(target=_hang_up_at_the_end, args=(listening,), daemon=True).start()
        mailer = SmtpMailer(f"smtp://{LOOPBACK}:{listening.getsockname()[1]}", SENDER)
        with pytest.raises(MailUnsure):
            await asyncio.wait_for(mailer.send(MAIL), 20)


def _hang_up_at_the_end(listening: socket.socket) -> None:
    """Says yes to everything, takes the mail, and says nothing."""
    peer, _ = listening.accept()
    with peer, peer.makefile("rb") as lines:
        peer.sendall(b"220 sink\r\n")
        for line in lines:
            peer.sendall(b"354 go on\r\n" if line.startswith(b"DATA") else b"250 OK\r\n")
            if line.startswith(b"DATA"):
                break
        for line in lines:
            if line == b".\r\n":
                return
