"""The page of the audit: a line for each thing that happened, with what it was before and after."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.audit.ui.states import MAX_SHOWN, RIGHT, AuditState, ChangeRow, EntryRow
from aics_app.ui.components import (
    empty_state,
    error_state,
    notice,
    relative_time,
    search_box,
    skeleton_rows,
    toggle,
)
from aics_app.ui.components.tables import more_button
from aics_app.ui.i18n import names_below, t

ANY = "any"
EVENTS = names_below("event.")
SUBJECTS = names_below("subject.")


def audit_page() -> rx.Component:
    """`AuditState.open` loads it."""
    refused = empty_state("lock", t("forbidden.title"), t("forbidden.text"))
    return page_frame(
        t("audit.title"),
        rx.cond(
            SessionState.permissions.contains(RIGHT),
            rx.fragment(_filters(), _content()),
            rx.cond(SessionState.loaded, refused, skeleton_rows(8)),
        ),
        action=_export(),
        active="audit",
    )


def _export() -> rx.Component:
    """An ordinary link: the browser writes the file as it comes."""
    wanted = AuditState.wanted
    address = Var(
        f"'/api/audit/export?' + new URLSearchParams({wanted!s}).toString()",
        _var_type=str,
        _var_data=wanted._get_all_var_data(),  # noqa: SLF001 - Reflex's own way to hand the state on
    )
    return rx.el.a(
        rx.icon("download", size=16),
        t("audit.export"),
        href=address,
        download="audit.csv",
        class_name="audit-export",
        data_testid="audit-export",
    )


def _filters() -> rx.Component:
    wanted = AuditState.wanted
    unfold = rx.button(
        rx.icon("sliders-horizontal", size=16),
        t("audit.filters"),
        variant="surface",
        on_click=AuditState.fold_filters,
        class_name="records-unfold",
        aria_expanded=rx.cond(AuditState.shows_filters, "true", "false"),
        aria_controls="audit-choices",
    )
    search = search_box(
        wanted.id,
        lambda text: AuditState.choose("id", text),
        placeholder=t("audit.search"),
        testid="audit-id",
    )
    return rx.box(
        rx.box(search, class_name="records-search"),
        unfold,
        rx.box(*_choices(), id="audit-choices", class_name="records-choices"),
        class_name="records-filters",
        role="search",
        aria_label=t("audit.filters"),
        data_open=rx.cond(AuditState.shows_filters, "true", "false"),
    )


def _choices() -> tuple[rx.Component, ...]:
    wanted = AuditState.wanted
    people = rx.foreach(AuditState.people, lambda one: rx.select.item(one.name, value=one.id))
    kinds = rx.foreach(AuditState.kinds, lambda name: rx.select.item(event_name(name), value=name))
    subjects = (rx.select.item(t(f"subject.{name}"), value=name) for name in SUBJECTS)
    return (
        _select("actor", wanted.actor, people),
        _select("event", wanted.event, kinds),
        _select("subject", wanted.subject, *subjects),
        _day("since", wanted.since),
        _day("until", wanted.until),
        toggle(
            wanted.all == "1",
            lambda on: AuditState.choose("all", rx.cond(on, "1", "").to(str)),
            label=t("audit.all"),
            testid="audit-all",
        ),
        rx.button(
            rx.icon("x", size=16),
            t("audit.clear"),
            variant="ghost",
            color_scheme="gray",
            on_click=AuditState.clear,
            align_self="center",
            data_testid="audit-clear",
        ),
    )


def _select(name: str, value: Var[str], *items: rx.Component) -> rx.Component:
    return rx.select.root(
        rx.select.trigger(aria_label=t(f"audit.{name}"), data_testid=f"audit-{name}"),
        rx.select.content(rx.select.item(t(f"audit.any_{name}"), value=ANY), *items),
        value=rx.cond(value, value, ANY),
        on_change=lambda chosen: AuditState.choose(name, rx.cond(chosen == ANY, "", chosen).to(str)),
    )


def _day(name: str, value: Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.span(t(f"audit.{name}"), class_name="records-day"),
        rx.input(
            type="date",
            value=value,
            on_change=lambda day: AuditState.choose(name, day),
            data_testid=f"audit-{name}",
        ),
        class_name="records-date",
    )


def _content() -> rx.Component:
    nothing = rx.cond(
        AuditState.upside_down,
        empty_state("calendar-x", t("audit.none"), t("audit.upside_down")),
        empty_state("search-x", t("audit.none"), t("audit.none_text")),
    )
    failed = error_state(t("audit.failed"), t("audit.failed_text"), retry=AuditState.reload)
    listed = rx.fragment(
        rx.el.ol(rx.foreach(AuditState.rows, _row), class_name="audit", aria_label=t("audit.title")),
        more_button(AuditState.next_cursor, AuditState.show_more, ~AuditState.loaded),
        rx.cond(AuditState.rows.length() >= MAX_SHOWN, notice(t("audit.shown_cut", limit=str(MAX_SHOWN)))),
    )
    return rx.cond(
        AuditState.failed,
        failed,
        rx.cond(AuditState.rows, listed, rx.cond(AuditState.loaded, nothing, skeleton_rows(8))),
    )


def _row(row: Var[EntryRow]) -> rx.Component:
    who = rx.cond(row.who, row.who, t("audit.nobody"))
    return rx.el.li(
        rx.box(relative_time(row.at), class_name="audit-at"),
        rx.box(
            rx.el.span(
                rx.el.strong(who), " ", event_name(row.event), " ", _subject(row), class_name="audit-what"
            ),
            rx.foreach(row.changes, _change),
            rx.cond(row.rest, rx.el.span(row.rest, class_name="audit-rest")),
            class_name="audit-middle",
        ),
        rx.box(rx.el.code(row.address), class_name="audit-from"),
        class_name="audit-line",
        key=row.id.to_string(),
        data_testid="audit-row",
        data_event=row.event,
        data_subject=row.subject_id,
    )


def _change(change: Var[ChangeRow]) -> rx.Component:
    return rx.box(
        rx.cond(change.name, rx.el.span(change.name, class_name="audit-field")),
        rx.el.span(rx.cond(change.before, change.before, "–"), class_name="settings-before"),
        rx.icon("arrow-right", size=14),
        rx.el.strong(rx.cond(change.after, change.after, "–")),
        class_name="settings-change",
        data_testid="audit-change",
    )


def _subject(row: Var[EntryRow]) -> rx.Component:
    kind = rx.match(row.subject_type, *((name, t(f"subject.{name}")) for name in SUBJECTS), row.subject_type)
    named = rx.el.span(
        kind, " ", rx.cond(row.subject, row.subject, row.subject_id), class_name="audit-subject"
    )
    return rx.cond(row.subject_type, named)


def event_name(name: Var[str]) -> Var[str]:
    """The words for a kind of event; one that we have no words for shows its name."""
    return rx.match(name, *((one, t(f"event.{one}")) for one in EVENTS), name).to(str)
