"""Windows over the page: focus goes in, stays in, and comes back."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t
from aics_app.ui.local import Local

Text = str | Var[str]

# Reflex knows no props of these parts and would write them into their style.
_TITLE = {"size": "4", "as": "h2"}
_TEXT = {"size": "2", "color": "gray"}


class ReturnFocus(Local):
    """Inside a window: gives the focus back to where it was before the window came."""

    library = "$/public/frame.js"
    tag = "ReturnFocus"


def dialog(
    title: Text,
    *body: rx.Component,
    text: Text | None = None,
    trigger: rx.Component | None = None,
    actions: tuple[rx.Component, ...] = (),
    width: str = "560px",
    keeps: bool = False,
    **root: object,
) -> rx.Component:
    """A dialog opened by `trigger` or by `open=var, on_open_change=handler`; Escape and a button close it.

    With `keeps`, something is typed in it, and a press beside it does not take that away.
    """
    described = rx.dialog.description(text, custom_attrs=_TEXT) if text is not None else rx.fragment()
    return rx.dialog.root(
        rx.fragment() if trigger is None else rx.dialog.trigger(trigger),
        rx.dialog.content(
            return_focus(),
            _head(title),
            described,
            rx.box(*body, padding_top="var(--space-4)"),
            rx.flex(*actions, justify="end", spacing="3", padding_top="var(--space-5)")
            if actions
            else rx.fragment(),
            max_width=width,
            **({"on_interact_outside": rx.prevent_default} if keeps else {}),
        ),
        **root,
    )


def _head(title: Text) -> rx.Component:
    closer = rx.icon_button(
        rx.icon("x", size=18),
        variant="ghost",
        color_scheme="gray",
        aria_label=t("ui.close"),
        class_name="closer",
    )
    return rx.flex(
        rx.dialog.title(title, custom_attrs=_TITLE, margin="0"),
        rx.dialog.close(closer),
        justify="between",
        align="center",
        spacing="3",
    )


def confirm(  # noqa: PLR0913 - every one is a word of the question
    title: Text,
    text: Text,
    *,
    trigger: rx.Component,
    action: Text,
    on_confirm: object,
    color: str = "red",
    testid: str = "",
) -> rx.Component:
    """Asks before something that can't be undone."""
    extra = {"data_testid": testid} if testid else {}
    cancel = rx.button(t("ui.cancel"), variant="soft", color_scheme="gray")
    go_on = rx.button(action, color_scheme=color, on_click=on_confirm, **extra)
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(trigger),
        rx.alert_dialog.content(
            rx.alert_dialog.title(title, custom_attrs=_TITLE),
            rx.alert_dialog.description(text, custom_attrs=_TEXT),
            rx.flex(
                rx.alert_dialog.cancel(cancel),
                rx.alert_dialog.action(go_on),
                justify="end",
                spacing="3",
                padding_top="var(--space-4)",
            ),
            max_width="440px",
        ),
    )


def delete_button(label: Text, *, title: Text, text: Text, on_confirm: object, testid: str) -> rx.Component:
    """Deletes what a window shows, after a question; the one who answers is `testid` with `-confirm`."""
    trigger = rx.button(
        rx.icon("trash-2", size=16),
        label,
        variant="soft",
        color_scheme="red",
        type="button",
        data_testid=testid,
    )
    return confirm(
        title, text, trigger=trigger, action=label, on_confirm=on_confirm, testid=f"{testid}-confirm"
    )


def return_focus() -> rx.Component:
    """For the content of a window that has no trigger; `dialog` brings its own."""
    return ReturnFocus.create()
