"""Pages hear that a ticket changed: lists, its pages, its customer's list; notes are no news to him."""

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.events import Listeners
from aics_app.core.live import LocalLive, Message
from aics_app.tickets import actions, news
from aics_app.tickets.actions import Edit, Words
from tests.unit.tickets.conftest import ALWAYS, Counter, after


class Ear:
    """Whoever listens to these topics of the counter's live news."""

    def __init__(self, counter: Counter, *topics: str) -> None:
        live, listeners = LocalLive(), Listeners()
        news.listen(listeners, live)
        counter.db.deliver = listeners.deliver
        self.heard: list[tuple[str, str]] = []
        for topic in topics:
            live.subscribe(topic, self._hear)

    def _hear(self, topic: str, message: Message) -> None:
        self.heard.append((topic, message["type"]))


async def test_lists_and_the_customers_own_hear_of_a_new_ticket(counter: Counter, lena: Actor) -> None:
    own = news.topic_of_user(lena.user_id)
    ear = Ear(counter, news.TOPIC, own, news.topic_of_user(lena.user_id + 1))
    await counter.filed(lena)
    assert ear.heard == [(news.TOPIC, "changed"), (own, "changed")]


async def test_a_note_is_no_news_to_its_customer(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena)
    own, page = news.topic_of_user(lena.user_id), news.topic_of(ticket.id or 0)
    ear = Ear(counter, own, page)
    await counter.do(actions.note, anna, ticket.order_no, Words("Third this week."), at=after(1))
    assert ear.heard == [(page, "noted")]


async def test_an_edited_ticket_is_news_to_its_customer(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena)
    own = news.topic_of_user(lena.user_id)
    ear = Ear(counter, own)
    edit = Edit(priority="HIGH")
    await counter.do(actions.edit, anna, ticket.order_no, edit, hours=ALWAYS, at=after(1))
    assert ear.heard == [(own, "changed")]


async def test_what_is_done_is_told_though_nothing_can_be_read_any_more(
    counter: Counter, lena: Actor, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever did it would hear of an error, and do it again."""
    one, two = await counter.filed(lena), await counter.filed(lena)
    own = news.topic_of_user(lena.user_id)
    ear = Ear(counter, own)
    monkeypatch.setattr(counter.db, "reading", None)
    await counter.do(actions.tag, anna, one.order_no, ["lamp"], at=after(1))
    await counter.do(actions.link, anna, one.order_no, two.order_no, at=after(2))
    assert ear.heard == [(own, "changed")] * 3
