"""The dashboard's page: what is asked for, figures, charts."""

import reflex as rx

from aics_app.accounts.models import Right
from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.stats.models import Granularity, Metric
from aics_app.stats.ui.asking import Range
from aics_app.stats.ui.charting import ChartsState
from aics_app.stats.ui.charts import chart, ranking
from aics_app.stats.ui.drawing import HOURS, SIDES
from aics_app.stats.ui.exports import export_dialog
from aics_app.stats.ui.pulse import pulse
from aics_app.stats.ui.shapes import LEADING, OF_THE_AI, OWN_LEADING
from aics_app.stats.ui.states import DashboardState
from aics_app.stats.ui.tiles import tiles
from aics_app.ui import routes
from aics_app.ui.components import error_state, link_button, notice, segmented, toggle
from aics_app.ui.every import every
from aics_app.ui.i18n import t

FAULTS = ("date", "order", "long")
AGAIN_S = 20
"""So often the background counts."""


def dashboard_page() -> rx.Component:
    """For the staff; `DashboardState.open` loads it."""
    return page_frame(
        rx.cond(DashboardState.own, t("stats.own_title"), t("stats.title")),
        _asked(),
        rx.cond(DashboardState.fault, rx.fragment(), _content()),
        beside=rx.cond(DashboardState.of_all, pulse()),
        action=_actions(),
        active="dashboard",
    )


def _actions() -> rx.Component:
    wall = link_button(t("stats.wall"), routes.ADMIN_WALL, icon="monitor-play", variant="soft", size="2")
    sees_wall = SessionState.permissions.contains(Right.STATS_SEE_ALL) & DashboardState.of_all
    days, wanted = DashboardState.days, DashboardState.wanted
    return rx.flex(
        rx.cond(sees_wall, rx.box(wall, data_testid="stats-wall")),
        export_dialog(days.first, days.last, wanted.by, wanted.hours != ""),
        spacing="2",
        class_name="stats-actions",
    )


def _asked() -> rx.Component:
    """Everything here stands in the address."""
    faults = (
        (
            fault,
            rx.box(
                notice(t(f"stats.fault.{fault}"), kind="error"),
                class_name="stats-fault",
                data_testid="stats-fault",
            ),
        )
        for fault in FAULTS
    )
    asked = (_period(), _cut(), *_switches())
    return rx.box(
        rx.box(*asked, class_name="stats-asked", role="group", aria_label=t("stats.asked")),
        rx.cond(DashboardState.wanted.period == Range.CUSTOM, _days()),
        rx.match(DashboardState.fault, *faults, _shown()),
    )


def _period() -> rx.Component:
    period = DashboardState.wanted.period
    return rx.el.select(
        *(rx.el.option(t(f"stats.range.{one}"), value=str(one)) for one in Range),
        value=rx.cond(period, period, str(Range.MONTH)),
        on_change=lambda one: DashboardState.choose("period", one),
        class_name="stats-select",
        aria_label=t("stats.range_label"),
        data_testid="stats-range",
    )


def _cut() -> rx.Component:
    return segmented(
        DashboardState.by,
        tuple((str(one), t(f"stats.by.{one}")) for one in Granularity),
        lambda one: DashboardState.choose("by", one),
        label=t("stats.by_label"),
        testid="stats-granularity",
    )


def _switches() -> tuple[rx.Component, rx.Component]:
    wanted = DashboardState.wanted
    compares = toggle(
        wanted.compare == "",
        lambda on: DashboardState.choose("compare", rx.cond(on, "", "off")),
        label=t("stats.compare"),
        testid="stats-compare",
    )
    hours = toggle(
        wanted.hours != "",
        lambda on: DashboardState.choose("hours", rx.cond(on, "business", "")),
        label=t("stats.business"),
        testid="stats-business",
    )
    return compares, hours


