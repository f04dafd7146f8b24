"""Who is told of what happens to tickets: the customer, the handler, and who looks after a broken promise.

Nobody is told of his own act. Who files a ticket gets a receipt by mail, and a notice that counts as read.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.core.events import Event
from aics_app.locales import LOCALES, tr
from aics_app.notices.queries import Happening, News, Telling, Tellings
from aics_app.tickets import queries
from aics_app.tickets.events import (
    ClockBreached,
    ClockWarned,
    TicketAssigned,
    TicketFiled,
    TicketMergedInto,
    TicketMoved,
    TicketRated,
    TicketReminded,
    TicketReplied,
)
from aics_app.tickets.models import Category
from aics_app.tickets.queries import told
from aics_app.tickets.queries.told import Matter
from aics_app.ui import routes

Details = dict[str, str]
"""What is different, in every language."""


def _news(
    happening: Happening, matter: Matter, kind: str, whom: Iterable[int | None], detail: Details | None = None
) -> list[News]:
    """For everybody but who did it."""
    params = {"number": matter.number, "title": matter.title, **(detail or {})}
    return [
        News(user_id, f"ticket_{kind}", _link(matter, user_id), params)
        for user_id in dict.fromkeys(whom)
        if user_id is not None and user_id != happening.actor_id
    ]


def _link(matter: Matter, user_id: int) -> str:
    is_customer = user_id == matter.user_id
    return str(routes.ticket(matter.number) if is_customer else routes.board(matter.number))


async def _filed(_session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    params = {"number": matter.number, "title": matter.title}
    is_own = happening.actor_id == matter.user_id
    link = _link(matter, matter.user_id)
    return [News(matter.user_id, "ticket_filed", link, params, is_read=is_own)]


async def _replied(session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    """Said on the way to another status it is told together with that."""
    if not happening.data["is_staff"]:
        has = [matter.handler_id] if matter.handler_id else await told.free_to_take(session, matter.team)
        return _news(happening, matter, "answered", has)
    if await told.went_along(session, happening):
        return []
    return _news(happening, matter, "replied", [matter.user_id])


async def _moved(session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    data = happening.data
    if data["why"] == "merged" or _is_only_a_word(data):  # where a thread goes on is told as that
        return []
    workflow = await queries.workflow(session)
    status = workflow.status(data["after"])
    names = {locale: status.names[locale] if status else data["after"] for locale in LOCALES}
    was_over, is_over = (data[name] == Category.RESOLVED for name in ("category_before", "category_after"))
    kind = "resolved" if is_over and not was_over else "reopened" if was_over and not is_over else "moved"
    # What the customer said brought it about, and the handler is told of that.
    concerned = [] if data["why"] else [matter.handler_id] * (happening.actor_id == matter.user_id)
    return _news(happening, matter, kind, [matter.user_id, *concerned], names)


def _is_only_a_word(data: Mapping[str, Any]) -> bool:
    """A status is called otherwise, perhaps on every ticket that ever was: nothing happened to any."""
    return bool(data["why"] == "workflow" and data["category_before"] == data["category_after"])


async def _assigned(_session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    return _news(happening, matter, "assigned", [happening.data["after"]])


async def _rated(_session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    score = dict.fromkeys(LOCALES, str(happening.data["score"]))
    return _news(happening, matter, "rated", [matter.handler_id], score)


async def _merged(_session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    if happening.data["again"]:  # its thread moves with that of another, which is told
        return []
    into = dict.fromkeys(LOCALES, str(happening.data["into_no"]))
    return _news(happening, matter, "merged", [matter.user_id], into)


async def _reminded(session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    return _news(happening, matter, "reminded", await _in_charge(session, matter))


async def _warned(session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    whom = await _in_charge(session, matter)
    return _news(happening, matter, "warned", whom, _promise(happening))


async def _breached(session: AsyncSession, happening: Happening, matter: Matter) -> list[News]:
    """The handler, and those who have to see to it now."""
    handler = _news(happening, matter, "breached", [matter.handler_id], _promise(happening))
    others = [one for one in await told.responsible(session, matter.team) if one != matter.handler_id]
    return handler + _news(happening, matter, "escalated", others, _promise(happening))


async def _in_charge(session: AsyncSession, matter: Matter) -> list[int]:
    if matter.handler_id is not None:
        return [matter.handler_id]
    return list(await told.responsible(session, matter.team))


def _promise(happening: Happening) -> Details:
    return {locale: tr(locale, f"notice.promise.{happening.data['kind']}") for locale in LOCALES}


_TELLERS = {
    TicketFiled: _filed,
    TicketReplied: _replied,
    TicketMoved: _moved,
    TicketAssigned: _assigned,
    TicketRated: _rated,
    TicketMergedInto: _merged,
    TicketReminded: _reminded,
    ClockWarned: _warned,
    ClockBreached: _breached,
}
TOLD: tuple[type[Event], ...] = tuple(_TELLERS)


def tellings() -> Tellings:
    """By the event's name. A ticket that is gone is told of to nobody."""
    return {kind.__name__: _of(kind) for kind in TOLD}


def _of(kind: type[Event]) -> Telling:
    teller = _TELLERS[kind]

    async def telling(session: AsyncSession, happening: Happening) -> list[News]:
        matter = await told.find_matter(session, int(happening.subject_id))
        return [] if matter is None else await teller(session, happening, matter)

    return telling
