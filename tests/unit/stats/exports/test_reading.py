"""One conversation, read by who may look through all: with what came of it, within his reach, and noted."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Role, Scope
from aics_app.accounts.queries import Granted, actor_of, get_own_user
from aics_app.chat.actions import note_look
from aics_app.chat.actions.looking import NOTED_EVERY
from aics_app.chat.models import Conversation
from aics_app.core import container
from aics_app.core.container import provide
from aics_app.core.db import Database
from aics_app.core.errors import NotFound
from aics_app.core.events import Activity
from aics_app.settings import Settings, load
from aics_app.stats.models import RowKind
from aics_app.stats.queries import Row
from aics_app.stats.ui.found import read_talk
from aics_app.stats.ui.rows import row_view
from aics_app.tickets.models import Ticket
from tests.unit.stats.exports.conftest import NOON, Company, handed_off


@pytest.fixture
async def reads(company: Company, tmp_path: Path) -> AsyncIterator[Company]:
    provide(Database, company.db)
    provide(Settings, load({"APP_DATA_DIR": str(tmp_path)}))
    yield company
    container.clear()


async def somebody(company: Company, name: str, *rights: Right, scope: Scope = Scope.ALL) -> Actor:
    """Of a role of one's own making."""
    actor = await company.person(name, Role.CUSTOMER)
    async with company.db.reading() as session:
        return actor_of(await get_own_user(session, actor), "s", Granted(frozenset(rights), scope))


async def looks(company: Company) -> list[tuple[int | None, str]]:
    """Who looked at what, as the audit has it."""
    chosen = select(col(Activity.actor_id), col(Activity.subject_id)).where(
        col(Activity.event) == "ConversationLookedAt", col(Activity.is_audited).is_(True)
    )
    async with company.db.reading() as session:
        return [(row[0], row[1]) for row in await session.execute(chosen.order_by(col(Activity.id)))]


def ticket_from(own: str, customer: Actor) -> Ticket:
    return Ticket(
        order_no="WO1",
        user_id=customer.user_id,
        session_id=own,
        title="Dark lamp",
        content="It is dark.",
        status="PENDING",
        status_category="open",
        create_time=NOON,
        update_time=NOON,
    )


async def test_the_right_to_search_alone_reads_all_that_came_of_it(reads: Company, lena: Actor) -> None:
    anna = await reads.person("anna", Role.AGENT)
    own = await reads.talk(lena, 1, title="The lamp")
    await reads.add(handed_off(own, lena, anna), ticket_from(own, lena))
    ines = await somebody(reads, "ines", Right.CONVERSATIONS_SEARCH)
    shown = await read_talk(ines, own)
    assert [line.text for line in shown.lines] == ["How?", "So."]
    assert [(one.agent, one.score, one.comment) for one in shown.waits] == [("Anna", 5, "+thanks")]
    assert [(one.number, one.title, one.href) for one in shown.tickets] == [("WO1", "Dark lamp", "")]
    sees = Right.CONVERSATIONS_SEARCH, Right.TICKETS_WORK, Right.TICKETS_SEE_ALL
    works = await somebody(reads, "otto", *sees)
    assert [one.href for one in (await read_talk(works, own)).tickets] == ["/board/WO1"]


async def test_it_ends_where_the_reach_ends(reads: Company, lena: Actor) -> None:
    anna = await reads.person("anna", Role.AGENT)
    own = await reads.talk(lena, 1)
    await reads.add(handed_off(own, lena, anna))
    narrow = await somebody(reads, "ines", Right.CONVERSATIONS_SEARCH, scope=Scope.OWN)
    with pytest.raises(NotFound):
        await read_talk(narrow, own)
    async with reads.db.transaction() as session:
        with pytest.raises(NotFound):
            await note_look(session, narrow, own, NOON)
    assert await looks(reads) == []


async def test_of_what_others_had_he_is_told_nothing_whose_reach_is_his_own(
    reads: Company, lena: Actor
) -> None:
    """Ines had Lena's chat first; Anna had it afterwards, and the ticket of it; another waits for anybody."""
    anna = await reads.person("anna", Role.AGENT)
    ines = await somebody(reads, "ines", Right.CONVERSATIONS_SEARCH, scope=Scope.OWN)
    own = await reads.talk(lena, 1)
    annas, free = ticket_from(own, lena), ticket_from(own, lena)
    annas.handler_id, free.order_no = anna.user_id, "WO2"
    waits = handed_off(own, lena, ines)
    waits.comment = "mine"
    await reads.add(waits, handed_off(own, lena, anna), annas, free)
    async with reads.db.transaction() as session:
        conversation = await session.get(Conversation, own)
        assert conversation is not None
        conversation.speaker_id = ines.user_id
    shown = await read_talk(ines, own)
    assert [one.comment for one in shown.waits] == ["mine"]
    assert [one.number for one in shown.tickets] == ["WO2"]
    wide = await read_talk(replace(ines, scope=Scope.ALL), own)
    assert (len(wide.waits), len(wide.tickets)) == (2, 2)


async def test_that_somebody_looked_is_kept_once_an_hour(reads: Company, lena: Actor, vera: Actor) -> None:
    first, second = await reads.talk(lena, 1), await reads.talk(lena, 2)
    ines = await somebody(reads, "ines", Right.CONVERSATIONS_SEARCH)
    for actor, own, at, is_kept in (
        (ines, first, NOON, True),
        (ines, first, NOON + NOTED_EVERY - timedelta(seconds=1), False),
        (ines, second, NOON, True),
        (vera, first, NOON, True),
        (lena, first, NOON, False),
        (ines, first, NOON + NOTED_EVERY, True),
    ):
        async with reads.db.transaction() as session:
            assert await note_look(session, actor, own, at) is is_kept
    expected = [(ines, first), (ines, second), (vera, first), (ines, first)]
    assert await looks(reads) == [(actor.user_id, own) for actor, own in expected]


@pytest.mark.parametrize(
    ("rights", "hrefs"),
    [
        ((Right.DESK_WORK, Right.CONVERSATIONS_SEARCH), ("/admin/conversations/c", "", "")),
        ((Right.DESK_WORK,), ("/desk/c", "", "")),
        ((Right.CONVERSATIONS_SEARCH,), ("/admin/conversations/c", "", "")),
        ((Right.HANDOFFS_SEE_ALL, Right.TICKETS_WORK), ("", "/handoffs?one=c", "/board/WO1")),
        ((), ("", "", "")),
    ],
)
async def test_the_lines_of_a_figure_lead_where_the_viewer_may_go(
    reads: Company, rights: tuple[Right, ...], hrefs: tuple[str, ...]
) -> None:
    ines = await somebody(reads, "ines", *rights)
    shown = []
    for kind in (RowKind.CONVERSATION, RowKind.HANDOFF, RowKind.TICKET):
        row = Row(kind=kind, id="c", number="WO1", title="Lamp", at=NOON, person="", value=None)
        shown.append(row_view(row, ines, timed=False, sided=False).href)
    assert tuple(shown) == hrefs
