"""Who is told of what happens to a ticket: each once, nobody of his own act."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.errors import NotFound
from aics_app.core.events import record
from aics_app.core.live import Message
from aics_app.locales import CATALOGUES, LOCALES, tr
from aics_app.notices import actions as notices
from aics_app.notices import queries
from aics_app.notices.models import Notice
from aics_app.tickets import actions
from aics_app.tickets.actions import Edit, Move, Setting, Words
from aics_app.tickets.events import ClockBreached, ClockWarned, TicketReminded
from aics_app.tickets.models import Ticket
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import written
from aics_app.workforce.models import AgentProfile
from tests.unit.notices.conftest import Post
from tests.unit.tickets.conftest import ALWAYS, NOON, after
from tests.unit.tickets.test_setting import renamed


async def _handled(post: Post, lena: Actor, anna: Actor) -> Ticket:
    """Lena's ticket, which Anna has taken; everybody was told."""
    ticket = await post.counter.filed(lena)
    await post.counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(1))
    await post.counter.do(actions.move, anna, ticket.order_no, Move("PROCESSING"), hours=ALWAYS, at=after(2))
    await post.turn()
    return ticket


async def test_a_life_of_a_ticket_is_told_to_its_customer(
    post: Post, lena: Actor, anna: Actor, heard: list[Message]
) -> None:
    ticket = await _handled(post, lena, anna)
    assert await post.kinds(lena) == ["filed", "moved"]
    said = Words("Have you tried the switch?")
    await post.counter.do(actions.reply, anna, ticket.order_no, said, hours=ALWAYS, at=after(3))
    solved = Move("CLOSED", Words("A new lamp is on its way."))
    await post.counter.do(actions.move, anna, ticket.order_no, solved, hours=ALWAYS, at=after(4))
    await post.turn()
    assert await post.kinds(lena) == ["filed", "moved", "replied", "resolved"]  # its reply is not told apart
    assert await post.kinds(anna) == []  # she did all of it
    receipt, *others = await post.notices(lena)
    assert receipt.read_at is not None
    assert {notice.read_at for notice in others} == {None}
    assert {notice.link for notice in others} == {f"/tickets/{ticket.order_no}"}
    assert others[-1].params["en"] == "Resolved"
    assert others[-1].params["zh"] == "已解决"
    assert heard


async def test_what_the_customer_does_is_told_to_the_handler(post: Post, lena: Actor, anna: Actor) -> None:
    ticket = await _handled(post, lena, anna)
    said = Words("It is the blue one.")
    await post.counter.do(actions.reply, lena, ticket.order_no, said, hours=ALWAYS, at=after(3))
    solved = Move("CLOSED", Words("Done."))
    await post.counter.do(actions.move, anna, ticket.order_no, solved, hours=ALWAYS, at=after(4))
    await post.counter.do(actions.move, lena, ticket.order_no, Move("PROCESSING"), hours=ALWAYS, at=after(5))
    await post.counter.do(actions.move, anna, ticket.order_no, solved, hours=ALWAYS, at=after(6))
    await post.counter.do(actions.rate, lena, ticket.order_no, score=4, comment="", at=after(7))
    await post.turn()
    assert await post.kinds(anna) == ["answered", "reopened", "rated"]
    rated = (await post.notices(anna))[-1]
    assert (rated.link, rated.params["en"]) == (f"/board/{ticket.order_no}", "4")


async def test_what_is_said_where_nobody_has_the_ticket_reaches_its_team_else_every_agent(
    post: Post, lena: Actor, anna: Actor, ben: Actor, ada: Actor
) -> None:
    ticket = await post.counter.filed(lena)
    await post.counter.do(actions.reply, lena, ticket.order_no, Words("Hello?"), hours=ALWAYS, at=after(1))
    await post.turn()
    assert [await post.kinds(one) for one in (anna, ben, ada)] == [["answered"], ["answered"], []]
    async with post.counter.db.transaction() as session:
        session.add(AgentProfile(user_id=ben.user_id, team="lamps", updated_at=NOON))
    to = Edit(team="lamps")
    await post.counter.do(actions.edit, anna, ticket.order_no, to, hours=ALWAYS, at=after(2))
    await post.counter.do(actions.reply, lena, ticket.order_no, Words("Still?"), hours=ALWAYS, at=after(3))
    await post.turn()
    assert [await post.kinds(one) for one in (anna, ben)] == [["answered"], ["answered"] * 2]


async def test_another_word_for_a_status_is_no_news_but_another_meaning_is(
    post: Post, lena: Actor, ada: Actor
) -> None:
    await post.counter.filed(lena)
    words = Setting(renamed("PENDING", "NEW"), 0, {"statuses": {"PENDING": "NEW"}})
    await post.counter.do(actions.set_workflow, ada, words, hours=ALWAYS, at=after(1))
    for _ in range(3):  # what is written in bulk is found by looking
        await post.turn(later=after(2) - NOON)
    assert await post.kinds(lena) == ["filed"]
    meaning = Setting(written(DEFAULT), 1, {"statuses": {"NEW": "WAITING"}})
    await post.counter.do(actions.set_workflow, ada, meaning, hours=ALWAYS, at=after(2))
    await post.turn()
    assert await post.kinds(lena) == ["filed", "moved"]


