"""A mail goes out once, is tried again while the server is away, and is never sent twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden, NotFound
from aics_app.core.events import Activity
from aics_app.mail import MailRefused, MailServerAway, MailUnsure
from aics_app.notices import actions as notices
from aics_app.notices import queries, views
from aics_app.notices.models import Outgoing
from aics_app.notices.rules import WAITS
from tests.unit.notices.conftest import Post
from tests.unit.tickets.conftest import NOON

MINUTE = timedelta(minutes=1)


async def _the_mail(post: Post) -> Outgoing:
    (mail,) = await post.mails()
    return mail


async def test_a_receipt_goes_out_once_in_the_readers_language(post: Post, lena: Actor, tom: Actor) -> None:
    await post.address(lena, "lena@shop.test", "en")
    await post.address(tom, "tom@shop.test", "zh")
    for person in (lena, tom):
        await post.counter.filed(person, "The lamp is <b>dark</b>")
    for _ in range(3):
        await post.turn(later=MINUTE)
    english, chinese = post.mailer.sent
    assert (english.to, chinese.to) == ("lena@shop.test", "tom@shop.test")
    assert english.subject.startswith("Ticket WO")
    assert english.text.startswith("Hello Lena,")
    assert "https://shop.test/tickets/WO" in english.text
    assert "The lamp is &lt;b&gt;dark&lt;/b&gt;" in english.html
    assert "<b>" not in english.html
    assert "您好" in chinese.text
    assert {mail.state for mail in await post.mails()} == {"sent"}


async def test_who_has_no_address_or_wants_no_mails_gets_none_and_is_told_all_the_same(
    post: Post, lena: Actor, tom: Actor
) -> None:
    await post.address(tom, "tom@shop.test")
    await post.counter.do(notices.choose_mails, tom, mails=False, at=NOON)
    await post.counter.filed(lena)
    await post.counter.filed(tom)
    await post.turn()
    assert post.mailer.sent == []
    assert (await post.kinds(lena), await post.kinds(tom)) == (["filed"], ["filed"])
    await post.counter.do(notices.choose_mails, tom, mails=True, at=NOON)
    await post.counter.filed(tom)
    await post.turn()
    assert [mail.to for mail in post.mailer.sent] == ["tom@shop.test"]


async def test_an_address_that_would_be_another_header_is_never_written_to(post: Post, lena: Actor) -> None:
    await post.address(lena, "lena@shop.test\r\nBcc: everybody@shop.test")
    await post.counter.filed(lena)
    await post.turn()
    assert (await post.kinds(lena), await post.mails()) == (["filed"], [])


async def test_while_the_server_is_away_the_mail_waits_longer_and_longer(post: Post, lena: Actor) -> None:
    await post.address(lena, "lena@shop.test")
    post.mailer.failures += [MailServerAway("nobody answers")] * 2
    await post.counter.filed(lena)
    await post.turn()
    mail = await _the_mail(post)
    assert (mail.state, mail.attempts, mail.error) == ("waiting", 1, "nobody answers")
    await post.turn(later=WAITS[0] / 2)
    assert (await _the_mail(post)).attempts == 1  # not yet
    await post.turn(later=WAITS[0])
    await post.turn(later=WAITS[1])
    await post.turn(later=WAITS[2])
    assert len(post.mailer.sent) == 1
    mail = await _the_mail(post)
    assert (mail.state, mail.attempts, mail.error) == ("sent", 3, None)


async def test_after_the_last_attempt_the_mail_is_dead_and_says_why(post: Post, lena: Actor) -> None:
    await post.address(lena, "lena@shop.test")
    post.mailer.failures += [MailServerAway("421 busy")] * 20
    await post.counter.filed(lena)
    for _ in range(20):
        await post.turn(later=WAITS[-1])
    mail = await _the_mail(post)
    assert (mail.state, mail.attempts, mail.error) == ("dead", len(WAITS) + 1, "421 busy")


async def test_what_is_refused_for_ever_or_may_have_arrived_is_not_tried_again(
    post: Post, lena: Actor, tom: Actor
) -> None:
    for person in (lena, tom):
        await post.address(person, f"{person.username}@shop.test")
        await post.counter.filed(person)
    post.mailer.failures += [MailRefused("550 nobody of that name"), MailUnsure("it hung up")]
    for _ in range(3):
        await post.turn(later=WAITS[-1])
    refused, unsure = await post.mails()
    assert (refused.state, unsure.state) == ("dead", "unsure")
    assert post.mailer.sent == []


async def test_a_mail_whose_carrier_died_in_the_middle_is_not_sent_twice(post: Post, lena: Actor) -> None:
    await post.address(lena, "lena@shop.test")
    await post.counter.filed(lena)
    await post.teller._tell()
    claimed = await post.counter.do(notices.claim, at=post.clock[0])
    assert claimed is not None
    assert await post.counter.do(notices.claim, at=post.clock[0]) is None  # nobody else gets it
    await post.turn(later=30 * MINUTE)
    assert (await _the_mail(post)).state == "unsure"
    await post.counter.do(notices.sent, claimed, at=post.clock[0])  # it comes back after all, too late
    assert (await _the_mail(post)).state == "unsure"
    assert post.mailer.sent == []


async def _two_stuck(post: Post, lena: Actor, tom: Actor) -> list[Outgoing]:
    """Lena's was refused, Tom's may have arrived."""
    for person in (lena, tom):
        await post.address(person, f"{person.username}@shop.test")
        await post.counter.filed(person)
    post.mailer.failures += [MailRefused("550 nobody of that name"), MailUnsure("it hung up")]
    await post.turn()
    return await post.mails()


async def test_an_administrator_sees_what_is_stuck_and_lets_it_go_again_or_gives_it_up(
    post: Post, lena: Actor, tom: Actor, ada: Actor
) -> None:
    refused, unsure = await _two_stuck(post, lena, tom)
    first, cursor = await post.counter.read(queries.stuck_mails, ada, limit=1)
    assert cursor is not None
    second, end = await post.counter.read(queries.stuck_mails, ada, limit=1, cursor=cursor)
    assert ([mail.id for mail in (*first, *second)], end) == ([unsure.id, refused.id], None)
    await post.counter.do(notices.send_again, ada, refused.id, at=post.clock[0])
    await post.counter.do(notices.discard, ada, unsure.id, at=post.clock[0])
    for act in (notices.send_again, notices.discard):  # neither is stuck any more
        for mail in (refused, unsure):
            with pytest.raises(NotFound):
                await post.counter.do(act, ada, mail.id, at=post.clock[0])
    await post.turn(later=MINUTE)
    assert [mail.to for mail in post.mailer.sent] == ["lena@shop.test"]
    assert await post.counter.read(queries.stuck_mails, ada, limit=9) == ([], None)
    async with post.counter.db.reading() as session:
        chosen = select(Activity).where(col(Activity.subject_type) == "mail").order_by(col(Activity.id))
        kept = [(one.event, one.data["error"]) for one in (await session.execute(chosen)).scalars()]
    assert kept == [("MailSentAgain", "550 nobody of that name"), ("MailGivenUp", "it hung up")]


async def test_a_stuck_mail_says_whom_it_is_for_what_it_says_and_what_went_wrong(
    post: Post, lena: Actor, tom: Actor, ada: Actor
) -> None:
    await _two_stuck(post, lena, tom)
    (of_tom, of_lena), following = await post.counter.read(views.stuck_mails, ada, limit=2)
    assert following is None
    assert (of_tom.name, of_tom.address, of_tom.is_unsure) == ("Tom", "tom@shop.test", True)
    assert (of_lena.error, of_lena.attempts, of_lena.is_unsure) == ("550 nobody of that name", 1, False)
    assert of_lena.said["en"].startswith("Ticket WO")
    assert "工单" in of_lena.said["zh"]


async def test_of_two_administrators_one_decides(
    post: Post, lena: Actor, tom: Actor, ada: Actor, ben: Actor
) -> None:
    refused, _ = await _two_stuck(post, lena, tom)
    other = replace(ada, user_id=ben.user_id)
    await post.counter.do(notices.discard, ada, refused.id, at=post.clock[0])
    with pytest.raises(NotFound):
        await post.counter.do(notices.send_again, other, refused.id, at=post.clock[0])
    assert [mail.state for mail in await post.mails()] == ["unsure"]


async def test_mails_of_others_are_nothing_to_agents(
    post: Post, lena: Actor, tom: Actor, anna: Actor
) -> None:
    refused, _ = await _two_stuck(post, lena, tom)
    with pytest.raises(Forbidden):
        await post.counter.read(queries.stuck_mails, anna, limit=9)
    for act in (notices.send_again, notices.discard):
        with pytest.raises(Forbidden):
            await post.counter.do(act, anna, refused.id, at=post.clock[0])
    assert (await post.mails())[0].state == "dead"
