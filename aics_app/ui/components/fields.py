"""Labelled controls."""

import reflex as rx
from reflex.event import EventHandler
from reflex.vars import Var

from aics_app.ui.i18n import t

Text = str | Var[str]


def field(
    label: Text, control: rx.Component, *, control_id: str, error: Text = "", hint: Text | None = None
) -> rx.Component:
    """A control under its label, with a hint or what is wrong below. `control` carries `id=control_id`."""
    note = f"{control_id}-note"
    fault = rx.text(
        rx.icon("circle-alert", size=14),
        error,
        id=note,
        size="2",
        color_scheme="red",
        as_="p",
        class_name="field-fault",
    )
    quiet = (
        rx.text(hint, id=note, size="1", color_scheme="gray", as_="p") if hint is not None else rx.fragment()
    )
    return rx.box(
        rx.el.label(label, html_for=control_id, class_name="field-label"),
        control,
        rx.cond(error, fault, quiet) if isinstance(error, Var) else (fault if error else quiet),
        class_name="field",
    )


def fault(code: Var[str], *known: tuple[str, Var[str]]) -> Var[str]:
    """What is wrong with a field, or nothing. `known` are words for codes of this field alone."""
    return rx.match(
        code,
        *known,
        ("required", t("fault.required")),
        ("too_long", t("fault.too_long")),
        ("choice", t("fault.choice")),
        "",
    )


def search_box(
    value: Var[str], on_change: object, *, placeholder: Text, testid: str = "", **props: object
) -> rx.Component:
    """A search field; `on_change` gets the text, 250 ms after the last key."""
    extra = {"data_testid": testid} if testid else {}
    return rx.debounce_input(
        rx.input(
            rx.input.slot(rx.icon("search", size=16)),
            value=value,
            on_change=on_change,
            placeholder=placeholder,
            aria_label=placeholder,
            type="search",
            width="100%",
            **extra,
            **props,
        ),
        debounce_timeout=250,
    )


def segmented(
    value: Var[str],
    options: tuple[tuple[str, Text], ...],
    on_change: EventHandler,
    *,
    label: Text,
    testid: str = "",
) -> rx.Component:
    """A few choices, one of them taken. `options` are (value, text); `on_change` gets the value."""
    extra = {"data_testid": testid} if testid else {}
    return rx.segmented_control.root(
        *(rx.segmented_control.item(text, value=name) for name, text in options),
        value=value,
        on_change=lambda taken: on_change(taken.to(str)),
        aria_label=label,
        **extra,
    )


def toggle(checked: Var[bool], on_change: object, *, label: Text, testid: str = "") -> rx.Component:
    """A switch with its word; `on_change` gets the new state."""
    extra = {"data_testid": testid} if testid else {}
    return rx.el.label(rx.switch(checked=checked, on_change=on_change, **extra), label, class_name="toggle")
