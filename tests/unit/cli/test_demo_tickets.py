"""The demo company has weeks of tickets: worked on, answered, judged, in time and too late."""

from collections import Counter

from sqlalchemy import select

from aics_app.tickets import queries
from aics_app.tickets.models import Post, Tag, Ticket, TicketClock
from tests.unit.cli.conftest import NOW


async def test_every_page_of_tickets_has_something_to_show(session):
    tickets = (await session.execute(select(Ticket).order_by(Ticket.id))).scalars().all()
    assert [one.create_time for one in tickets] == sorted(one.create_time for one in tickets)
    assert all(one.update_time < NOW for one in tickets)
    statuses = Counter(one.status for one in tickets)
    assert statuses["CLOSED"] >= 15
    assert statuses["PENDING"] >= 1
    assert statuses["PROCESSING"] + statuses["WAITING"] >= 2
    assert {one.language for one in tickets} == {"zh", "en"}
    assert len({one.handler_id for one in tickets if one.handler_id}) == 2
    scores = Counter(one.user_feedback for one in tickets if one.user_feedback)
    assert max(scores) == 5
    assert sum(scores.values()) >= 8
    kinds = Counter((await session.execute(select(Post.kind))).scalars())
    assert min(kinds["public"], kinds["note"]) > 5
    assert len(set((await session.execute(select(Tag.tag))).scalars())) > 4
    clocks = (await session.execute(select(TicketClock))).scalars().all()
    late = [one for one in clocks if one.due_at and (one.met_at or NOW) > one.due_at]
    assert 0 < len(late) < len(clocks) / 2
    for ticket in tickets[:5]:
        assert ticket.reply
        assert len(await queries.last_change(session, ticket)) == 2
