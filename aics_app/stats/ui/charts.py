"""Charts in their cards: drawn for the eye, and the same as a table whose lines lead to what they count."""

import reflex as rx
from reflex.vars import Var

from aics_app.stats.ui.charting import OF_FIGURES, ChartsState
from aics_app.stats.ui.plot import plot
from aics_app.stats.ui.shapes import ChartRow, ChartView, RankRow
from aics_app.stats.ui.states import DashboardState
from aics_app.stats.ui.words import shown
from aics_app.ui.components import empty_state, error_state, page_link
from aics_app.ui.i18n import t

Text = str | Var[str]


def chart(
    name: str,
    view: Var[ChartView],
    *,
    heads: tuple[Text, Text, Text],
    title: Text | None = None,
    beside: rx.Component | None = None,
    across: int = 0,
) -> rx.Component:
    """A card with a chart of `ChartsState`."""
    said = t(f"stats.chart.{name}") if title is None else title
    ready = rx.fragment(
        rx.box(
            plot(view.figure, lambda place: ChartsState.follow(name, place), across=across),
            role="img",
            aria_label=t("stats.chart_label", name=said),
            class_name=f"stats-plot stats-plot-{name}",
            data_testid=f"stats-plot-{name}",
        ),
        _table(name, view.rows, said, heads),
    )
    return _card(name, said, _states(name, view.status, ready), beside)


def _card(name: str, title: Text, body: rx.Component, beside: rx.Component | None = None) -> rx.Component:
    return rx.el.section(
        rx.box(
            rx.el.h2(title, class_name="stats-title", id=f"stats-title-{name}"),
            rx.fragment() if beside is None else beside,
            class_name="stats-card-head",
        ),
        body,
        class_name=f"card stats-card stats-card-{name}",
        aria_labelledby=f"stats-title-{name}",
        data_testid=f"stats-chart-{name}",
    )


def _states(name: str, status: Var[str], ready: rx.Component) -> rx.Component:
    again = DashboardState.read if name in OF_FIGURES else ChartsState.retry(name)
    failed = error_state(t("stats.failed"), t("stats.failed_text"), retry=again)
    shown = rx.match(
        status,
        ("ready", ready),
        ("empty", empty_state("chart-column", t("stats.empty"), t("stats.empty_text"))),
        ("failed", failed),
        rx.skeleton(class_name="stats-waiting"),
    )
    return rx.box(shown, class_name=f"stats-body stats-body-{name}", aria_busy=status == "loading")


def _table(name: str, rows: Var[list[ChartRow]], title: Text, heads: tuple[Text, Text, Text]) -> rx.Component:
    head = rx.el.tr(
        rx.el.th(heads[0], scope="col"),
        *(rx.el.th(text, scope="col", class_name="stats-number") for text in heads[1:]),
    )
    table = rx.el.table(
        rx.el.caption(title, class_name="visually-hidden"),
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(rows, _line)),
        class_name="stats-table",
    )
    scrolled = rx.box(
        table,
        class_name="stats-scroll",
        tab_index=0,
        role="region",
        aria_label=t("stats.table_of", name=title),
    )
    return rx.el.details(
        rx.el.summary(rx.icon("table", size=14), t("stats.as_table"), class_name="stats-summary"),
        scrolled,
        class_name="stats-details",
        data_testid=f"stats-table-{name}",
    )


def _line(row: Var[ChartRow]) -> rx.Component:
    linked = page_link(
        shown(row.name), href=row.href, class_name="stats-row-link", data_testid="stats-row-link"
    )
    return rx.el.tr(
        rx.el.th(rx.cond(row.href, linked, rx.el.span(shown(row.name))), scope="row"),
        rx.el.td(shown(row.value), class_name="stats-number"),
        rx.el.td(shown(row.beside), class_name="stats-number"),
    )


def ranking() -> rx.Component:
    """What each of the staff did: never one number alone."""
    columns = ("agent", "taken", "resolved", "first_response", "csat", "quality")
    head = rx.el.tr(
        *(
            rx.el.th(t(f"stats.rank.{one}"), scope="col", class_name="" if one == "agent" else "stats-number")
            for one in columns
        )
    )
    title = t("stats.chart.ranking")
    table = rx.el.table(
        rx.el.caption(title, class_name="visually-hidden"),
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(ChartsState.ranking, _ranked)),
        class_name="stats-table",
    )
    scrolled = rx.box(
        table,
        class_name="stats-scroll",
        tab_index=0,
        role="region",
        aria_label=t("stats.table_of", name=title),
    )
    note = rx.text(t("stats.rank_note"), size="1", color_scheme="gray", as_="p")
    return _card(
        "ranking", title, _states("ranking", ChartsState.ranking_status, rx.fragment(scrolled, note))
    )


def _ranked(one: Var[RankRow]) -> rx.Component:
    bar = rx.box(class_name="stats-bar", style={"width": one.part}, aria_hidden="true")
    linked = page_link(
        shown(one.name), href=one.href, class_name="stats-row-link", data_testid="stats-rank-link"
    )
    name = rx.cond(one.href, linked, rx.el.span(shown(one.name)))
    numbers = (one.taken, one.resolved, shown(one.first_response), shown(one.csat), shown(one.quality))
    return rx.el.tr(
        rx.el.th(rx.box(name, bar, class_name="stats-ranked"), scope="row"),
        *(rx.el.td(number, class_name="stats-number") for number in numbers),
        data_testid="stats-rank",
    )
