"""Figures with what they mean, how many they stand on, and how they changed."""

import reflex as rx
from reflex.vars import Var

from aics_app.stats.models import Metric
from aics_app.stats.ui.definitions import about, beside
from aics_app.stats.ui.shapes import LEADING, OF_THE_AI, Tile
from aics_app.stats.ui.states import DashboardState
from aics_app.stats.ui.words import shown
from aics_app.ui.components import page_link
from aics_app.ui.i18n import t

TRENDS = {"up": "arrow-up", "down": "arrow-down", "same": "equal"}


def tiles() -> rx.Component:
    """The row of the four that tell most, and the others below."""
    there = rx.fragment(
        rx.el.ul(
            rx.foreach(DashboardState.tiles, _tile), class_name="stats-tiles", aria_label=t("stats.leading")
        ),
        rx.el.details(
            rx.el.summary(t("stats.more"), class_name="stats-summary", data_testid="stats-more"),
            rx.el.ul(
                rx.foreach(DashboardState.more, _tile),
                class_name="stats-tiles stats-tiles-small",
                aria_label=t("stats.more"),
            ),
            open=True,
        ),
    )
    waiting = rx.cond(DashboardState.of_all, _waiting(len(Metric)), _waiting(len(Metric) - len(OF_THE_AI)))
    return rx.cond(DashboardState.loaded, there, waiting)


def _waiting(count: int) -> rx.Component:
    """As many and as large as those that come."""
    first, others = (
        (rx.skeleton(class_name="stats-tile-waiting") for _ in range(n))
        for n in (len(LEADING), count - len(LEADING))
    )
    return rx.box(
        rx.box(*first, class_name="stats-tiles"),
        rx.box(class_name="stats-more-waiting"),
        rx.box(*others, class_name="stats-tiles stats-tiles-small"),
        aria_hidden="true",
    )


def _tile(one: Var[Tile]) -> rx.Component:
    value = rx.el.span(shown(one.value), class_name="stats-value")
    return rx.el.li(
        rx.box(rx.el.span(shown(one.name), class_name="stats-name"), about(one), class_name="stats-head"),
        rx.cond(
            one.href,
            page_link(
                value,
                rx.el.span(t("stats.rows_of"), class_name="visually-hidden"),
                href=one.href,
                class_name="stats-link",
                data_testid="stats-figure-link",
            ),
            value,
        ),
        _change(one),
        rx.box(rx.foreach(one.beside, beside), class_name="stats-beside"),
        class_name="card stats-tile",
        key=one.key,
        data_testid=one.testid,
        data_metric=one.key,
    )


def _change(one: Var[Tile]) -> rx.Component:
    """Arrow and word say which way; the colour only whether that is good."""
    icons = ((name, rx.icon(icon, size=14)) for name, icon in TRENDS.items())
    said = rx.el.span(
        rx.match(one.trend, *icons, rx.fragment()),
        shown(one.change),
        class_name="stats-change",
        data_worth=one.worth,
    )
    return rx.cond(
        one.trend, rx.box(said, rx.el.span(shown(one.before)), class_name="stats-changed"), rx.fragment()
    )
