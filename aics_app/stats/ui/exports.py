"""The export dialog: its button, what to export, how far it is, and what was exported before."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.models import Right
from aics_app.accounts.ui.states import SessionState
from aics_app.stats.models import Granularity
from aics_app.stats.ui.exporting import ExportRow, ExportsState
from aics_app.ui.components import (
    dialog,
    empty_state,
    error_state,
    field,
    moment,
    notice,
    relative_time,
    segmented,
    skeleton_rows,
    status_badge,
    toggle,
)
from aics_app.ui.i18n import LOCALES, t

FAULTS = ("date", "before_from", "too_long_range", "range")
ERRORS = (
    "storage_full",
    "storage_unavailable",
    "database_unavailable",
    "worker_lost",
    "figures_incomplete",
    "forbidden",
    "internal",
)
STATUSES = {
    "queued": ("hourglass", "amber"),
    "running": ("loader", "blue"),
    "done": ("circle-check", "jade"),
    "failed": ("circle-alert", "red"),
    "cancelled": ("circle-minus", "gray"),
}


OWN_ZONE = Var("Intl.DateTimeFormat().resolvedOptions().timeZone", _var_type=str)
"""The browser's, in which the page shows times."""


def export_dialog(first: Var[str], last: Var[str], by: Var[str], business: Var[bool]) -> rx.Component:
    """The button with its window, for whoever may export; it begins with the days that the page shows."""
    button = rx.button(
        rx.icon("file-spreadsheet", size=16),
        t("exports.open"),
        on_click=ExportsState.open(first, last, by, business, OWN_ZONE),
        variant="soft",
        data_testid="stats-export",
    )
    window = dialog(
        t("exports.title"),
        _form(),
        rx.el.h3(t("exports.past"), class_name="record-heading"),
        _past(),
        text=t("exports.text"),
        open=ExportsState.is_open,
        on_open_change=ExportsState.set_open,
        width="640px",
    )
    # The browser's "back" takes the page away and tells the window nothing.
    own = rx.box(button, window, on_unmount=ExportsState.set_open(False))
    return rx.cond(SessionState.permissions.contains(Right.STATS_EXPORT.value), own)


def _form() -> rx.Component:
    choice = ExportsState.choice
    faults = rx.match(
        ExportsState.fault,
        *((fault, notice(t(f"exports.fault.{fault}"), kind="error")) for fault in FAULTS),
        rx.fragment(),
    )
    return rx.flex(
        rx.flex(_day("first", choice.first), _day("last", choice.last), spacing="4", wrap="wrap"),
        rx.flex(_cut(), _language(), spacing="4", wrap="wrap"),
        toggle(
            choice.rows,
            lambda on: ExportsState.turn("rows", on),
            label=t("exports.rows"),
            testid="exports-rows",
        ),
        toggle(
            choice.business,
            lambda on: ExportsState.turn("business", on),
            label=t("exports.business"),
            testid="exports-business",
        ),
        rx.cond(ExportsState.fault, rx.box(faults, data_testid="exports-fault")),
        rx.button(
            rx.icon("play", size=16),
            t("exports.start"),
            on_click=ExportsState.start,
            data_testid="exports-start",
            align_self="flex-start",
        ),
        direction="column",
        spacing="4",
    )


def _cut() -> rx.Component:
    return segmented(
        ExportsState.choice.by,
        tuple((str(one), t(f"export.by_{one}")) for one in Granularity),
        lambda by: ExportsState.choose("by", by),
        label=t("export.filter.granularity"),
        testid="exports-by",
    )


def _language() -> rx.Component:
    return segmented(
        ExportsState.choice.locale,
        tuple((one, t(f"exports.locale_{one}")) for one in LOCALES),
        lambda locale: ExportsState.choose("locale", locale),
        label=t("exports.locale"),
        testid="exports-locale",
    )


