"""Another workflow holds at once, for everybody, and no ticket is left without a place."""

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Move, Setting, Words
from aics_app.tickets.actions import setting as setting_module
from aics_app.tickets.errors import TicketsStranded, WorkflowChanged
from aics_app.tickets.events import WorkflowSet
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import Document, written
from aics_app.tickets.rules.workflow import Workflow
from tests.unit.tickets.conftest import ALWAYS, Counter, after


def renamed(before: str, to: str, document: Document | None = None) -> Document:
    """The default, with another word for one of its statuses."""
    document = document or written(DEFAULT)
    for one in document["statuses"]:
        one["word"] = to if one["word"] == before else one["word"]
    for way in document["transitions"]:
        for end in ("source", "target"):
            way[end] = to if way[end] == before else way[end]
    return document


async def put(
    counter: Counter, actor: Actor, document: Document, *, based_on: int = 0, **moves: dict[str, str]
) -> Workflow:
    """He sets this workflow."""
    setting = Setting(document, based_on, moves)
    return await counter.do(actions.set_workflow, actor, setting, hours=ALWAYS, at=after(60))


async def test_it_holds_at_once_and_is_kept_with_who_and_when(counter: Counter, ada: Actor) -> None:
    document = written(DEFAULT)
    document["statuses"][0]["names"] = {"zh": "新", "en": "New"}
    assert (await put(counter, ada, document)).version == 1
    now = await counter.read(queries.workflow)
    assert (now.version, now.first.names["en"]) == (1, "New")
    ((version, name),) = await counter.read(queries.workflow_versions, ada, limit=10)
    assert (version.version, name, version.created_at) == (1, "Ada", after(60))
    (told,) = counter.told
    assert isinstance(told, WorkflowSet)
    assert (told.before, told.after) == (
        {"statuses": written(DEFAULT)["statuses"]},
        {"statuses": document["statuses"]},
    )


async def test_said_again_it_is_no_news(counter: Counter, ada: Actor) -> None:
    assert (await put(counter, ada, written(DEFAULT))).version == 0
    assert counter.told == []


async def test_only_administrators_set_it_and_read_its_versions(
    counter: Counter, lena: Actor, anna: Actor, ada: Actor
) -> None:
    for actor in (lena, anna):
        with pytest.raises(Forbidden):
            await put(counter, actor, renamed("WAITING", "ON_HOLD"))
        with pytest.raises(Forbidden):
            await counter.read(queries.workflow_versions, actor, limit=10)
        with pytest.raises(Forbidden):
            await counter.read(queries.workflow_version, actor, 0)
    assert (await counter.read(queries.workflow_version, ada, 0)).version == 0
    with pytest.raises(NotFound):
        await counter.read(queries.workflow_version, ada, 7)


async def test_the_second_of_two_administrators_is_told(counter: Counter, ada: Actor) -> None:
    eva = await counter.person("eva", ada.role)
    await put(counter, ada, renamed("WAITING", "ON_HOLD"))
    with pytest.raises(WorkflowChanged):
        await put(counter, eva, renamed("WAITING", "PARKED"))
    again = renamed("WAITING", "PARKED")
    assert (await put(counter, eva, again, based_on=1)).version == 2


async def test_nonsense_is_refused_and_nothing_changes(counter: Counter, ada: Actor) -> None:
    document = written(DEFAULT)
    document["categories"][0]["team"] = "nobody"
    with pytest.raises(Invalid) as refused:
        await put(counter, ada, document)
    assert refused.value.fields == {"categories.0.team": "team"}
    assert (await counter.read(queries.workflow)).version == 0


async def test_tickets_that_would_lose_their_place_are_named_and_go_where_it_is_said(
    counter: Counter, lena: Actor, anna: Actor, ada: Actor
) -> None:
    ticket, other = await counter.filed(lena), await counter.filed(lena, "Another")
    document = renamed("PENDING", "NEW")
    with pytest.raises(TicketsStranded) as refused:
        await put(counter, ada, document)
    assert refused.value.params == {"statuses": "PENDING", "count": 2}
    with pytest.raises(TicketsStranded):
        await put(counter, ada, document, statuses={"PENDING": "NOWHERE"})
    assert (await counter.read(queries.workflow)).version == 0
    await put(counter, ada, document, statuses={"PENDING": "NEW"})
    for one in (ticket, other):
        assert (await counter.ticket(lena, one)).status == "NEW"
        (moved,) = (await counter.read(queries.history, one, anna))[1:]
        assert (moved.event, moved.actor_id) == ("TicketMoved", ada.user_id)
        assert moved.data.items() >= {"before": "PENDING", "after": "NEW", "why": "workflow"}.items()
    assert (await counter.clocks(ticket))["resolve"].due_at == after(1440)
    on = Move("CLOSED", Words("Done."))
    await counter.do(actions.move, anna, ticket.order_no, on, hours=ALWAYS, at=after(61))


