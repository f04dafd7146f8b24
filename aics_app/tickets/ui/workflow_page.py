"""The page of the workflow, for whoever may set it."""

import functools
import operator

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.tickets.ui.workflow import RIGHT, WorkflowState
from aics_app.tickets.ui.workflow_parts import named, priorities_tab, topics_tab, ways_tab
from aics_app.tickets.ui.workflow_saving import NONE, WorkflowSavingState
from aics_app.tickets.ui.workflow_shapes import DifferenceRow, StrandedRow, VersionRow
from aics_app.ui.components import dialog, empty_state, notice, relative_time, skeleton_rows
from aics_app.ui.i18n import t

TABS = {
    "ways": ("statuses", "transitions"),
    "priorities": ("priorities", "escalation"),
    "categories": ("categories",),
}
"""Where which part of the document is drawn."""
KINDS = ("statuses", "transitions", "priorities", "categories", "escalation")


def workflow_page() -> rx.Component:
    """`WorkflowState.open` and `WorkflowSavingState.open` load it."""
    refused = empty_state("lock", t("forbidden.title"), t("forbidden.text"))
    return page_frame(
        t("workflow.title"),
        rx.cond(
            SessionState.permissions.contains(RIGHT),
            rx.cond(WorkflowState.loaded, _content(), skeleton_rows(6)),
            rx.cond(SessionState.loaded, refused, skeleton_rows(6)),
        ),
        active="workflow",
    )


def _content() -> rx.Component:
    tabs = (
        ("ways", ways_tab()),
        ("priorities", priorities_tab()),
        ("categories", topics_tab()),
        ("versions", _versions()),
    )
    heads = (
        rx.tabs.trigger(
            t(f"workflow.tab_{name}"), _mark(name), value=name, data_testid=f"workflow-tab-{name}"
        )
        for name, _ in tabs
    )
    return rx.box(
        _bar(),
        rx.tabs.root(
            rx.tabs.list(*heads, class_name="wf-tabs"),
            *(rx.tabs.content(body, value=name, padding_top="var(--space-4)") for name, body in tabs),
            default_value="ways",
        ),
        _where_to(),
        class_name="wf-page",
    )


def _mark(tab: str) -> rx.Component:
    """Beside a tab's name, while something in it needs correcting."""
    places = WorkflowState.faults.keys().to_string()
    is_wrong = [places.contains(kind) for kind in TABS.get(tab, ())]
    icon = rx.icon("circle-alert", size=14, class_name="wf-mark", aria_label=t("fault.invalid"))
    return rx.cond(functools.reduce(operator.or_, is_wrong), icon) if is_wrong else rx.fragment()


def _bar() -> rx.Component:
    """What is not saved yet, and what can be done about it."""
    unsaved = rx.el.span(rx.icon("pencil", size=14), t("workflow.unsaved"), class_name="wf-fine")
    holds = rx.el.span(
        rx.icon("circle-check", size=14),
        t("workflow.holds", version=WorkflowState.version.to_string()),
        class_name="wf-fine",
        data_testid="workflow-version",
    )
    discard = rx.button(
        t("workflow.discard"),
        variant="soft",
        color_scheme="gray",
        on_click=WorkflowState.discard,
        disabled=~WorkflowState.dirty,
        data_testid="workflow-discard",
    )
    save = rx.button(
        rx.icon("check", size=16),
        t("workflow.save"),
        on_click=WorkflowSavingState.save,
        disabled=~WorkflowState.dirty | WorkflowState.rival,
        data_testid="workflow-save",
    )
    return rx.box(
        rx.box(rx.cond(WorkflowState.dirty, unsaved, holds), discard, save, class_name="wf-bar"),
        rx.cond(WorkflowState.rival, _rival()),
        rx.cond(WorkflowState.faults.keys().length() > 0, notice(t("workflow.has_faults"), kind="error")),
        _doubts(),
        class_name="wf-head-part",
    )


def _rival() -> rx.Component:
    """Somebody else was faster."""
    theirs = rx.button(
        t("workflow.take_theirs"),
        variant="soft",
        on_click=WorkflowState.discard,
        data_testid="workflow-take-theirs",
    )
    mine = rx.button(
        t("workflow.insist"),
        variant="soft",
        color_scheme="red",
        on_click=WorkflowSavingState.insist,
        data_testid="workflow-insist",
    )
    return rx.box(
        notice(t("workflow.rival"), kind="warning"),
        theirs,
        mine,
        class_name="wf-rival",
        data_testid="workflow-rival",
    )


