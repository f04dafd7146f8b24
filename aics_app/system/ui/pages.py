"""The page of the system: a card for each part, who serves, and settings that can't be meant."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.system.probing import TRIALS
from aics_app.system.ui.states import RIGHT, TRIES, Fact, PartView, ReplicaView, SystemState
from aics_app.system.ui.trials import trial
from aics_app.ui.components import empty_state, notice, relative_time, section, skeleton_rows, status_badge
from aics_app.ui.connection import is_away, is_offline
from aics_app.ui.every import every
from aics_app.ui.i18n import names_below, t

LOOKS_EVERY_S = 20
PARTS = names_below("system.part_")
FACTS = names_below("system.fact_")
KINDS = names_below("system.kind_")
REASONS = names_below("system.reason_")
TROUBLES = names_below("system.trouble_")
ICONS = {
    "database": "database",
    "cache": "zap",
    "model": "bot",
    "storage": "hard-drive",
    "mail": "mail",
    "work": "list-todo",
    "speech": "mic",
}
STATES = {
    "up": ("circle-check", "green"),
    "degraded": ("triangle-alert", "amber"),
    "down": ("circle-x", "red"),
    "stale": ("circle-help", "gray"),
}
"""`stale`: as it was when it was last looked at, for the page can't look now."""


def system_page(mails: rx.Component) -> rx.Component:
    """`SystemState.open` loads it. `mails`: those that somebody has to decide about."""
    refused = empty_state("lock", t("forbidden.title"), t("forbidden.text"))
    return page_frame(
        t("system.title"),
        rx.cond(
            SessionState.permissions.contains(RIGHT),
            rx.cond(SystemState.loaded, _content(mails), skeleton_rows(6, "96px")),
            rx.cond(SessionState.loaded, refused, skeleton_rows(6, "96px")),
        ),
        action=_again(),
        active="system",
    )


def _again() -> rx.Component:
    return rx.button(
        rx.icon("rotate-cw", size=16),
        t("system.again"),
        variant="soft",
        on_click=SystemState.look,
        data_testid="system-again",
    )


def _content(mails: rx.Component) -> rx.Component:
    return rx.box(
        every(LOOKS_EVERY_S, SystemState.look),
        rx.text(
            t("system.version", version=SystemState.version),
            " · ",
            t("system.looked_at"),
            " ",
            relative_time(SystemState.looked_at),
            size="2",
            color_scheme="gray",
            as_="p",
        ),
        rx.cond(SystemState.doubts, _doubts()),
        rx.el.ul(rx.foreach(SystemState.parts, _part), class_name="system-parts"),
        mails,
        section(t("system.models"), _models(), text=t("system.models_text")),
        section(
            t("system.replicas"),
            rx.el.ul(rx.foreach(SystemState.replicas, _replica), class_name="settings-list"),
            text=t("system.replicas_text"),
        ),
        class_name="sections wide",
    )


def _doubts() -> rx.Component:
    lines = rx.foreach(
        SystemState.doubts,
        lambda one: rx.el.li(rx.el.code(one[0]), " ", rx.el.q(one[1])),
    )
    return rx.box(
        notice(t("system.doubts"), kind="warning"),
        rx.el.ul(lines),
        class_name="system-doubts",
        data_testid="system-doubts",
    )


def _part(part: Var[PartView]) -> rx.Component:
    state = _standing(part)
    name = rx.match(part.name, *((one, t(f"system.part_{one}")) for one in PARTS), part.name)
    icon = rx.match(part.name, *((one, rx.icon(sign, size=18)) for one, sign in ICONS.items()), rx.fragment())
    trials = rx.match(part.name, *((one, trial(one)) for one in TRIALS), rx.fragment())
    return rx.el.li(
        rx.box(icon, rx.el.h2(name, class_name="system-name"), _state(state), class_name="system-head"),
        _trouble(part.name, state),
        rx.el.dl(
            rx.foreach(part.facts, _fact),
            rx.box(
                rx.el.dt(t("system.latency")),
                rx.el.dd(t("system.ms", ms=part.took_ms.to_string())),
                class_name="system-fact",
            ),
            class_name="system-facts",
        ),
        rx.cond(SessionState.permissions.contains(TRIES), trials),
        class_name="card system-part",
        data_testid="system-part",
        data_part=part.name,
        data_state=state,
    )


def _standing(part: Var[PartView]) -> Var[str]:
    """Its state as it was looked at. Without a database nobody can look; all that is known then is that."""
    unseen = rx.cond(is_away & (part.name == "database"), "down", "stale")
    return rx.cond(is_offline | is_away, unseen, part.state)


def _trouble(name: Var[str], state: Var[str]) -> rx.Component:
    """What it means that a part is not well, and what helps."""
    words = ((one, t(f"system.trouble_{one}")) for one in TROUBLES)
    said = rx.match(name + "_" + state, *words, "")
    return rx.cond(said != "", rx.el.p(said, class_name="system-trouble", data_testid="system-trouble"))


def _state(state: Var[str]) -> rx.Component:
    badges = (
        (name, status_badge(t(f"system.state_{name}"), icon=icon, color=color))
        for name, (icon, color) in STATES.items()
    )
    return rx.match(state, *badges, rx.fragment())


def _fact(fact: Var[Fact]) -> rx.Component:
    name = rx.match(fact.name, *((one, t(f"system.fact_{one}")) for one in FACTS), fact.name)
    value = rx.match(
        fact.name,
        ("reason", rx.match(fact.value, *((one, t(f"system.reason_{one}")) for one in REASONS), fact.value)),
        rx.match(fact.value, *((one, t(f"system.kind_{one}")) for one in KINDS), fact.value),
    )
    return rx.box(rx.el.dt(name), rx.el.dd(value), class_name="system-fact")


def _models() -> rx.Component:
    none = rx.el.p(t("system.no_models"), class_name="plan-fine")
    model = SystemState.model
    rival = notice(t("system.model_rival", who=model.rival, name=model.name), kind="error")
    return rx.fragment(
        rx.cond(model.rival, rx.box(rival, data_testid="system-rival")),
        rx.cond(
            SystemState.models,
            rx.el.ul(rx.foreach(SystemState.models, _model), class_name="settings-list"),
            none,
        ),
    )


def _model(name: Var[str]) -> rx.Component:
    chosen = status_badge(t("system.model_in_use"), icon="circle-check", color="green")
    choose = rx.button(t("system.use_model"), variant="soft", size="1", on_click=SystemState.use_model(name))
    may = SessionState.permissions.contains(TRIES)
    return rx.el.li(
        rx.el.code(name),
        rx.cond(name == SystemState.model.name, chosen, rx.cond(may, choose)),
        class_name="settings-unknown",
        data_testid="system-model",
        data_name=name,
    )


def _replica(one: Var[ReplicaView]) -> rx.Component:
    alive = rx.cond(
        one.is_alive,
        status_badge(t("system.alive"), icon="circle-check", color="green"),
        status_badge(t("system.silent"), icon="circle-x", color="red"),
    )
    return rx.el.li(
        rx.el.strong(one.host, ":", one.process.to_string()),
        alive,
        rx.el.span(one.version),
        rx.el.span(t("system.since"), " ", relative_time(one.started_at)),
        rx.el.span(t("system.seen"), " ", relative_time(one.seen_at)),
        class_name="settings-unknown",
        data_testid="system-replica",
    )
