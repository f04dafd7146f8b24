"""Above the board: what is shown of it."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.rules.filters import ME, NOBODY, Sla
from aics_app.tickets.ui.board import BoardState
from aics_app.tickets.ui.saved import saved_views
from aics_app.tickets.ui.words import said
from aics_app.ui.components import search_box
from aics_app.ui.i18n import t

ANY = "any"
FILTERS = ("status", "state", "handler", "priority", "category", "team", "tag", "sla", "q")
SLAS = {Sla.BREACHED: "triangle-alert", Sla.SOON: "hourglass", Sla.RUNNING: "clock"}


def filters() -> rx.Component:
    """Search and quick filters, which are always there; the rest folds on a phone."""
    wanted, choices = BoardState.wanted, BoardState.choices
    search = search_box(
        wanted.q,
        lambda text: BoardState.choose("q", text),
        placeholder=t("board.search"),
        testid="board-search",
    )
    teams = rx.foreach(choices.teams, lambda one: rx.select.item(one, value=one))
    rest = rx.box(
        rx.cond(wanted.view == "table", _filter("status", wanted.status, _words(choices.statuses))),
        _filter("handler", wanted.handler, _people()),
        _filter("priority", wanted.priority, _words(choices.priorities)),
        _filter("category", wanted.category, _words(choices.topics)),
        rx.cond(choices.teams, _filter("team", wanted.team, teams)),
        _filter("sla", wanted.sla, *(rx.select.item(t(f"board.sla_{one}"), value=one.value) for one in SLAS)),
        _tag(),
        class_name="board-filters-rest",
    )
    return rx.box(
        rx.box(search, class_name="board-search"),
        _quick("handler", ME, "user", "board.quick_mine"),
        _quick("handler", NOBODY, "user-x", "board.quick_nobody"),
        _quick("sla", Sla.BREACHED.value, "triangle-alert", "board.quick_late"),
        rx.el.details(
            rx.el.summary(rx.icon("sliders-horizontal", size=14), t("board.filters"), class_name="chip"),
            rest,
            open=_has_rest(),
            class_name="board-filters-fold",
            data_testid="board-filters",
        ),
        saved_views(),
        rx.cond(is_filtered(), _clear()),
        class_name="board-filters",
        role="search",
        aria_label=t("board.filters"),
    )


def is_filtered() -> Var[bool]:
    """Whether anything is left out."""
    found = BoardState.wanted.q != ""
    for name in FILTERS[:-1]:
        found = found | (getattr(BoardState.wanted, name) != "")
    return found


def _has_rest() -> Var[bool]:
    found = BoardState.wanted.priority != ""
    for name in ("status", "category", "team", "tag"):
        found = found | (getattr(BoardState.wanted, name) != "")
    return found


def _quick(name: str, value: str, icon: str, key: str) -> rx.Component:
    is_on = getattr(BoardState.wanted, name) == value
    return rx.el.button(
        rx.icon(icon, size=14),
        t(key),
        type="button",
        class_name="chip",
        aria_pressed=rx.cond(is_on, "true", "false"),
        on_click=BoardState.choose(name, rx.cond(is_on, "", value)),
        data_testid=f"board-quick-{value}",
    )


def _filter(name: str, value: Var[str], *options: rx.Component) -> rx.Component:
    return rx.select.root(
        rx.select.trigger(aria_label=t(f"board.by_{name}"), data_testid=f"board-filter-{name}"),
        rx.select.content(rx.select.item(t(f"board.any_{name}"), value=ANY), *options),
        value=rx.cond(value, value, ANY),
        on_change=lambda chosen: BoardState.choose(name, rx.cond(chosen == ANY, "", chosen)),
    )


def _words(options: Var) -> rx.Component:
    return rx.foreach(options, lambda one: rx.select.item(said(one), value=one.word))


def _people() -> rx.Component:
    return rx.fragment(
        rx.select.item(t("board.quick_mine"), value=ME),
        rx.select.item(t("board.quick_nobody"), value=NOBODY),
        rx.foreach(BoardState.choices.people, lambda one: rx.select.item(one.name, value=one.id.to_string())),
    )


def _tag() -> rx.Component:
    return rx.debounce_input(
        rx.input(
            value=BoardState.wanted.tag,
            on_change=lambda text: BoardState.choose("tag", text),
            placeholder=t("board.by_tag"),
            aria_label=t("board.by_tag"),
            class_name="board-tag-filter",
            data_testid="board-filter-tag",
        ),
        debounce_timeout=300,
    )


def _clear() -> rx.Component:
    return rx.button(
        rx.icon("x", size=16),
        t("board.clear"),
        variant="ghost",
        color_scheme="gray",
        on_click=BoardState.clear,
        data_testid="board-clear",
    )