def _doubts() -> rx.Component:
    def doubt(words: Var[list[str]], key: str) -> rx.Component:
        return rx.cond(words.length() > 0, notice(t(key, words=words.join(", ")), kind="info"))

    return rx.fragment(
        doubt(WorkflowSavingState.unreachable, "workflow.unreachable"),
        doubt(WorkflowSavingState.endless, "workflow.endless"),
        doubt(WorkflowSavingState.unwoken, "workflow.unwoken"),
    )


def _where_to() -> rx.Component:
    """Asked before tickets would lose their place."""
    cancel = rx.button(
        t("ui.cancel"), variant="soft", color_scheme="gray", on_click=WorkflowSavingState.cancel
    )
    go_on = rx.button(
        t("workflow.move_and_save"),
        on_click=WorkflowSavingState.save,
        data_testid="workflow-move-save",
    )
    return dialog(
        t("workflow.where_to"),
        rx.el.ul(rx.foreach(WorkflowSavingState.stranded, _stranded), class_name="wf-list"),
        text=t("workflow.where_to_text"),
        actions=(cancel, go_on),
        open=WorkflowSavingState.asks,
        on_open_change=lambda _: WorkflowSavingState.cancel(),
    )


def _stranded(one: Var[StrandedRow]) -> rx.Component:
    drawing = WorkflowState.drawing

    def option(part: Var) -> rx.Component:
        return rx.el.option(named(part.word, part.zh, part.en), value=part.word)

    def select(parts: Var, kind: str, *more: rx.Component) -> rx.Component:
        return rx.el.select(
            *more,
            rx.foreach(parts, option),
            value=rx.cond(one.is_chosen & (one.chosen == ""), NONE, one.chosen),
            on_change=lambda to: WorkflowSavingState.choose(kind, one.word, to),
            class_name="wf-input",
            data_testid="workflow-stranded-to",
        )

    ask = rx.el.option(t("workflow.choose"), value="", disabled=True)
    return rx.el.li(
        rx.el.label(
            rx.el.span(
                t("workflow.stranded", word=one.word, count=one.count.to_string()), class_name="wf-label"
            ),
            rx.match(
                one.kind,
                ("statuses", select(drawing.statuses, "statuses", ask)),
                ("priorities", select(drawing.priorities, "priorities", ask)),
                select(
                    drawing.topics, "categories", ask, rx.el.option(t("workflow.no_category"), value=NONE)
                ),
            ),
            class_name="wf-field",
        ),
        class_name="wf-part",
        data_testid="workflow-stranded",
        data_word=one.word,
    )


def _versions() -> rx.Component:
    none = empty_state("history", t("workflow.no_versions"), t("workflow.no_versions_text"))
    back = rx.button(
        rx.icon("undo-2", size=16),
        t("workflow.as_delivered"),
        variant="soft",
        on_click=WorkflowSavingState.go_back(0),
        data_testid="workflow-back-0",
    )
    return rx.box(
        rx.cond(
            WorkflowSavingState.versions,
            rx.el.ul(rx.foreach(WorkflowSavingState.versions, _version), class_name="wf-list"),
            none,
        ),
        rx.cond(WorkflowSavingState.versions, back),
    )


def _version(one: Var[VersionRow]) -> rx.Component:
    return rx.el.li(
        rx.box(
            rx.el.strong(t("workflow.version", version=one.version.to_string())),
            rx.el.span(one.by, " · ", relative_time(one.at), class_name="wf-fine"),
            rx.el.ul(rx.foreach(one.changes, _change), class_name="wf-changes"),
        ),
        rx.button(
            rx.icon("undo-2", size=16),
            t("workflow.go_back"),
            variant="soft",
            color_scheme="gray",
            on_click=WorkflowSavingState.go_back(one.version),
            data_testid="workflow-back",
        ),
        class_name="wf-part",
        data_testid="workflow-version-row",
    )


def _change(one: Var[DifferenceRow]) -> rx.Component:
    sign = rx.match(
        one.sign,
        ("+", rx.icon("plus", size=14, aria_label=t("workflow.sign_added"))),
        ("-", rx.icon("minus", size=14, aria_label=t("workflow.sign_removed"))),
        rx.icon("pencil", size=14, aria_label=t("workflow.sign_changed")),
    )
    kind = rx.match(one.kind, *((name, t(f"workflow.{name}")) for name in KINDS), "")
    return rx.el.li(sign, kind, rx.cond(one.word, rx.el.code(one.word)), class_name="wf-fine")