def _day(name: str, value: Var[str]) -> rx.Component:
    own = f"exports-{name}"
    control = rx.input(
        type="date",
        id=own,
        value=value,
        on_change=lambda day: ExportsState.choose(name, day),
        data_testid=own,
    )
    return field(t(f"exports.{name}"), control, control_id=own)


def _past() -> rx.Component:
    nothing = empty_state("file-spreadsheet", t("exports.empty"), t("exports.empty_text"))
    listed = rx.el.ul(
        rx.foreach(ExportsState.rows, _row),
        aria_label=t("exports.past"),
        style={"list_style": "none", "padding": "0", "margin": "0"},
    )
    failed = error_state(t("exports.failed"), t("exports.failed_text"), retry=ExportsState.reload)
    waiting = skeleton_rows(2)
    return rx.cond(
        ExportsState.failed,
        failed,
        rx.cond(ExportsState.rows, listed, rx.cond(ExportsState.loaded, nothing, waiting)),
    )


def _row(row: ExportRow) -> rx.Component:
    about = rx.flex(
        rx.flex(rx.text(row.days, weight="medium"), _status(row), spacing="2", wrap="wrap", align="center"),
        rx.match(
            row.status,
            ("queued", _fine(relative_time(row.asked_at))),
            ("running", _progress(row)),
            ("done", _fine(row.size, " · ", t("exports.until"), " ", moment(row.expires_at))),
            ("failed", _why(row)),
            _fine(relative_time(row.asked_at)),
        ),
        direction="column",
        spacing="1",
        flex_grow="1",
        min_width="0",
    )
    return rx.el.li(
        about,
        rx.match(
            row.status,
            ("queued", _cancel(row)),
            ("running", _cancel(row)),
            ("done", _fetch(row)),
            rx.fragment(),
        ),
        key=row.id.to_string(),
        data_testid="exports-row",
        data_status=row.status,
        data_id=row.id.to_string(),
        style={
            "display": "flex",
            "gap": "var(--space-3)",
            "align_items": "center",
            "padding": "var(--space-2) 0",
            "border_top": "1px solid var(--gray-a4)",
        },
    )


def _status(row: ExportRow) -> rx.Component:
    badges = (
        (name, status_badge(t(f"exports.status_{name}"), icon=icon, color=color))
        for name, (icon, color) in STATUSES.items()
    )
    return rx.match(row.status, *badges, rx.fragment())


def _fine(*parts: rx.Component | Var | str) -> rx.Component:
    return rx.text(*parts, size="1", color_scheme="gray", as_="span")


def _progress(row: ExportRow) -> rx.Component:
    known = rx.flex(
        rx.progress(value=row.percent, aria_label=t("exports.progress"), flex_grow="1"),
        _fine(row.percent.to_string(), "%"),
        spacing="2",
        align="center",
        data_testid="exports-progress",
    )
    return rx.cond(row.percent >= 0, known, _fine(t("exports.preparing")))


def _why(row: ExportRow) -> rx.Component:
    texts = ((code, t(f"error.{code}")) for code in ERRORS)
    return rx.text(rx.match(row.error, *texts, t("error.internal")), size="1", color_scheme="red", as_="span")


def _cancel(row: ExportRow) -> rx.Component:
    return rx.button(
        rx.icon("x", size=16),
        t("ui.cancel"),
        variant="soft",
        color_scheme="gray",
        on_click=ExportsState.cancel(row.id),
        data_testid="exports-cancel",
    )


def _fetch(row: ExportRow) -> rx.Component:
    """Followed by the browser: the pages' router knows no file, and the route asks who fetches it."""
    link = rx.el.a(
        rx.icon("download", size=16),
        t("exports.download"),
        href="/api/jobs/" + row.id.to_string() + "/file",
        download=True,
        data_testid="exports-download",
        custom_attrs={"reloadDocument": True},
    )
    return rx.button(link, as_child=True, variant="soft")
