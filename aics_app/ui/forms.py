"""Forms that call the HTTP API from the page: the answer may set a cookie, which the socket can't."""

from typing import Literal

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t
from aics_app.ui.local import Local, labels

Text = str | Var[str]


class ApiForm(Local):
    """A form whose faults stand beside their fields."""

    library = "$/public/forms.js"
    tag = "ApiForm"
    action: Var[str]
    method: Var[str]
    load: Var[str]
    then: Var[str]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]
    messages: Var[dict[str, str]]


class ApiField(Local):
    """A labelled input of an `ApiForm`."""

    library = "$/public/forms.js"
    tag = "ApiField"
    name: Var[str]
    label: Var[str]
    type: Var[str]
    hint: Var[str]
    auto_complete: Var[str]
    required: Var[bool]
    repeat: Var[str]
    testid: Var[str]
    max_length: Var[int]
    input_mode: Var[str]
    auto_focus: Var[bool]
    labels: Var[dict[str, str]]


class Submit(Local):
    """The button of an `ApiForm`."""

    library = "$/public/forms.js"
    tag = "Submit"
    label: Var[str]
    testid: Var[str]


def api_form(
    *fields: rx.Component,
    action: str,
    method: Literal["POST", "PATCH", "PUT"] = "POST",
    then: Literal["navigate", "reload", "say", "clear"] = "say",
    done: Text | None = None,
    **props: object,
) -> rx.Component:
    """Sends its fields as JSON to `action`. `then`: go on to ?next=, reload, confirm, or confirm and empty.

    `done` is the confirmation, `load` a path to read the first values from, `on_done` an event to follow.
    """
    return ApiForm.create(
        *fields, action=action, method=method, then=then, messages=form_messages(done), **props
    )


def api_field(
    name: str, label: Text, *, kind: str = "text", required: bool = False, **props: object
) -> rx.Component:
    """An input. `kind` is its HTML type; `repeat="other"` repeats another field, checked, not sent."""
    words = labels(show=t("form.show_password"), hide=t("form.hide_password"))
    return ApiField.create(name=name, label=label, type=kind, required=required, labels=words, **props)


def submit(label: Text, testid: str = "") -> rx.Component:
    """The form's button; shows that it is working."""
    return Submit.create(label=label, testid=testid)


def form_messages(done: Text | None = None) -> Var:
    """What a form says when the server can't be asked."""
    return labels(
        done=t("form.saved") if done is None else done,
        required=t("form.required"),
        differs=t("form.differs"),
        unreachable=t("form.unreachable"),
        failed=t("form.failed"),
    )