async def test_a_merge_is_told_once_and_asks_for_no_judgement(post: Post, lena: Actor, anna: Actor) -> None:
    first, second, third = [await post.counter.filed(lena, title) for title in ("Lamp", "Dark", "Broken")]
    for one, into, at in ((first, second, after(1)), (second, third, after(2))):
        await post.counter.do(actions.merge, anna, one.order_no, into.order_no, hours=ALWAYS, at=at)
        await post.turn()
    told = [(notice.kind, notice.params["number"], notice.params["en"]) for notice in await _news(post, lena)]
    assert told == [
        ("ticket_merged", first.order_no, second.order_no),
        ("ticket_merged", second.order_no, third.order_no),
    ]


async def _news(post: Post, actor: Actor) -> list[Notice]:
    """What this person was told but the receipts."""
    return [notice for notice in await post.notices(actor) if notice.kind != "ticket_filed"]


async def test_who_gets_a_ticket_is_told_and_a_note_is_told_to_nobody(
    post: Post, lena: Actor, anna: Actor, ben: Actor
) -> None:
    ticket = await post.counter.filed(lena)
    await post.counter.do(actions.assign, anna, ticket.order_no, ben.user_id, at=after(1))
    await post.counter.do(actions.note, anna, ticket.order_no, Words("She is cross."), at=after(2))
    await post.turn()
    assert await post.kinds(ben) == ["assigned"]
    assert await post.kinds(anna) == []
    assert await post.kinds(lena) == ["filed"]


async def test_a_broken_promise_reaches_the_handler_and_who_looks_after_it(
    post: Post, lena: Actor, anna: Actor, ada: Actor
) -> None:
    ticket = await _handled(post, lena, anna)
    about = {"actor_id": None, "subject_id": str(ticket.id), "order_no": ticket.order_no}
    async with post.counter.db.transaction() as session:
        for kind, at in ((ClockWarned, after(5)), (ClockBreached, after(6))):
            record(session, kind(**about, at=at, kind="reply", handler_id=anna.user_id))
        record(session, TicketReminded(**about, at=after(7), handler_id=anna.user_id))
    await post.turn()
    assert await post.kinds(anna) == ["warned", "breached", "reminded"]
    assert await post.kinds(ada) == ["escalated"]  # no team has it
    assert (await post.notices(ada))[0].params["en"] == "first reply"


async def test_what_was_lost_before_it_was_told_is_found_and_told_once(
    post: Post, lena: Actor, anna: Actor
) -> None:
    post.counter.db.deliver = None  # the process ends right after its commits
    ticket = await post.counter.filed(lena)
    await post.counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(1))
    await post.turn(later=after(2) - NOON)
    assert await post.kinds(lena) == ["filed"]
    for _ in range(3):
        await post.turn(later=after(2) - NOON)
    assert await post.kinds(lena) == ["filed"]


async def test_the_same_fact_heard_twice_is_told_once(post: Post, lena: Actor) -> None:
    await post.counter.filed(lena)
    post.teller._facts.extend(list(post.teller._facts) * 2)
    await post.turn()
    assert await post.kinds(lena) == ["filed"]


async def test_a_ticket_that_is_gone_is_told_of_to_nobody(post: Post, lena: Actor) -> None:
    ticket = await post.counter.filed(lena)
    async with post.counter.db.transaction() as session:
        await session.execute(delete(Ticket).where(col(Ticket.id) == ticket.id))
    await post.turn()
    assert await post.kinds(lena) == []


async def test_after_ninety_days_notices_and_mails_are_gone(post: Post, lena: Actor) -> None:
    await post.address(lena, "lena@shop.test")
    await post.counter.filed(lena)
    await post.turn()
    later = notices.KEPT - timedelta(days=1)
    await post.counter.filed(lena, "The other lamp", at=NOON + later)
    await post.turn(later=later)
    assert (await post.kinds(lena), len(await post.mails())) == (["filed", "filed"], 2)
    await post.turn(later=timedelta(days=2))
    (left,) = await post.notices(lena)
    assert left.params["title"] == "The other lamp"
    assert len(await post.mails()) == 1


async def test_one_reads_ones_own_and_nobody_elses(post: Post, lena: Actor, anna: Actor, tom: Actor) -> None:
    await _handled(post, lena, anna)
    *_, moved = await post.notices(lena)
    with pytest.raises(NotFound):
        await post.counter.do(notices.read, tom, moved.id, at=after(9))
    assert await post.counter.do(notices.read_all, tom, up_to=2**62, at=after(9)) == 0
    assert await post.counter.read(queries.unread_count, lena) == 1
    await post.counter.do(notices.read, lena, moved.id, at=after(9))
    await post.counter.do(notices.read, lena, moved.id, at=after(10))
    assert await post.counter.read(queries.unread_count, lena) == 0
    assert (await post.notices(lena))[-1].read_at == after(9)


async def test_what_came_after_the_list_was_shown_stays_unread(post: Post, lena: Actor, anna: Actor) -> None:
    ticket = await _handled(post, lena, anna)
    shown = max(notice.id or 0 for notice in await post.notices(lena))
    said = Words("One more thing.")
    await post.counter.do(actions.reply, anna, ticket.order_no, said, hours=ALWAYS, at=after(3))
    await post.turn()
    assert await post.counter.do(notices.read_all, lena, up_to=shown, at=after(9)) == 1
    assert await post.counter.read(queries.unread_count, lena) == 1


def test_every_kind_has_its_words_in_every_language() -> None:
    for key in CATALOGUES["en"]:
        if key.startswith("notice.ticket_"):
            for locale in LOCALES:
                words = tr(locale, key, number="WO1", title="Lamp {0}", detail="4")
                assert "WO1" in words
                assert "Lamp {0}" in words
