"""How work is given out, on the page: one part for each setting."""

import reflex as rx

from aics_app.configuration.models import Key
from aics_app.ui.components import section, skeleton_rows
from aics_app.ui.i18n import t
from aics_app.workforce.rules.ruling import RULES, Choice, Seconds
from aics_app.workforce.ui.hours_parts import fault_words
from aics_app.workforce.ui.ruling import RulesState


def rules_tab() -> rx.Component:
    """Each setting under its name, with what it does."""
    parts = (_part(key, rule) for key, rule in RULES.items())
    return rx.cond(RulesState.loaded, rx.box(*parts, class_name="sections"), skeleton_rows(3))


def _part(key: Key, rule: Choice | Seconds) -> rx.Component:
    name = key.lower()
    saved = rx.el.span(
        rx.icon("circle-check", size=14), t("workforce.saved"), class_name="plan-saved", role="status"
    )
    control = _words(key, rule) if isinstance(rule, Choice) else _seconds(key, rule)
    return section(
        t(f"rule.{name}"),
        control,
        rx.cond(RulesState.saved == key.value, saved),
        text=t(f"rule.{name}_text"),
    )


def _words(key: Key, rule: Choice) -> rx.Component:
    def choice(word: str) -> rx.Component:
        return rx.el.button(
            rx.el.strong(t(f"policy.{word}")),
            rx.el.span(t(f"policy.{word}_text"), class_name="plan-fine"),
            type="button",
            role="radio",
            aria_checked=rx.cond(RulesState.values[key.value] == word, "true", "false"),
            on_click=RulesState.choose(key.value, word),
            class_name="plan-choice",
            data_testid=f"rule-{key.value}-{word}",
        )

    return rx.box(
        *(choice(word) for word in rule.words),
        role="radiogroup",
        aria_label=t(f"rule.{key.lower()}"),
        class_name="plan-choices",
    )


def _seconds(key: Key, rule: Seconds) -> rx.Component:
    own = f"rule-{key.value}"
    fault = RulesState.faults.get(key.value, "").to(str)
    limits = t("workforce.between", least=str(rule.least), most=str(rule.most))
    return rx.el.form(
        rx.el.label(t("workforce.seconds"), html_for=own, class_name="field-label"),
        rx.flex(
            rx.el.input(
                type="number",
                name=key.value,
                id=own,
                min=rule.least,
                max=rule.most,
                default_value=RulesState.values[key.value],
                aria_describedby=f"{own}-note",
                class_name="plan-time",
                data_testid=own,
            ),
            rx.button(t("workforce.save"), type="submit", variant="soft", data_testid=f"{own}-save"),
            gap="var(--space-2)",
            align="center",
        ),
        rx.el.p(
            rx.cond(fault, rx.el.span(fault_words(fault), class_name="plan-fault"), limits),
            id=f"{own}-note",
            class_name="plan-fine",
        ),
        on_submit=RulesState.save,
        reset_on_submit=False,
        no_validate=True,
        key=RulesState.values[key.value],
        class_name="plan-form",
    )
