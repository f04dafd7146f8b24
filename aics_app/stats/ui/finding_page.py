"""The page of all conversations: filters, and what they find."""

from collections.abc import Callable
from functools import reduce
from operator import add

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.chat.models import Source
from aics_app.stats.queries.conversations import Handled
from aics_app.stats.ui.finding import INTENTS, FindingState
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
from aics_app.ui.i18n import LOCALES, t

ANY = "any"
SCORES = ("5", "4", "3", "2", "1")
_WANTED = FindingState.wanted


def finding_page() -> rx.Component:
    """For who may search; `FindingState.open` loads it."""
    return page_frame(t("finding.title"), _filters(), _content(), active="conversations")


def _filters() -> rx.Component:
    search = search_box(
        _WANTED.q,
        lambda text: FindingState.choose("q", text),
        placeholder=t("finding.search"),
        testid="finding-search",
    )
    return rx.box(
        rx.box(search, class_name="records-search"),
        _unfold(),
        rx.box(*_choices(), id="finding-choices", class_name="records-choices"),
        class_name="records-filters",
        role="search",
        aria_label=t("handoffs.filters"),
        data_open=rx.cond(FindingState.shows_filters, "true", "false"),
    )


def _choices() -> tuple[rx.Component, ...]:
    person = search_box(
        _WANTED.person,
        lambda text: FindingState.choose("person", text),
        placeholder=t("finding.person"),
        testid="finding-person",
    )
    return (
        rx.box(person, min_width="180px"),
        _filter("intent", _WANTED.intent, INTENTS, lambda one: t(f"knowledge.intent.{one}")),
        _filter("source", _WANTED.source, tuple(Source), lambda one: t(f"export.source.{one}")),
        _filter("handled", _WANTED.handled, tuple(Handled), lambda one: t(f"finding.handled_{one}")),
        _filter("score", _WANTED.score, SCORES, str),
        _filter("helpful", _WANTED.helpful, ("yes", "no"), lambda one: t(f"finding.helpful_{one}")),
        _filter("language", _WANTED.language, LOCALES, lambda one: t(f"exports.locale_{one}")),
        _day("since", _WANTED.since),
        _day("until", _WANTED.until),
        _clear(),
    )


def _unfold() -> rx.Component:
    """Where there is no room for all choices at once; how many of them are made is said on it."""
    count = _count()
    return rx.button(
        rx.icon("sliders-horizontal", size=16),
        rx.cond(count > 0, t("handoffs.filters_set", count=count.to_string()), t("handoffs.filters")),
        variant=rx.cond(count > 0, "soft", "surface"),
        on_click=FindingState.fold_filters,
        class_name="records-unfold",
        aria_expanded=rx.cond(FindingState.shows_filters, "true", "false"),
        aria_controls="finding-choices",
        data_testid="finding-unfold",
    )


def _count() -> Var[int]:
    """How many choices are made, the search apart."""
    names = (
        *("person", "intent", "source", "score", "helpful"),
        *("language", "handled", "since", "until"),
    )
    return reduce(add, [rx.cond(getattr(_WANTED, name) != "", 1, 0).to(int) for name in names])


def _filter(
    name: str, value: Var[str], options: tuple[str, ...], word: Callable[[str], str | Var[str]]
) -> rx.Component:
    return rx.select.root(
        rx.select.trigger(aria_label=t(f"finding.any_{name}"), data_testid=f"finding-filter-{name}"),
        rx.select.content(
            rx.select.item(t(f"finding.any_{name}"), value=ANY),
            *(rx.select.item(word(option), value=str(option)) for option in options),
        ),
        value=rx.cond(value, value, ANY),
        on_change=lambda chosen: FindingState.choose(name, rx.cond(chosen == ANY, "", chosen)),
    )


def _day(name: str, value: Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.span(t(f"handoffs.{name}"), class_name="records-day"),
        rx.input(
            type="date",
            value=value,
            on_change=lambda day: FindingState.choose(name, day),
            data_testid=f"finding-{name}",
        ),
        class_name="records-date",
    )


def _is_filtered() -> Var[bool]:
    return (_count() > 0) | (_WANTED.q != "")


def _clear() -> rx.Component:
    clear = rx.button(
        rx.icon("x", size=16),
        t("handoffs.clear"),
        variant="ghost",
        color_scheme="gray",
        on_click=FindingState.clear,
        data_testid="finding-clear",
        align_self="center",
    )
    return rx.cond(_is_filtered(), clear)


def _content() -> rx.Component:
    nothing = rx.cond(
        _is_filtered(),
        empty_state("search-x", t("finding.none_found"), t("finding.none_found_text")),
        empty_state("messages-square", t("finding.empty"), t("finding.empty_text")),
    )
    failed = error_state(t("finding.failed"), t("finding.failed_text"), retry=FindingState.reload)
    columns = (
        Column(t("finding.column_at"), lambda row: moment(row.at), width="170px"),
        Column(t("finding.column_title"), _title),
        Column(t("finding.column_intent"), _intents, wide_only=True),
        Column(t("finding.column_by"), _by, wide_only=True),
        Column(
            t("finding.column_answers"), lambda row: rx.el.span(row.answers), numeric=True, wide_only=True
        ),
        Column(t("finding.column_judged"), _judged),
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
        known = ((one, t(f"knowledge.intent.{one}")) for one in (*INTENTS, "greeting", "thanks", "goodbye"))
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
