"""The list of macros: everybody's and one's own, with what each does."""

from dataclasses import dataclass, field

import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.text import one_line
from aics_app.tickets import queries
from aics_app.tickets.models import Macro
from aics_app.tickets.rules.macros import Acts
from aics_app.tickets.rules.workflow import Workflow
from aics_app.tickets.ui.moving_shapes import WordView, priority_view, status_view, topic_view, word_view
from aics_app.tickets.ui.reading import RIGHT
from aics_app.ui.access import access

SAID_CHARS = 140


@dataclass
class ActView:
    """One of its acts: `kind` names a field, `word` is what that becomes."""

    kind: str
    word: WordView


@dataclass
class MacroRow:
    """One macro of the list."""

    id: int
    name: str
    shared: bool
    reply: str
    changed_at: str
    acts: list[ActView] = field(default_factory=list)


class MacrosState(rx.State):
    """Those that the viewer may use."""

    rows: list[MacroRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    loaded: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show them. May run again at any time."""
        actor: Actor = await current_actor(self, RIGHT)
        async with use(Database).reading() as session:
            workflow = await queries.workflow(session)
            found = await queries.macros(session, actor)
        self.rows = [_row(workflow, one) for one in found]
        self.loaded = True


def _row(workflow: Workflow, macro: Macro) -> MacroRow:
    acts = Acts.read(macro.acts)
    known = {
        "status": status_view(workflow, acts.status) if acts.status else None,
        "priority": priority_view(workflow, acts.priority) if acts.priority else None,
        "category": topic_view(workflow, acts.category) if acts.category else None,
        "handler": word_view(acts.handler, None) if acts.handler else None,
        "tags": word_view(" · ".join(acts.tags), None) if acts.tags else None,
    }
    return MacroRow(
        id=macro.id or 0,
        name=macro.name,
        shared=macro.owner_id is None,
        reply=one_line(acts.reply, SAID_CHARS),
        changed_at=macro.updated_at.isoformat(),
        acts=[ActView(kind, word) for kind, word in known.items() if word],
    )
