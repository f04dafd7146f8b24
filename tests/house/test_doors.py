"""Every page and every handler by the right that it takes, and that nothing but this right opens it.

Whoever adds a page, a state, or a handler with another right writes it down here; routes of the API are held
against the same rights in tests/integration/test_one_right.py.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
import reflex as rx
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from aics_app.accounts.identity import Identities
from aics_app.accounts.models import Actor, Right
from aics_app.accounts.ui import guard
from aics_app.accounts.ui.guard import mark_of
from aics_app.accounts.ui.states import SessionState
from aics_app.accounts.ui.touching import READS
from aics_app.aics_app import app
from aics_app.core import container
from aics_app.core.container import provide
from aics_app.ui.access import PUBLIC, SIGNED_IN
from aics_app.ui.hub import PageHub
from aics_app.ui.nav import ENTRIES
from tests.states import root

PAGES: dict[str, tuple[str, ...]] = {
    PUBLIC: (
        "404",
        "forbidden",
        "index",
        "invited",
        "login",
        "register",
    ),
    Right.AUDIT_SEE: ("admin/audit",),
    Right.CHAT_ASK: ("chat/[[session_id]]",),
    Right.CONVERSATIONS_SEARCH: (
        "admin/conversations",
        "admin/conversations/[talk_id]",
    ),
    Right.DESK_WORK: (
        "desk/[[session_id]]",
        "replies",
    ),
    Right.HANDOFFS_SEE_ALL: ("handoffs",),
    Right.KNOWLEDGE_MANAGE: ("admin/knowledge",),
    Right.ROLES_MANAGE: ("admin/roles",),
    Right.SETTINGS_MANAGE: ("admin/settings",),
    Right.STATS_SEE: (
        "admin",
        "admin/rows",
    ),
    Right.STATS_SEE_ALL: ("admin/wall",),
    Right.SYSTEM_SEE: ("admin/system",),
    Right.TICKETS_FILE: (
        "tickets",
        "tickets/[order_no]",
        "tickets/new",
    ),
    Right.TICKETS_WORK: (
        "board",
        "board/[order_no]",
        "macros",
    ),
    Right.USERS_MANAGE: ("admin/users",),
    Right.WORKFLOW_MANAGE: ("admin/workflow",),
    Right.WORKFORCE_MANAGE: ("admin/workforce",),
    SIGNED_IN: ("profile",),
}

STATES: dict[str, tuple[str, ...]] = {
    Right.AUDIT_SEE: ("audit.AuditState",),
    Right.CHAT_ASK: (
        "chat.ChatState",
        "chat.HistoryState",
        "chat.JudgingState",
        "chat.PersonState",
        "chat.SourceState",
        "handoff.CommentState",
        "handoff.HandoffState",
    ),
    Right.CONVERSATIONS_SEARCH: (
        "stats.FindingState",
        "stats.TalkReadingState",
    ),
    Right.DESK_WORK: (
        "desk.ClosingState",
        "desk.DeskState",
        "desk.HearingState",
        "desk.PassingState",
        "desk.ProfileState",
        "desk.ProfileTicketsState",
        "desk.RepliesState",
        "desk.ReplyEditorState",
        "desk.WritingState",
    ),
    Right.KNOWLEDGE_MANAGE: (
        "knowledge.EditorState",
        "knowledge.KnowledgeState",
        "knowledge.TrialState",
    ),
    PUBLIC: (
        "accounts.InvitedState",
        "accounts.SessionState",
        "ui.Lang",
        "ui.ReachState",
    ),
    Right.ROLES_MANAGE: (
        "accounts.RoleState",
        "accounts.RolesState",
    ),
    Right.SETTINGS_MANAGE: ("configuration.SettingsState",),
    SIGNED_IN: (
        "notices.MailsState",
        "notices.NoticesState",
    ),
    Right.STATS_EXPORT: ("stats.ExportsState",),
    Right.STATS_SEE: (
        "stats.ChartsState",
        "stats.DashboardState",
        "stats.RowsState",
    ),
    Right.STATS_SEE_ALL: (
        "stats.PulseState",
        "stats.WallState",
    ),
    Right.SYSTEM_SEE: ("notices.StuckState",),
    Right.TICKETS_FILE: (
        "tickets.FilingState",
        "tickets.FollowingState",
        "tickets.OwnTicketsState",
    ),
    Right.TICKETS_WORK: (
        "tickets.AnswerState",
        "tickets.BoardState",
        "tickets.MacroEditorState",
        "tickets.MacroState",
        "tickets.MacrosState",
        "tickets.MoveState",
        "tickets.RelateState",
        "tickets.TableState",
        "tickets.ViewsState",
        "tickets.WorkState",
    ),
    Right.USERS_MANAGE: (
        "accounts.PersonState",
        "accounts.UsersState",
    ),
    Right.WORKFLOW_MANAGE: (
        "tickets.WorkflowSavingState",
        "tickets.WorkflowState",
    ),
    Right.WORKFORCE_MANAGE: (
        "workforce.HolidaysState",
        "workforce.HoursState",
        "workforce.RulesState",
        "workforce.TeamState",
    ),
}
MIXED: dict[str, set[str]] = {
    "desk.TalkState": {Right.DESK_WORK, Right.HANDOFFS_SUPERVISE},
    "handoff.RecordsState": {Right.HANDOFFS_SEE_ALL, Right.DESK_WORK},
    "system.SystemState": {Right.SYSTEM_SEE, Right.SETTINGS_MANAGE},
}
"""States whose handlers take different rights."""


def test_every_page_is_listed_with_its_right() -> None:
    listed = {route: mark for mark, pages in PAGES.items() for route in pages}
    assert {route: _need(page.on_load) for route, page in app._unevaluated_pages.items()} == listed


def test_every_state_is_listed_with_the_rights_of_its_handlers() -> None:
    listed = {name: {mark} for mark, names in STATES.items() for name in names} | MIXED
    found: dict[str, set[str]] = {}
    for name, handler in _handlers():
        found.setdefault(name, set()).add(str(mark_of(handler)))
    assert found == {name: set(map(str, marks)) for name, marks in listed.items()}


def test_the_side_bar_asks_for_the_right_of_its_page() -> None:
    needs = {route: mark for mark, pages in PAGES.items() for route in pages}
    for entry in ENTRIES:
        route = entry.route.strip("/")
        assert entry.right in (needs.get(route), needs.get(f"{route}/[[session_id]]")), entry.name


def test_of_every_page_it_is_known_by_what_it_reads() -> None:
    assert {mark for mark in PAGES if mark not in (PUBLIC, SIGNED_IN)} <= set(READS)


@pytest.fixture
def page() -> Iterator[rx.State]:
    provide(PageHub, Mock(spec=PageHub))
    yield root()
    container.clear()


@pytest.mark.parametrize("right", Right)
async def test_one_right_opens_its_handlers_and_no_others(right: Right, page: Any) -> None:
    signs_in(right)
    for name, handler in _handlers():
        mark = str(mark_of(handler))
        refused = await guard._not_admitted(page, Event(name=name, payload={}), mark)
        assert (refused is None) == (mark in (PUBLIC, SIGNED_IN, right)), f"{handler.__qualname__}: {mark}"


@pytest.mark.parametrize("right", Right)
async def test_one_right_opens_its_pages_and_no_others(right: Right, page: Any) -> None:
    signs_in(right)
    session = page.get_substate(SessionState.get_full_name().split("."))
    for need in {mark for mark in PAGES if mark not in (PUBLIC, SIGNED_IN)}:
        require: Any = SessionState.require
        sent_away = await require.fn(session, need)
        assert (sent_away is None) == (need == right), f"{need} with {right}"


def signs_in(right: Right) -> None:
    """Whoever asks has this right alone."""
    actor = Actor(1, "hugo", "Hugo", "ONE", frozenset({right}))

    async def find(_token: str) -> Actor:
        return actor

    provide(Identities, SimpleNamespace(find=find))


def _handlers() -> Iterator[tuple[str, Any]]:
    """Ours, each with its feature and state."""
    for registered in RegistrationContext.ensure_context().event_handlers.values():
        handler = registered.handler.fn
        top, feature, *_ = handler.__module__.split(".")
        if top == "aics_app":
            yield f"{feature}.{handler.__qualname__.split('.')[0]}", handler


def _need(on_load: Any) -> str:
    """The right that a page's first handler asks for."""
    for spec in on_load if isinstance(on_load, list) else [on_load] if on_load else []:
        called: Any = getattr(getattr(spec, "handler", spec), "fn", spec)
        handler = called.__qualname__
        if handler == "SessionState.require":
            return str(spec.args[0][1]).strip('"')
        if handler == "SessionState.require_sign_in":
            return SIGNED_IN
    return PUBLIC
