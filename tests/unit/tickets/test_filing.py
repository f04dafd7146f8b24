"""What the form sends, and what a conversation hears of it."""

import pytest

from aics_app.accounts.models import Actor
from aics_app.chat import actions as chat
from aics_app.chat import queries as conversations
from aics_app.core.errors import Invalid, NotFound
from aics_app.tickets import actions
from aics_app.tickets.actions import Filing
from aics_app.tickets.ui.filing import filing_of
from tests.unit.tickets.conftest import ALWAYS, NOON, Counter

CLIENT_ID = "0123456789abcdef"
FORM = {"title": "Lamp", "content": "Dark.", "category": "", "priority": "HIGH", "files": [3, 3, 5]}


def test_what_the_form_sends_is_filed() -> None:
    assert filing_of(FORM, CLIENT_ID, "") == Filing(
        "Lamp", "Dark.", category=None, priority="HIGH", files=[3, 5], client_id=CLIENT_ID
    )


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({**FORM, "title": ["Lamp"], "priority": 5}, {"title": "wrong_type", "priority": "wrong_type"}),
        ({**FORM, "content": "x" * 200_000}, {"content": "too_long"}),
        ({**FORM, "files": list(range(1, 12))}, {"files": "too_many"}),
        ({**FORM, "files": ["3"]}, {"files": "wrong_type"}),
        ("Lamp", {}),
    ],
)
def test_anything_else_is_refused(said: object, fields: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        filing_of(said, CLIENT_ID, "")
    assert refused.value.fields == fields


async def test_every_fault_is_told_at_once(counter: Counter, lena: Actor) -> None:
    wrong = Filing(" ", "x" * 10_001, category="weather", priority="NOW")
    with pytest.raises(Invalid) as refused:
        await counter.do(actions.file, lena, wrong, hours=ALWAYS, tail="000000", at=NOON)
    assert refused.value.fields == {
        "title": "required",
        "content": "too_long",
        "category": "choice",
        "priority": "choice",
    }


async def test_sent_again_it_is_the_same_ticket(counter: Counter, lena: Actor) -> None:
    first = await counter.filed(lena, client_id=CLIENT_ID)
    assert (await counter.filed(lena, client_id=CLIENT_ID)).order_no == first.order_no
    assert [type(fact).__name__ for fact in counter.told] == ["TicketFiled"]


async def test_the_conversation_that_it_comes_from_names_it(
    counter: Counter, lena: Actor, tom: Actor
) -> None:
    conversation = await counter.do(chat.start_conversation, lena, "a" * 32, NOON)
    ticket = await counter.filed(lena, session_id=conversation.id, client_id=CLIENT_ID)
    await counter.filed(lena, session_id=conversation.id, client_id=CLIENT_ID)
    said = await counter.read(conversations.messages_after, conversation.id, after=0, limit=9, viewer=lena)
    lines = [message.extra for message in said]
    assert lines == [{"what": "ticket_filed", "params": {"order_no": ticket.order_no}}]
    with pytest.raises(NotFound):
        await counter.filed(tom, session_id=conversation.id)