async def test_clocks_follow_to_a_status_that_means_another_thing(
    counter: Counter, lena: Actor, ada: Actor
) -> None:
    ticket = await counter.filed(lena)
    await put(counter, ada, renamed("PENDING", "NEW"), statuses={"PENDING": "WAITING"})
    now = await counter.ticket(lena, ticket)
    assert (now.status, now.status_category) == ("WAITING", "paused")
    assert (await counter.clocks(ticket))["resolve"].left_s == (1440 - 60) * 60


async def test_clocks_follow_when_a_status_comes_to_mean_another_thing(
    counter: Counter, lena: Actor, anna: Actor, ada: Actor
) -> None:
    ticket = await counter.filed(lena)
    await counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(0))
    await counter.do(actions.move, anna, ticket.order_no, Move("PROCESSING"), hours=ALWAYS, at=after(0))
    asked = Move("WAITING", Words("Which?"))
    await counter.do(actions.move, anna, ticket.order_no, asked, hours=ALWAYS, at=after(10))
    document = written(DEFAULT)
    document["statuses"][2]["category"] = "open"
    await put(counter, ada, document)
    assert (await counter.ticket(lena, ticket)).status_category == "open"
    assert (await counter.clocks(ticket))["resolve"].due_at == after(60 + 1430)


async def test_priorities_and_categories_that_vanish_ask_for_a_place_too(
    counter: Counter, lena: Actor, anna: Actor, ada: Actor
) -> None:
    ticket = await counter.filed(lena, category="refund", priority="HIGH")
    document = written(DEFAULT)
    document["priorities"] = document["priorities"][:2]
    document["categories"] = [one for one in document["categories"] if one["word"] != "refund"]
    with pytest.raises(TicketsStranded) as refused:
        await put(counter, ada, document)
    assert refused.value.params == {"statuses": "HIGH, refund", "count": 2}
    await put(counter, ada, document, priorities={"HIGH": "NORMAL"}, categories={"refund": ""})
    now = await counter.ticket(lena, ticket)
    assert (now.priority, now.category) == ("NORMAL", None)
    changes = [fact.data["changes"] for fact in (await counter.read(queries.history, ticket, anna))[1:]]
    assert changes == [{"priority": ["HIGH", "NORMAL"]}, {"category": ["refund", None]}]
    assert (await counter.clocks(ticket))["reply"].due_at == after(60)


async def test_many_tickets_are_moved_in_pieces(
    counter: Counter, lena: Actor, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setting_module, "CHUNK", 2)
    tickets = [await counter.filed(lena, f"No {n}") for n in range(5)]
    await put(counter, ada, renamed("PENDING", "NEW"), statuses={"PENDING": "NEW"})
    await put(counter, ada, written(DEFAULT), based_on=1, statuses={"NEW": "WAITING"})
    now = [await counter.ticket(lena, ticket) for ticket in tickets]
    assert {(one.status, one.status_category, one.version) for one in now} == {("WAITING", "paused", 2)}


async def test_more_than_can_be_turned_at_once_are_refused(
    counter: Counter, lena: Actor, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setting_module, "MOST_TURNED", 1)
    for n in range(2):
        await counter.filed(lena, f"No {n}")
    with pytest.raises(Invalid) as refused:
        await put(counter, ada, renamed("PENDING", "NEW"), statuses={"PENDING": "WAITING"})
    assert refused.value.fields == {"moves.statuses.PENDING": "too_many"}
    assert (await counter.read(queries.workflow)).version == 0


async def test_what_nobody_calls_urgent_is_as_urgent_as_the_workflow_says(
    counter: Counter, lena: Actor, ada: Actor
) -> None:
    assert (await counter.filed(lena)).priority == "NORMAL"
    document = written(DEFAULT)
    document["priorities"] = [one for one in document["priorities"] if one["word"] != "NORMAL"]
    await put(counter, ada, document, priorities={"NORMAL": "LOW"})
    assert (await counter.filed(lena)).priority == "LOW"
