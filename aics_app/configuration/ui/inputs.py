"""The input of each kind of setting."""

import reflex as rx
from reflex.vars import Var

from aics_app.configuration.models import Key
from aics_app.configuration.rules import FAULTS, SETTINGS, Kind, Setting
from aics_app.configuration.ui.shapes import SettingRow
from aics_app.configuration.ui.states import SettingsState
from aics_app.ui.i18n import t

STEPS = {Kind.NUMBER: "any", Kind.WHOLE: "1"}


def input_of(setting: Setting, row: Var[SettingRow]) -> rx.Component:
    """The control, its range, and what is wrong."""
    match setting.kind:
        case Kind.SWITCH:
            control = _switch(setting, row)
        case Kind.CHOICE:
            control = _choice(setting, row)
        case _:
            control = _typed(setting, row)
    return rx.box(control, _notes(setting, row))


def valued(setting: Setting, value: Var[str]) -> Var[str]:
    """A value as it is read."""
    if setting.kind is Kind.SWITCH:
        return rx.cond(value == "true", t("settings.on"), t("settings.off")).to(str)
    if setting.kind is Kind.CHOICE:
        return rx.match(value, *((word, _choice_name(setting, word)) for word in setting.choices), value).to(
            str
        )
    return value


def _choice_name(setting: Setting, word: str) -> Var[str]:
    return t(f"accent.{word}") if setting.key is Key.APP_ACCENT else t(f"policy.{word}")


def worded(value: Var[str]) -> Var[str]:
    """A value of whatever setting as it is read."""
    choices = [(word, _choice_name(one, word)) for one in SETTINGS.values() for word in one.choices]
    switched = (("true", t("settings.on")), ("false", t("settings.off")))
    return rx.match(value, *switched, *choices, value).to(str)


def _switch(setting: Setting, row: Var[SettingRow]) -> rx.Component:
    key = setting.key.value
    return rx.el.label(
        rx.switch(
            checked=row.value == "true",
            on_change=lambda on: SettingsState.choose(key, rx.cond(on, "true", "false").to(str)),
            id=f"set-{key}",
            data_testid=f"set-{key}",
        ),
        valued(setting, row.value),
        class_name="toggle",
    )


def _choice(setting: Setting, row: Var[SettingRow]) -> rx.Component:
    key = setting.key.value
    return rx.select.root(
        rx.select.trigger(id=f"set-{key}", data_testid=f"set-{key}"),
        rx.select.content(
            *(rx.select.item(_choice_name(setting, word), value=word) for word in setting.choices),
        ),
        value=row.value,
        on_change=lambda word: SettingsState.choose(key, word),
    )


def _typed(setting: Setting, row: Var[SettingRow]) -> rx.Component:
    key, is_text = setting.key.value, setting.kind is Kind.TEXT
    bounds = {"max_length": int(setting.most)} if is_text else {"min": setting.least, "max": setting.most}
    control = rx.el.input(
        type="text" if is_text else "number",
        name=key,
        id=f"set-{key}",
        default_value=row.draft,
        on_change=SettingsState.touch(key),
        aria_describedby=f"set-{key}-note",
        aria_invalid=rx.cond(row.fault, "true", "false"),
        class_name="plan-time settings-text" if is_text else "plan-time settings-number",
        data_testid=f"set-{key}",
        **bounds,
        **({} if is_text else {"step": STEPS[setting.kind]}),
    )
    unit = rx.el.span(t(f"unit.{setting.unit}"), class_name="plan-fine") if setting.unit else rx.fragment()
    save = rx.button(t("settings.save"), type="submit", variant="soft", data_testid=f"set-{key}-save")
    return rx.el.form(
        rx.flex(control, unit, save, gap="var(--space-2)", align="center", wrap="wrap"),
        on_submit=SettingsState.save,
        reset_on_submit=False,
        no_validate=True,
        key=row.value,
    )


def _notes(setting: Setting, row: Var[SettingRow]) -> rx.Component:
    note = f"set-{setting.key.value}-note"
    fault = rx.el.p(
        rx.icon("circle-alert", size=14),
        _why(row.fault),
        class_name="plan-fault",
        role="alert",
        data_testid="setting-fault",
    )
    rival = rx.el.p(
        rx.icon("users", size=14),
        t("settings.rival", who=row.rival, value=valued(setting, row.theirs)),
        class_name="plan-fault",
        role="alert",
        data_testid="setting-rival",
    )
    doubt = rx.el.p(
        rx.icon("triangle-alert", size=14),
        t("settings.doubt", stored=row.seen, why=_why(row.doubt), value=valued(setting, row.value)),
        class_name="plan-fault",
        data_testid="setting-doubt",
    )
    return rx.box(
        rx.cond(row.fault, fault),
        rx.cond(row.rival, rival),
        rx.cond(row.doubt, doubt),
        _range(setting),
        id=note,
    )


def _why(fault: Var[str]) -> Var[str]:
    return rx.match(fault, *((code, t(f"fault.{code}")) for code in FAULTS), t("fault.invalid")).to(str)


def _range(setting: Setting) -> rx.Component:
    if setting.kind not in (Kind.NUMBER, Kind.WHOLE):
        return rx.fragment()
    least, most = (str(int(bound)) for bound in (setting.least, setting.most))
    return rx.el.p(t("workforce.between", least=least, most=most), class_name="plan-fine")