def _days() -> rx.Component:
    """Days of one's own choice; asked for together, or each key typed would be."""
    ends = (
        rx.el.label(
            rx.el.span(t(f"stats.{name}")),
            rx.el.input(
                type="date",
                name=name,
                default_value=getattr(DashboardState.wanted, name),
                key=getattr(DashboardState.wanted, name),
                required=True,
                class_name="stats-select",
                data_testid=f"stats-{name}",
            ),
            class_name="stats-day",
        )
        for name in ("since", "until")
    )
    apply = rx.button(t("stats.apply"), type="submit", variant="soft", data_testid="stats-apply")
    return rx.el.form(*ends, apply, on_submit=DashboardState.choose_days, class_name="stats-custom")


def _shown() -> rx.Component:
    days = DashboardState.days
    compared = t("stats.compared", first=days.before_first, last=days.before_last)
    said = rx.el.p(
        t("stats.days", first=days.first, last=days.last),
        rx.cond(DashboardState.wanted.compare == "", rx.el.span(compared)),
        rx.cond(
            (DashboardState.wanted.by != DashboardState.by)
            & ((DashboardState.wanted.by != "") | (DashboardState.by != str(Granularity.DAY))),
            rx.el.span(t("stats.coarser")),
        ),
        class_name="stats-days",
        data_testid="stats-days",
    )
    return rx.fragment(said, rx.cond(DashboardState.pending > 0, _pending()))


def _pending() -> rx.Component:
    return rx.el.p(
        rx.icon("refresh-cw", size=14, aria_hidden="true"),
        t("stats.pending", n=DashboardState.pending.to_string()),
        every(AGAIN_S, DashboardState.read),
        class_name="stats-pending",
        role="status",
        data_testid="stats-pending",
    )


def _content() -> rx.Component:
    failed = error_state(t("stats.failed"), t("stats.failed_text"), retry=DashboardState.read)
    return rx.fragment(rx.cond(DashboardState.failed, failed, tiles()), _charts())


def _charts() -> rx.Component:
    counted = (t("stats.head_kind"), t("stats.head_count"), t("stats.head_share"))
    rated = (t("stats.head_kind"), t("stats.head_share"), t("stats.head_n"))
    times = (t("stats.head_hour"), t("stats.head_count"), t("stats.nothing"))
    course = (t("stats.head_day"), t("stats.now"), t("stats.before"))
    of_all = DashboardState.of_all
    times_of_all = rx.fragment(
        chart("heat", ChartsState.heat, heads=times, across=HOURS),
        chart("intents", ChartsState.intents, heads=counted),
    )
    return rx.box(
        chart("trend", ChartsState.trend, heads=course, beside=_metric()),
        rx.cond(of_all, chart("sources", ChartsState.sources, heads=counted)),
        rx.cond(DashboardState.own, rx.fragment(), ranking()),
        rx.cond(of_all, times_of_all),
        chart("reasons", ChartsState.reasons, heads=counted),
        chart("categories", ChartsState.categories, heads=counted),
        chart("satisfaction", ChartsState.satisfaction, heads=rated, across=SIDES),
        chart("promises", ChartsState.promises, heads=rated, across=SIDES),
        class_name="stats-charts",
        data_own=rx.cond(of_all, "false", "true"),
    )


def _metric() -> rx.Component:
    """Of the AI only for who sees its figures."""
    wanted = DashboardState.wanted
    options = ((one, rx.el.option(t(f"stats.metric.{one}"), value=str(one))) for one in Metric)
    return rx.el.select(
        *(rx.cond(DashboardState.of_all, way) if one in OF_THE_AI else way for one, way in options),
        value=rx.cond(
            wanted.metric, wanted.metric, rx.cond(DashboardState.of_all, str(LEADING[0]), str(OWN_LEADING[0]))
        ),
        on_change=lambda one: DashboardState.choose("metric", one),
        class_name="stats-select",
        aria_label=t("stats.metric_label"),
        data_testid="stats-metric",
    )
