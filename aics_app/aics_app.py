"""The Reflex app: pages, what runs beside them, and what stands between them and the world."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx

from aics_app import api, settings, wiring
from aics_app.accounts.identity import ENDED
from aics_app.accounts.models import Right
from aics_app.accounts.ui import pages as accounts
from aics_app.accounts.ui.guard import stand_around
from aics_app.accounts.ui.invited import InvitedState, invited_page
from aics_app.accounts.ui.people import UsersState
from aics_app.accounts.ui.people_page import people_page
from aics_app.accounts.ui.profile import profile_page
from aics_app.accounts.ui.roles import RolesState
from aics_app.accounts.ui.roles_page import roles_page
from aics_app.accounts.ui.states import SessionState
from aics_app.audit.ui.pages import audit_page
from aics_app.audit.ui.states import AuditState
from aics_app.chat.ui.pages import chat_page
from aics_app.chat.ui.states import ChatState
from aics_app.configuration.rules import Group
from aics_app.configuration.ui.pages import settings_page
from aics_app.configuration.ui.states import SettingsState
from aics_app.core import log
from aics_app.core.container import provide, use
from aics_app.core.live import Live
from aics_app.desk.ui.lists import DeskState
from aics_app.desk.ui.pages import desk_page
from aics_app.desk.ui.profile import ProfileState
from aics_app.desk.ui.profile_tickets import ProfileTicketsState
from aics_app.desk.ui.replies import RepliesState
from aics_app.desk.ui.replies_page import replies_page
from aics_app.desk.ui.talking import TalkState
from aics_app.handoff.ui.card import handoff_badge, handoff_card, person_button
from aics_app.handoff.ui.records import RecordsState
from aics_app.handoff.ui.records_page import records_page
from aics_app.handoff.ui.states import HandoffState
from aics_app.knowledge.ui.listing import KnowledgeState
from aics_app.knowledge.ui.pages import knowledge_page
from aics_app.notices.ui.components import bell, mail_choice
from aics_app.notices.ui.states import MailsState
from aics_app.notices.ui.stuck import StuckState
from aics_app.notices.ui.stuck_list import stuck_mails
from aics_app.stats.ui.finding import FindingState
from aics_app.stats.ui.finding_page import finding_page
from aics_app.stats.ui.found_talk import talk_page
from aics_app.stats.ui.page import dashboard_page
from aics_app.stats.ui.rows import RowsState
from aics_app.stats.ui.rows_page import rows_page
from aics_app.stats.ui.states import DashboardState
from aics_app.stats.ui.talk import TalkReadingState
from aics_app.stats.ui.wall import WallState
from aics_app.stats.ui.wall_page import wall_page
from aics_app.system.ui.pages import system_page
from aics_app.system.ui.states import SystemState
from aics_app.system.ui.trials import trial
from aics_app.tickets.ui.board import BoardState
from aics_app.tickets.ui.board_page import board_page
from aics_app.tickets.ui.filing import FilingState
from aics_app.tickets.ui.filing_page import filing_page
from aics_app.tickets.ui.following import FollowingState
from aics_app.tickets.ui.following_page import following_page
from aics_app.tickets.ui.macro_list import MacrosState
from aics_app.tickets.ui.macros import MacroState
from aics_app.tickets.ui.macros_page import macros_page
from aics_app.tickets.ui.owned import OwnTicketsState
from aics_app.tickets.ui.owned_page import own_tickets_page
from aics_app.tickets.ui.saved import ViewsState
from aics_app.tickets.ui.workflow import WorkflowState
from aics_app.tickets.ui.workflow_page import workflow_page
from aics_app.tickets.ui.workflow_saving import WorkflowSavingState
from aics_app.tickets.ui.working import WorkState
from aics_app.tickets.ui.working_page import working_page
from aics_app.ui import routes, theme, trouble
from aics_app.ui.frame import add_tool
from aics_app.ui.hub import PageHub
from aics_app.ui.toasts import toaster
from aics_app.ui.told import on_error
from aics_app.workforce.ui.holidays import HolidaysState
from aics_app.workforce.ui.hours import HoursState
from aics_app.workforce.ui.pages import workforce_page
from aics_app.workforce.ui.ruling import RulesState
from aics_app.workforce.ui.team import TeamState


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """What one serving process is made of, from its first to its last request."""
    own = settings.load()
    log.setup(own)
    async with wiring.running(own):
        hub = PageHub(app, use(Live), ENDED)
        provide(PageHub, hub)
        hub.open()
        _spare_the_collector()
        try:
            yield
        finally:
            await hub.close()


def _spare_the_collector() -> None:
    """What was made at start stays to the end; looking through it for garbage costs 5 % of streaming."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


app = rx.App(
    head_components=theme.head(),
    stylesheets=theme.STYLESHEETS,
    toaster=toaster(),
    app_wraps=trouble.app_wraps(),
    html_lang="zh-CN",
    backend_exception_handler=on_error,
    api_transformer=api.transformers(),
)
stand_around(app)
app.register_lifespan_task(lifespan)
add_tool(bell)

