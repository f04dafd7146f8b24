"""Planning: hours and holidays, people, and how work is given out."""

import reflex as rx

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.ui.components import empty_state, skeleton_rows
from aics_app.ui.i18n import t
from aics_app.workforce.ui.holidays_parts import holidays_part
from aics_app.workforce.ui.hours import RIGHT
from aics_app.workforce.ui.hours_parts import hours_tab
from aics_app.workforce.ui.ruling_parts import rules_tab
from aics_app.workforce.ui.team_parts import team_tab


def workforce_page() -> rx.Component:
    """For whoever plans the team; the four states load it."""
    may_manage = SessionState.permissions.contains(RIGHT)
    refused = empty_state("lock", t("forbidden.title"), t("forbidden.text"))
    return page_frame(
        t("workforce.title"),
        rx.cond(may_manage, _content(), rx.cond(SessionState.loaded, refused, skeleton_rows())),
        active="workforce",
    )


def _content() -> rx.Component:
    tabs = (
        ("hours", rx.fragment(hours_tab(), holidays_part())),
        ("team", team_tab()),
        ("rules", rules_tab()),
    )
    heads = (
        rx.tabs.trigger(t(f"workforce.tab_{name}"), value=name, data_testid=f"plan-tab-{name}")
        for name, _ in tabs
    )
    return rx.tabs.root(
        rx.tabs.list(*heads),
        *(rx.tabs.content(body, value=name, padding_top="var(--space-4)") for name, body in tabs),
        default_value="hours",
    )
