"""A button that tries a part out, and what came of it: for the system's page and others."""

import reflex as rx

from aics_app.system.ui.states import SystemState
from aics_app.ui.i18n import t


def trial(name: str) -> rx.Component:
    """`name` is one of `probing.TRIALS`."""
    result = SystemState.results[name]
    done = rx.el.p(
        rx.cond(
            result.is_well,
            rx.fragment(
                rx.icon("circle-check", size=14),
                t("system.worked", ms=result.took_ms.to_string()),
                " ",
                rx.el.q(result.said),
            ),
            rx.fragment(rx.icon("circle-alert", size=14), result.said),
        ),
        class_name="system-result",
        data_state=rx.cond(result.is_well, "up", "down"),
        data_testid=f"trial-{name}-result",
        role="status",
    )
    return rx.box(
        rx.button(
            rx.icon("play", size=14),
            t(f"system.try_{name}"),
            variant="soft",
            size="1",
            on_click=SystemState.try_out(name),
            loading=SystemState.busy == name,
            disabled=SystemState.busy != "",
            data_testid=f"trial-{name}",
        ),
        rx.cond(SystemState.results.contains(name), done),
        class_name="system-trial",
    )
