"""The people on the page: a table, and a window for what one of them can do."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.components import (
    Column,
    data_table,
    dialog,
    empty_state,
    field,
    notice,
    relative_time,
    status_badge,
)
from aics_app.ui.i18n import t
from aics_app.workforce.models import MAX_TEAM_CHARS
from aics_app.workforce.rules.planning import MAX_CAPACITY, MAX_SKILL_CHARS
from aics_app.workforce.ui.hours_parts import fault_words
from aics_app.workforce.ui.shapes import AgentRow
from aics_app.workforce.ui.team import TeamState

PRESENCES = {
    "online": ("circle-check", "jade"),
    "busy": ("circle-minus", "red"),
    "away": ("clock", "amber"),
    "offline": ("circle-off", "gray"),
}
FORM = "agent-form"


def team_tab() -> rx.Component:
    """Everybody who may be given work."""
    return rx.fragment(
        data_table(
            _columns(),
            TeamState.rows,
            label=t("workforce.tab_team"),
            loading=~TeamState.loaded,
            empty=empty_state("users", t("workforce.team_none"), t("workforce.team_none_text")),
            next_cursor=TeamState.next_cursor,
            on_more=TeamState.show_more,
            row_attrs=lambda row: {
                "data_testid": "agent-row",
                "data_id": row.id.to_string(),
                "data_status": row.status,
                "align": "center",
            },
        ),
        _window(),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("workforce.agent"), _name),
        Column(t("workforce.presence"), _presence),
        Column(
            t("workforce.load"),
            lambda row: t("customer.share", part=row.load.to_string(), whole=row.capacity.to_string()),
            numeric=True,
        ),
        Column(t("workforce.team"), lambda row: row.team, wide_only=True),
        Column(t("workforce.skills"), _skills, wide_only=True),
    )


def _name(row: Var[AgentRow]) -> rx.Component:
    return rx.el.button(
        row.name,
        type="button",
        aria_label=t("workforce.agent_edit", name=row.name),
        on_click=TeamState.edit(row.id),
        class_name="plan-opener",
        data_testid="agent-edit",
    )


def _presence(row: Var[AgentRow]) -> rx.Component:
    def badge(name: str) -> rx.Component:
        icon, color = PRESENCES[name]
        return status_badge(t(f"presence.{name}"), icon=icon, color=color)

    return rx.box(
        rx.match(row.status, *((name, badge(name)) for name in PRESENCES), badge("offline")),
        rx.cond(row.since, rx.el.span(relative_time(row.since), class_name="plan-fine")),
        class_name="plan-presence",
    )


def _skills(row: Var[AgentRow]) -> rx.Component:
    return rx.flex(
        rx.foreach(row.skills, lambda skill: rx.badge(skill, color_scheme="gray", variant="soft")),
        wrap="wrap",
        gap="4px",
    )


def _window() -> rx.Component:
    saver = rx.button(
        rx.icon("check", size=16),
        rx.cond(TeamState.rival, t("workforce.save_anyway"), t("workforce.save")),
        type="submit",
        form=FORM,
        data_testid="agent-save",
    )
    return dialog(
        TeamState.chosen.name,
        rx.cond(TeamState.rival, notice(t("workforce.rival", name=TeamState.rival), kind="warning")),
        rx.el.form(
            _capacity(),
            _team(),
            id=FORM,
            key=TeamState.chosen.id.to_string(),
            on_submit=TeamState.save,
            reset_on_submit=False,
            no_validate=True,
            class_name="plan-form",
        ),
        _skill_part(),
        text=t("workforce.agent_text"),
        actions=(saver,),
        open=TeamState.is_open,
        on_open_change=TeamState.set_open,
    )


def _capacity() -> rx.Component:
    control = rx.el.input(
        type="number",
        name="capacity",
        id="agent-capacity",
        min=0,
        max=MAX_CAPACITY,
        default_value=TeamState.chosen.capacity.to_string(),
        aria_describedby="agent-capacity-note",
        class_name="plan-time",
        data_testid="agent-capacity",
    )
    return field(
        t("workforce.capacity"),
        control,
        control_id="agent-capacity",
        error=fault_words(TeamState.faults.get("capacity", "").to(str)),
        hint=t("workforce.capacity_hint"),
    )


def _team() -> rx.Component:
    control = rx.el.input(
        name="team",
        id="agent-team",
        list="agent-teams",
        max_length=MAX_TEAM_CHARS,
        default_value=TeamState.chosen.team,
        aria_describedby="agent-team-note",
        class_name="plan-time",
        data_testid="agent-team",
    )
    known = rx.el.datalist(
        rx.foreach(TeamState.teams, lambda team: rx.el.option(value=team)), id="agent-teams"
    )
    return field(
        t("workforce.team"),
        rx.fragment(control, known),
        control_id="agent-team",
        error=fault_words(TeamState.faults.get("team", "").to(str)),
        hint=t("workforce.team_hint"),
    )


def _skill_part() -> rx.Component:
    def own(skill: Var[str]) -> rx.Component:
        return rx.el.li(
            rx.el.span(skill),
            rx.el.button(
                rx.icon("x", size=12),
                type="button",
                aria_label=t("workforce.skill_drop", skill=skill),
                on_click=TeamState.drop_skill(skill),
            ),
            key=skill,
            data_testid="agent-skill",
        )

    def others(skill: Var[str]) -> rx.Component:
        chip = rx.el.button(
            rx.icon("plus", size=12),
            skill,
            type="button",
            class_name="chip",
            on_click=TeamState.take_skill(skill),
        )
        return rx.cond(TeamState.skills.contains(skill), rx.fragment(), chip)

    return rx.box(
        rx.el.span(t("workforce.skills"), class_name="field-label"),
        rx.cond(TeamState.skills, rx.el.ul(rx.foreach(TeamState.skills, own), class_name="customer-tags")),
        rx.flex(rx.foreach(TeamState.known, others), wrap="wrap", gap="6px"),
        _skill_form(),
        rx.el.p(t("workforce.skills_hint"), class_name="plan-fine"),
        class_name="plan-form",
    )


def _skill_form() -> rx.Component:
    return rx.el.form(
        rx.el.input(
            name="skill",
            max_length=MAX_SKILL_CHARS,
            placeholder=t("workforce.skill_add"),
            aria_label=t("workforce.skill_add"),
            auto_complete="off",
            class_name="customer-tag-field",
            data_testid="agent-skill-input",
        ),
        rx.icon_button(
            rx.icon("plus", size=14),
            type="submit",
            size="1",
            variant="soft",
            color_scheme="gray",
            aria_label=t("workforce.skill_add"),
        ),
        on_submit=TeamState.add_skill,
        reset_on_submit=True,
        class_name="customer-tag-form",
    )
