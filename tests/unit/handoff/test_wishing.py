"""Who says that a person is wanted gets in line; who waits no longer may wish again."""

from aics_app.chat import actions as chat
from aics_app.chat.models import Conversation, TransferReason
from aics_app.core.events import Listeners
from aics_app.core.live import LocalLive
from aics_app.handoff import actions, news, queries
from aics_app.handoff.models import AskedBy, Status
from tests.unit.handoff.conftest import Floor, after

WISH = TransferReason.CUSTOMER_REQUEST


async def listening(floor: Floor) -> None:
    """News goes up, as it does in the product."""
    listeners = Listeners()
    news.listen(listeners, floor.db, LocalLive())
    floor.db.deliver = listeners.deliver


async def test_a_wish_by_words_waits_in_line(floor: Floor) -> None:
    await listening(floor)
    lena = await floor.person("lena")
    conversation = await floor.conversation(lena)
    await floor.do(chat.wish_person, None, conversation, reason=WISH, at=after(1))
    handoff = await floor.read(queries.find_open, conversation)
    assert handoff
    assert (handoff.status, handoff.source, handoff.user_id) == (Status.QUEUED, AskedBy.WORDS, lena.user_id)


async def test_a_wish_by_button_is_one_wait_however_often(floor: Floor) -> None:
    await listening(floor)
    lena = await floor.person("lena")
    first = await floor.waiting(lena)
    await floor.do(chat.wish_person, lena.user_id, first.session_id, reason=WISH, at=after(2))
    rows, _ = await floor.read(queries.listed, lena, queries.Filter())
    assert [row.id for row in rows] == [first.id]


async def test_after_a_wait_that_was_given_up_the_wish_counts_again(floor: Floor) -> None:
    await listening(floor)
    lena = await floor.person("lena")
    first = await floor.waiting(lena)
    await floor.do(actions.cancel, lena, first.id, after(5))
    async with floor.db.reading() as session:
        conversation = await session.get_one(Conversation, first.session_id)
        assert conversation.wants_person_at is None
    await floor.do(chat.wish_person, None, first.session_id, reason=WISH, at=after(9))
    again = await floor.read(queries.find_open, first.session_id)
    assert again
    assert again.id != first.id


async def test_a_wish_in_a_conversation_that_is_gone_does_no_harm(floor: Floor) -> None:
    nobody = await floor.do(
        actions.request_as_wished, "0" * 32, reason=WISH, source=AskedBy.WORDS, at=after(1)
    )
    assert nobody is None
