"""Who holds both the workflow and a ticket holds the workflow first: nobody waits for who waits for him."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.settings import Settings, load
from aics_app.tickets import actions
from aics_app.tickets.actions import Move
from aics_app.tickets.routes.kept import _act
from aics_app.tickets.rules.macros import Acts, Draft
from aics_app.tickets.schemas.taking import Bulk
from aics_app.tickets.ui.moving import _carry
from tests.asked import statements
from tests.unit.tickets.conftest import ALWAYS, Counter, after

Act = Callable[[Counter, Actor, str], Awaitable[object]]


@pytest.fixture
def edges(counter: Counter, tmp_path: Path) -> Iterator[None]:
    """Edges work on this counter's database."""
    provide(Database, counter.db)
    provide(Settings, load({"APP_DATA_DIR": str(tmp_path)}))
    yield
    clear()


async def _by_macro(counter: Counter, anna: Actor, number: str) -> object:
    acts = Acts(handler="me", status="PROCESSING")
    macro = await counter.do(actions.create_macro, anna, Draft("Mine", acts), at=after(1))
    return await counter.do(actions.run_macro, anna, number, macro.id, hours=ALWAYS, at=after(1))


async def _by_a_drop(_counter: Counter, anna: Actor, number: str) -> object:
    form: dict[str, object] = {"assignee": str(anna.user_id)}
    return await _carry(anna, number, Move("PROCESSING", version=0), form, ["assignee"])


async def _with_many(counter: Counter, anna: Actor, number: str) -> object:
    body = {
        "order_nos": [number],
        "assign": {"handler_id": anna.user_id},
        "transition": {"status": "PROCESSING"},
    }
    return await counter.do(_act, anna, number, Bulk.model_validate(body))


@pytest.mark.usefixtures("edges")
@pytest.mark.parametrize("act", [_by_macro, _by_a_drop, _with_many])
async def test_the_workflow_is_held_before_the_ticket(
    counter: Counter, lena: Actor, anna: Actor, act: Act
) -> None:
    ticket = await counter.filed(lena)
    with statements(counter.db) as asked:
        await act(counter, anna, ticket.order_no)
    (workflow, *_) = [place for place, one in enumerate(asked) if "FROM ticket_workflow_now" in one]
    (held, *_) = [place for place, one in enumerate(asked) if "FROM work_order" in one]
    assert workflow < held
    now = await counter.ticket(lena, ticket)
    assert (now.status, now.handler_id) == ("PROCESSING", anna.user_id)
