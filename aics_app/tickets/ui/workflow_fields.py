"""The small controls of the page: each knows its place in the document, and shows what is wrong there."""

from collections.abc import Iterable

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.rules.soundness import MAX_NAME_CHARS
from aics_app.tickets.ui.workflow import WorkflowState
from aics_app.ui.i18n import t

Text = str | Var[str]
FAULTS = (
    "required",
    "too_long",
    "too_many",
    "choice",
    "range",
    "wrong_type",
    "word",
    "twice",
    "first_open",
    "none_resolved",
    "no_way_out",
    "same",
    "reply_late",
    "team",
)


def fault(place: Text) -> rx.Component:
    """What is wrong at this place of the document; nothing for nothing."""
    code = WorkflowState.faults.get(place, "").to(str)
    words = rx.match(code, *((name, t(f"fault.{name}")) for name in FAULTS), t("fault.invalid"))
    return rx.cond(
        code, rx.el.p(rx.icon("circle-alert", size=14), words, class_name="wf-fault", role="alert")
    )


def text(
    kind: str, place: Var[int], name: str, value: Var, label: Text, *, numeric: bool = False
) -> rx.Component:
    """A field of one part; told when it is left, so that typing waits for nobody."""
    limit = {} if numeric else {"max_length": MAX_NAME_CHARS}
    return _labelled(
        label,
        rx.el.input(
            type="number" if numeric else "text",
            default_value=value.to_string() if numeric else value,
            on_blur=lambda typed: WorkflowState.write(kind, place, name, typed),
            key=f"{kind}.{name}-" + WorkflowState.fresh.to_string() + "-" + place.to_string(),
            class_name="wf-input",
            data_testid=f"workflow-{kind}-{name}",
            **({"min": 0, "input_mode": "numeric"} if numeric else limit),
        ),
        fault(f"{kind}." + place.to_string() + f".{name}"),
    )


def choice(
    value: Var[str],
    on_change: object,
    options: Iterable[rx.Component] | rx.Component,
    label: Text,
    place: Text,
    testid: str,
) -> rx.Component:
    """One of a few words."""
    inner = (options,) if isinstance(options, rx.Component) else tuple(options)
    return _labelled(
        label,
        rx.el.select(*inner, value=value, on_change=on_change, class_name="wf-input", data_testid=testid),
        fault(place),
    )


def ticks(place: Var[int], name: str, words: Iterable[str], chosen: Var, label: Text) -> rx.Component:
    """Some of a few words."""

    def tick(word: str) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=chosen.contains(word),
                on_change=lambda _: WorkflowState.tick(place, name, word),
                data_testid=f"workflow-{name}-{word}",
            ),
            t(f"workflow.{name}_{word}"),
            class_name="wf-tick",
        )

    return rx.el.fieldset(
        rx.el.legend(label, class_name="wf-label"),
        rx.box(*map(tick, words), class_name="wf-ticks"),
        fault("transitions." + place.to_string() + f".{name}"),
        class_name="wf-set",
    )


def handles(kind: str, place: Var[int], name: Text) -> rx.Component:
    """One up, and away."""
    return rx.box(
        quiet("arrow-up", t("workflow.up", name=name), WorkflowState.shift(kind, place), place == 0),
        quiet("trash-2", t("workflow.remove", name=name), WorkflowState.remove(kind, place)),
        class_name="wf-handles",
    )


def quiet(icon: str, label: Text, on_click: object, disabled: Var[bool] | bool = False) -> rx.Component:
    """A small button with an icon."""
    return rx.icon_button(
        rx.icon(icon, size=16),
        type="button",
        variant="ghost",
        color_scheme="gray",
        aria_label=label,
        title=label,
        on_click=on_click,
        disabled=disabled,
        class_name="wf-quiet",
        data_testid=f"workflow-{icon}",
    )


def add(kind: str) -> rx.Component:
    """One more at the end."""
    return rx.button(
        rx.icon("plus", size=16),
        t(f"workflow.add_{kind}"),
        type="button",
        variant="soft",
        on_click=WorkflowState.add(kind),
        data_testid=f"workflow-add-{kind}",
    )


def _labelled(label: Text, control: rx.Component, wrong: rx.Component) -> rx.Component:
    return rx.box(
        rx.el.label(rx.el.span(label, class_name="wf-label"), control, class_name="wf-field"), wrong
    )