app.add_page(accounts.landing_page, route=routes.HOME, title="AICS", on_load=SessionState.enter)
app.add_page(accounts.login_page, route=routes.LOGIN, title="AICS", on_load=SessionState.load)
app.add_page(accounts.register_page, route=routes.REGISTER, title="AICS", on_load=SessionState.load)
app.add_page(accounts.forbidden_page, route=routes.FORBIDDEN, title="AICS", on_load=SessionState.load)
app.add_page(invited_page, route=routes.INVITED, title="AICS", on_load=InvitedState.open)
app.add_page(
    people_page,
    route=routes.ADMIN_USERS,
    title="AICS",
    on_load=[SessionState.require(Right.USERS_MANAGE), UsersState.open],
)
app.add_page(
    roles_page,
    route=routes.ADMIN_ROLES,
    title="AICS",
    on_load=[SessionState.require(Right.ROLES_MANAGE), RolesState.open],
)
app.add_page(accounts.not_found_page, route="404", title="AICS")
app.add_page(
    lambda: profile_page(mail_choice()),
    route=routes.PROFILE,
    title="AICS",
    on_load=[SessionState.require_sign_in, MailsState.load],
)
app.add_page(
    knowledge_page,
    route=routes.ADMIN_KNOWLEDGE,
    title="AICS",
    on_load=[SessionState.require(Right.KNOWLEDGE_MANAGE), KnowledgeState.open],
)
app.add_page(
    lambda: chat_page(person_button(), handoff_badge, handoff_card(ChatState.conversation_id)),
    route=f"{routes.CHAT}/[[session_id]]",
    title="AICS",
    on_load=[SessionState.require(Right.CHAT_ASK), ChatState.open, HandoffState.load],
)
app.add_page(
    own_tickets_page,
    route=routes.TICKETS,
    title="AICS",
    on_load=[SessionState.require(Right.TICKETS_FILE), OwnTicketsState.open],
)
app.add_page(
    filing_page,
    route=routes.TICKET_NEW,
    title="AICS",
    on_load=[SessionState.require(Right.TICKETS_FILE), FilingState.open],
)
app.add_page(
    following_page,
    route=routes.TICKET,
    title="AICS",
    on_load=[SessionState.require(Right.TICKETS_FILE), FollowingState.open],
)
app.add_page(
    desk_page,
    route=f"{routes.DESK}/[[session_id]]",
    title="AICS",
    on_load=[
        SessionState.require(Right.DESK_WORK),
        DeskState.open,
        TalkState.open,
        ProfileState.open,
        ProfileTicketsState.open,
    ],
)
app.add_page(
    board_page,
    route=routes.BOARD,
    title="AICS",
    on_load=[SessionState.require(Right.TICKETS_WORK), BoardState.open, ViewsState.load],
)
app.add_page(
    working_page,
    route=routes.BOARD_TICKET,
    title="AICS",
    on_load=[SessionState.require(Right.TICKETS_WORK), WorkState.open, MacroState.load],
)
app.add_page(
    records_page,
    route=routes.HANDOFFS,
    title="AICS",
    on_load=[SessionState.require(Right.HANDOFFS_SEE_ALL), RecordsState.open],
)
app.add_page(
    replies_page,
    route=routes.REPLIES,
    title="AICS",
    on_load=[SessionState.require(Right.DESK_WORK), RepliesState.open],
)
app.add_page(
    macros_page,
    route=routes.MACROS,
    title="AICS",
    on_load=[SessionState.require(Right.TICKETS_WORK), MacrosState.open],
)
app.add_page(
    finding_page,
    route=routes.ADMIN_CONVERSATIONS,
    title="AICS",
    on_load=[SessionState.require(Right.CONVERSATIONS_SEARCH), FindingState.open],
)
app.add_page(
    talk_page,
    route=routes.ADMIN_CONVERSATION,
    title="AICS",
    on_load=[SessionState.require(Right.CONVERSATIONS_SEARCH), TalkReadingState.open],
)
app.add_page(
    workforce_page,
    route=routes.ADMIN_WORKFORCE,
    title="AICS",
    on_load=[
        SessionState.require(Right.WORKFORCE_MANAGE),
        HoursState.open,
        HolidaysState.open,
        TeamState.open,
        RulesState.open,
    ],
)
app.add_page(
    workflow_page,
    route=routes.ADMIN_WORKFLOW,
    title="AICS",
    on_load=[
        SessionState.require(Right.WORKFLOW_MANAGE),
        WorkflowState.open,
        WorkflowSavingState.open,
    ],
)
app.add_page(
    lambda: settings_page(
        {
            Group.AI: trial("model"),
            Group.CACHE: trial("cache"),
            Group.FILES: trial("storage"),
            Group.MAIL: trial("mail"),
        }
    ),
    route=routes.ADMIN_SETTINGS,
    title="AICS",
    on_load=[SessionState.require(Right.SETTINGS_MANAGE), SettingsState.open],
)
app.add_page(
    audit_page,
    route=routes.ADMIN_AUDIT,
    title="AICS",
    on_load=[SessionState.require(Right.AUDIT_SEE), AuditState.open],
)
app.add_page(
    dashboard_page,
    route=routes.ADMIN,
    title="AICS",
    on_load=[SessionState.require(Right.STATS_SEE), DashboardState.open],
)
app.add_page(
    rows_page,
    route=routes.ADMIN_ROWS,
    title="AICS",
    on_load=[SessionState.require(Right.STATS_SEE), RowsState.open],
)
app.add_page(
    wall_page,
    route=routes.ADMIN_WALL,
    title="AICS",
    on_load=[SessionState.require(Right.STATS_SEE_ALL), WallState.open],
)
app.add_page(
    lambda: system_page(stuck_mails()),
    route=routes.ADMIN_SYSTEM,
    title="AICS",
    on_load=[SessionState.require(Right.SYSTEM_SEE), SystemState.open, StuckState.open],
)
