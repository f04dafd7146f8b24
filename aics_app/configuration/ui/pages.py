"""The page of settings: each with what it may be, what it is by default, and who changed it."""

from collections.abc import Mapping

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.configuration.models import Key
from aics_app.configuration.rules import SETTINGS, Group
from aics_app.configuration.ui.inputs import input_of, valued, worded
from aics_app.configuration.ui.shapes import ChangeRow, SettingRow
from aics_app.configuration.ui.states import RIGHT, SettingsState
from aics_app.ui.components import (
    dialog,
    empty_state,
    error_state,
    notice,
    relative_time,
    section,
    skeleton_rows,
)
from aics_app.ui.i18n import t


def settings_page(tests: Mapping[Group, rx.Component]) -> rx.Component:
    """`SettingsState.open` loads it. `tests` stand below the group that they try out."""
    refused = empty_state("lock", t("forbidden.title"), t("forbidden.text"))
    failed = error_state(t("settings.failed"), t("settings.failed_text"), retry=SettingsState.reload)
    content = rx.cond(
        SettingsState.failed,
        failed,
        rx.cond(SettingsState.loaded, _content(tests), skeleton_rows(8)),
    )
    return page_frame(
        t("settings.title"),
        rx.cond(
            SessionState.permissions.contains(RIGHT),
            content,
            rx.cond(SessionState.loaded, refused, skeleton_rows(8)),
        ),
        _history(),
        active="settings",
    )


def _content(tests: Mapping[Group, rx.Component]) -> rx.Component:
    return rx.box(
        rx.text(t("settings.intro"), size="2", color_scheme="gray", as_="p"),
        *(_group(group, tests.get(group)) for group in Group),
        rx.cond(SettingsState.unknown, _unknown()),
        on_mount=SettingsState.begin,
        class_name="sections wide",
    )


def _group(group: Group, test: rx.Component | None) -> rx.Component:
    own = (key for key, setting in SETTINGS.items() if setting.group is group)
    return section(
        t(f"settings.group_{group}"),
        rx.el.ul(*(_setting(key) for key in own), class_name="settings-list"),
        rx.fragment() if test is None else test,
    )


def _setting(key: Key) -> rx.Component:
    row = SettingsState.rows[key.value]
    return rx.el.li(
        rx.box(
            rx.el.label(t(f"setting.{key.lower()}"), html_for=f"set-{key.value}", class_name="settings-name"),
            rx.el.p(t(f"setting.{key.lower()}_text"), class_name="plan-fine"),
            rx.el.code(key.value, class_name="settings-key"),
            class_name="settings-about",
        ),
        rx.box(input_of(SETTINGS[key], row), _facts(key, row), class_name="settings-input"),
        class_name="settings-row",
        data_testid="setting",
        data_key=key.value,
        data_value=row.value,
        data_touched=rx.cond(SettingsState.touched.contains(key.value), "true", "false"),
    )


def _facts(key: Key, row: Var[SettingRow]) -> rx.Component:
    changed = rx.cond(
        row.changed_at,
        rx.el.span(
            t("settings.changed_by", who=rx.cond(row.changed_by, row.changed_by, "–")),
            " ",
            relative_time(row.changed_at),
        ),
        rx.el.span(t("settings.never_changed")),
    )
    by_default = rx.cond(
        row.is_default,
        rx.el.span(t("settings.is_default")),
        rx.el.button(
            rx.icon("undo-2", size=12),
            t("settings.to_default", value=valued(SETTINGS[key], row.default)),
            type="button",
            on_click=SettingsState.to_default(key.value),
            class_name="settings-link",
            data_testid="setting-default",
        ),
    )
    history = rx.el.button(
        rx.icon("history", size=12),
        t("settings.history"),
        type="button",
        on_click=SettingsState.look_back(key.value),
        aria_label=t("settings.history_of", name=t(f"setting.{key.lower()}")),
        class_name="settings-link",
        data_testid="setting-history",
    )
    return rx.box(changed, by_default, rx.cond(row.changed_at, history), class_name="settings-facts")


def _unknown() -> rx.Component:
    rows = rx.foreach(
        SettingsState.unknown,
        lambda one: rx.el.li(rx.el.code(one[0]), rx.el.span(one[1]), class_name="settings-unknown"),
    )
    return section(
        t("settings.unknown"),
        notice(t("settings.unknown_text")),
        rx.el.ul(rows, class_name="settings-list", data_testid="settings-unknown"),
    )


def _history() -> rx.Component:
    names = ((key.value, t(f"setting.{key.lower()}")) for key in SETTINGS)
    lines = rx.el.ol(
        rx.foreach(SettingsState.history, _change),
        class_name="settings-history",
        aria_label=t("settings.history"),
    )
    return dialog(
        t("settings.history"),
        rx.el.p(
            rx.el.strong(rx.match(SettingsState.history_of, *names, "")),
            " ",
            rx.el.code(SettingsState.history_of, class_name="settings-key"),
        ),
        lines,
        open=SettingsState.history_of != "",
        on_open_change=SettingsState.set_history_open,
    )


def _change(change: Var[ChangeRow], place: Var[int]) -> rx.Component:
    undo = rx.button(
        rx.icon("undo-2", size=14),
        t("settings.undo"),
        variant="soft",
        size="1",
        on_click=SettingsState.undo(change.id),
        data_testid="setting-undo",
    )
    return rx.el.li(
        rx.box(
            rx.el.span(_value(change.before, change.was_default), class_name="settings-before"),
            rx.icon("arrow-right", size=14),
            rx.el.strong(_value(change.after, change.is_default)),
            class_name="settings-change",
        ),
        rx.box(
            rx.el.span(rx.cond(change.who, change.who, "–")),
            relative_time(change.at),
            rx.cond(place == 0, undo),
            class_name="settings-facts",
        ),
        key=change.id.to_string(),
        data_testid="setting-change",
    )


def _value(value: Var[str], is_default: Var[bool]) -> Var[str]:
    said = worded(value)
    return rx.cond(is_default, t("settings.default_value", value=said), said).to(str)
