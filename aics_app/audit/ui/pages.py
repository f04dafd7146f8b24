"""The page of the audit: a line for each thing that happened, with what it was before and after."""

from collections.abc import Callable

import reflex as rx
from reflex.vars import Var, VarData

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.audit.ui.states import MAX_SHOWN, RIGHT, AuditState, ChangeRow, EntryRow, Said
from aics_app.ui.components import (
    empty_state,
    error_state,
    notice,
    relative_time,
    skeleton_rows,
    toggle,
)
from aics_app.ui.components.filters import Filters
from aics_app.ui.components.tables import more_button
from aics_app.ui.i18n import Lang, names_below, t

FILTERS = Filters(
    AuditState,
    "audit",
    ("actor", "event", "subject", "since", "until", "all"),
    word=lambda name: t(f"audit.{name}"),
    search="id",
)
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
    wanted, locale = AuditState.wanted, Lang.code
    chosen = f"Object.entries({wanted!s}).filter(([, value]) => value)"  # what is not said is not asked for
    address = Var(
        f"'/api/audit/export?' + new URLSearchParams([...{chosen}, ['locale', {locale!s}]]).toString()",
        _var_type=str,
        _var_data=VarData.merge(
            wanted._get_all_var_data(),  # noqa: SLF001 - Reflex's own way to hand the state on
            locale._get_all_var_data(),  # noqa: SLF001 - as above
        ),
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
    people = rx.foreach(AuditState.people, lambda one: rx.select.item(one.name, value=one.id))
    kinds = rx.foreach(AuditState.kinds, lambda name: rx.select.item(event_name(name), value=name))
    everything = toggle(
        AuditState.wanted.all == "1",
        lambda on: AuditState.choose("all", rx.cond(on, "1", "").to(str)),
        label=t("audit.all"),
        testid="audit-all",
    )
    return FILTERS.bar(
        FILTERS.choice("actor", people),
        FILTERS.choice("event", kinds),
        FILTERS.one_of("subject", SUBJECTS, "subject."),
        FILTERS.day("since"),
        FILTERS.day("until"),
        everything,
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
    what = rx.el.span(
        rx.el.strong(who),
        " ",
        event_name(row.event),
        " ",
        _in_own_language(row, _subject),
        class_name="audit-what",
    )
    return rx.el.li(
        rx.box(relative_time(row.at), class_name="audit-at"),
        rx.box(what, _in_own_language(row, _told), class_name="audit-middle"),
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


def _told(said: Var[Said]) -> rx.Component:
    return rx.fragment(
        rx.foreach(said.changes, _change),
        rx.cond(said.rest, rx.el.span(said.rest, class_name="audit-rest")),
    )


def _subject(said: Var[Said]) -> rx.Component:
    return rx.cond(said.kind, rx.el.span(said.kind, " ", said.subject, class_name="audit-subject"))


def _in_own_language(row: Var[EntryRow], part: Callable[[Var[Said]], rx.Component]) -> rx.Component:
    return rx.cond(Lang.code == "en", part(row.en), part(row.zh))


def event_name(name: Var[str]) -> Var[str]:
    """The words for a kind of event; one that we have no words for shows its name."""
    return rx.match(name, *((one, t(f"event.{one}")) for one in EVENTS), name).to(str)
