"""The page of all conversations: filters, and what they find."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.chat.models import Source
from aics_app.knowledge.rules import INTENTS, TELLING
from aics_app.stats.models import Share
from aics_app.stats.queries.conversations import Handled
from aics_app.stats.rules.figures import SLICES
from aics_app.stats.ui.finding import FindingState
from aics_app.stats.ui.found import TalkRow
from aics_app.ui import routes
from aics_app.ui.components import (
    Column,
    data_table,
    empty_state,
    error_state,
    moment,
    notice,
    page_link,
    search_box,
    status_badge,
)
from aics_app.ui.components.filters import Filters
from aics_app.ui.i18n import LOCALES, t

SCORES = ("5", "4", "3", "2", "1")
FILTERS = Filters(
    FindingState,
    "finding",
    ("person", "intent", "source", "score", "helpful", "language", "handled", "since", "until"),
    word=lambda name: t(f"finding.{name}"),
)


def finding_page() -> rx.Component:
    """For who may search; `FindingState.open` loads it."""
    return page_frame(t("finding.title"), _filters(), _content(), active="conversations")


def _filters() -> rx.Component:
    person = search_box(
        FindingState.wanted.person,
        lambda text: FindingState.choose("person", text),
        placeholder=t("finding.person"),
        testid="finding-person",
    )
    languages = (rx.select.item(t(f"exports.locale_{one}"), value=one) for one in LOCALES)
    return FILTERS.bar(
        rx.box(person, min_width="180px"),
        FILTERS.one_of("intent", TELLING, SLICES[Share.INTENTS]),
        FILTERS.one_of("source", Source, SLICES[Share.SOURCES]),
        FILTERS.one_of("handled", Handled, "finding.handled_"),
        FILTERS.one_of("score", SCORES),
        FILTERS.one_of("helpful", ("yes", "no"), "finding.helpful_"),
        FILTERS.choice("language", *languages),
        FILTERS.day("since"),
        FILTERS.day("until"),
    )


def _content() -> rx.Component:
    nothing = rx.cond(
        FILTERS.is_filtered(),
        empty_state("search-x", t("finding.none_found"), t("finding.none_found_text")),
        empty_state("messages-square", t("finding.empty"), t("finding.empty_text")),
    )
    failed = error_state(t("finding.failed"), t("finding.failed_text"), retry=FindingState.reload)
    columns = (
        Column(t("finding.column_at"), lambda row: moment(row.at), width="170px"),
        Column(t("finding.column_title"), _title),
        Column(t("finding.column_intent"), _intents, wide_only=True),
        Column(t("finding.column_by"), _by, width="150px", wide_only=True),
        Column(
            t("finding.column_answers"), lambda row: rx.el.span(row.answers), numeric=True, wide_only=True
        ),
        Column(t("finding.column_judged"), _judged, width="22%"),
    )
    table = data_table(
        columns,
        FindingState.rows,
        label=t("finding.title"),
        loading=~FindingState.loaded,
        empty=rx.cond(FindingState.looked_back_to, rx.fragment(), nothing),
        row_attrs=lambda row: {"data_testid": "finding-row", "data_id": row.id},
    )
    return rx.cond(FindingState.failed, failed, rx.fragment(table, _further(), _more()))


def _further() -> rx.Component:
    """Where a search inside the messages has stopped for now."""
    until = rx.flex(
        notice(t("finding.looked_back")),
        moment(FindingState.looked_back_to),
        spacing="2",
        align="center",
        wrap="wrap",
        padding_top="var(--space-3)",
        data_testid="finding-looked-back",
    )
    return rx.cond(FindingState.looked_back_to, until)


def _more() -> rx.Component:
    button = rx.button(
        rx.cond(FindingState.looked_back_to, t("finding.look_further"), t("ui.more")),
        variant="soft",
        color_scheme="gray",
        on_click=FindingState.show_more,
        data_testid="finding-more",
    )
    return rx.cond(FindingState.next_cursor, rx.flex(button, justify="center", padding="var(--space-4)"))


def _title(row: Var[TalkRow]) -> rx.Component:
    return page_link(
        rx.el.strong(row.customer),
        rx.el.span(row.title, class_name="record-title", dir="auto"),
        href=routes.conversation(row.id),
        class_name="record-opener",
        data_testid="finding-open",
    )


def _intents(row: Var[TalkRow]) -> rx.Component:
    def word(name: Var[str]) -> rx.Component:
        known = ((one, t(SLICES[Share.INTENTS] + one)) for one in INTENTS)
        return rx.badge(rx.match(name, *known, name), color_scheme="gray", variant="soft")

    return rx.flex(rx.foreach(row.intents, word), spacing="1", wrap="wrap")


def _by(row: Var[TalkRow]) -> rx.Component:
    person = rx.flex(rx.icon("headset", size=14), row.agents, spacing="1", align="center")
    waited = rx.flex(rx.icon("hourglass", size=14), t("finding.nobody"), spacing="1", align="center")
    ai = rx.flex(rx.icon("bot", size=14), t("finding.handled_ai"), spacing="1", align="center")
    return rx.cond(row.agents, person, rx.cond(row.handoffs > 0, waited, ai))


def _judged(row: Var[TalkRow]) -> rx.Component:
    solved = rx.match(
        row.solved,
        ("yes", status_badge(t("finding.solved"), icon="circle-check", color="jade")),
        ("no", status_badge(t("finding.unsolved"), icon="circle-x", color="red")),
        rx.fragment(),
    )
    up, down = t("finding.helpful_yes"), t("finding.helpful_no")
    return rx.flex(
        solved,
        rx.cond(row.helpful > 0, status_badge(up, icon="thumbs-up", color="jade")),
        rx.cond(row.unhelpful > 0, status_badge(down, icon="thumbs-down", color="amber")),
        spacing="1",
        wrap="wrap",
    )
