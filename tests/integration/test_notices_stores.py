"""What MariaDB could answer otherwise of notices and mails; several tellers at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.live import LocalLive
from aics_app.notices.jobs import Teller
from aics_app.tickets.telling import tellings
from tests.servers import MariaDb
from tests.unit.notices.conftest import Post, anna, heard, lena, post, tom  # noqa: F401 - its fixtures
from tests.unit.notices.test_mails import (  # noqa: F401 - run here too
    test_a_mail_whose_carrier_died_in_the_middle_is_not_sent_twice,
    test_a_receipt_goes_out_once_in_the_readers_language,
)
from tests.unit.notices.test_telling import (  # noqa: F401 - as above
    test_a_life_of_a_ticket_is_told_to_its_customer,
    test_what_was_lost_before_it_was_told_is_found_and_told_once,
)
from tests.unit.tickets.conftest import Counter, counter_on


@pytest.fixture
async def counter(mariadb: MariaDb) -> AsyncIterator[Counter]:
    """Nobody is there yet, on MariaDB."""
    async with counter_on(mariadb.fresh_database().url) as made:
        yield made


async def test_two_replicas_tell_and_write_once(post: Post, lena: Actor) -> None:  # noqa: F811 - the fixtures
    await post.address(lena, "lena@shop.test")
    others = [
        Teller(post.counter.db, LocalLive(), post.mailer, tellings(), now=lambda: post.clock[0])
        for _ in range(3)
    ]
    await post.turn()
    for _ in range(5):
        await post.counter.filed(lena)
    heard_of = list(post.teller._facts)
    for other in others:
        other._facts.extend(heard_of)
    await asyncio.gather(*(one.turn() for one in (post.teller, *others)))
    assert await post.kinds(lena) == ["filed"] * 5
    assert len(post.mailer.sent) == 5
    assert {mail.state for mail in await post.mails()} == {"sent"}
