"""The parts of the workflow on its page: statuses and ways, priorities, categories."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.models import Category
from aics_app.tickets.rules.workflow import Need, Who
from aics_app.tickets.ui.workflow import WorkflowState
from aics_app.tickets.ui.workflow_drawing import picture
from aics_app.tickets.ui.workflow_fields import add, choice, fault, handles, text, ticks
from aics_app.tickets.ui.workflow_shapes import PriorityRow, StatusRow, TopicRow, WayRow
from aics_app.ui.i18n import Lang, t


def ways_tab() -> rx.Component:
    """The picture, and what it is drawn of."""
    return rx.box(
        picture(),
        _part(
            t("workflow.statuses"),
            fault("statuses"),
            rx.el.ul(rx.foreach(WorkflowState.drawing.statuses, _status), class_name="wf-list"),
            add("statuses"),
            text=t("workflow.statuses_text"),
        ),
        _part(
            t("workflow.transitions"),
            rx.el.ul(rx.foreach(WorkflowState.drawing.ways, _way), class_name="wf-list"),
            add("transitions"),
            text=t("workflow.transitions_text"),
        ),
        class_name="wf-sections",
    )


def _part(title: Var[str], *body: rx.Component, text: Var[str]) -> rx.Component:
    """A part under its heading, as wide as the page: its rows have many fields."""
    return rx.el.section(
        rx.el.h2(title, class_name="wf-heading"),
        rx.el.p(text, class_name="wf-text"),
        *body,
        class_name="wf-section",
    )


def named(word: Var[str], zh: Var[str], en: Var[str]) -> Var[str]:
    """What people read for a word; the word itself while it has no name."""
    name = rx.cond(Lang.code == "en", en, zh)
    return rx.cond(name, name, word)


def _names(kind: str, one: Var, place: Var[int]) -> list[rx.Component]:
    return [
        text(kind, place, "names.zh", one.zh, t("workflow.name_zh")),
        text(kind, place, "names.en", one.en, t("workflow.name_en")),
    ]


def _status(one: Var[StatusRow], place: Var[int]) -> rx.Component:
    return rx.el.li(
        rx.box(
            text("statuses", place, "word", one.word, t("workflow.word")),
            *_names("statuses", one, place),
            choice(
                one.category,
                lambda value: WorkflowState.write("statuses", place, "category", value),
                [rx.el.option(t(f"workflow.category_{word}"), value=word.value) for word in Category],
                t("workflow.means"),
                "statuses." + place.to_string() + ".category",
                "workflow-statuses-category",
            ),
            class_name="wf-fields",
        ),
        handles("statuses", place, named(one.word, one.zh, one.en)),
        class_name="wf-part wf-" + one.category,
        data_testid="workflow-status",
        data_word=one.word,
    )


def _status_option(one: Var[StatusRow]) -> rx.Component:
    return rx.el.option(named(one.word, one.zh, one.en), value=one.word)


def _way(way: Var[WayRow], place: Var[int]) -> rx.Component:
    at = "transitions." + place.to_string() + "."
    is_wrong = WorkflowState.faults.keys().to_string().contains(at)
    summary = rx.el.summary(
        rx.icon("chevron-right", size=16, class_name="wf-opener"),
        rx.el.span(_status_name(way.source), class_name="wf-end"),
        rx.icon("arrow-right", size=14),
        rx.el.span(_status_name(way.target), class_name="wf-end"),
        rx.el.span(named("", way.zh, way.en), class_name="wf-fine"),
        rx.cond(
            is_wrong, rx.el.span(rx.icon("circle-alert", size=14), t("fault.invalid"), class_name="wf-fault")
        ),
        class_name="wf-summary",
    )
    return rx.el.li(
        rx.el.details(
            summary,
            rx.box(
                _end("source", way.source, place),
                _end("target", way.target, place),
                *_names("transitions", way, place),
                class_name="wf-fields",
            ),
            ticks(place, "who", list(Who), way.who, t("workflow.who")),
            ticks(place, "needs", list(Need), way.needs, t("workflow.needs")),
        ),
        handles("transitions", place, named("", way.zh, way.en)),
        class_name="wf-part",
        data_testid="workflow-way",
        data_from=way.source,
        data_to=way.target,
    )


def _end(name: str, value: Var[str], place: Var[int]) -> rx.Component:
    options = (
        rx.el.option("–", value=""),
        rx.foreach(WorkflowState.drawing.statuses, _status_option),
    )
    return choice(
        value,
        lambda chosen: WorkflowState.write("transitions", place, name, chosen),
        options,
        t(f"workflow.{name}"),
        "transitions." + place.to_string() + f".{name}",
        f"workflow-{name}",
    )


def _status_name(word: Var[str]) -> rx.Component:
    def name(one: Var[StatusRow]) -> rx.Component:
        return rx.cond(one.word == word, rx.el.span(named(one.word, one.zh, one.en)))

    return rx.cond(word, rx.foreach(WorkflowState.drawing.statuses, name), rx.el.span("?"))


def priorities_tab() -> rx.Component:
    """What is promised, and what happens when a promise is broken."""
    return rx.box(
        _part(
            t("workflow.priorities"),
            rx.el.ul(rx.foreach(WorkflowState.drawing.priorities, _priority), class_name="wf-list"),
            add("priorities"),
            text=t("workflow.priorities_text"),
        ),
        _part(t("workflow.escalation"), _escalation(), text=t("workflow.escalation_text")),
        class_name="wf-sections",
    )


def _priority(one: Var[PriorityRow], place: Var[int]) -> rx.Component:
    def promise(name: str, minutes: Var[int], span: Var[str]) -> rx.Component:
        label = t(f"workflow.{name}", span=span)
        return text("priorities", place, name, minutes, label, numeric=True)

    return rx.el.li(
        rx.box(
            text("priorities", place, "word", one.word, t("workflow.word")),
            *_names("priorities", one, place),
            text("priorities", place, "rank", one.rank, t("workflow.rank"), numeric=True),
            promise("reply_minutes", one.reply_minutes, one.reply),
            promise("resolve_minutes", one.resolve_minutes, one.resolve),
            class_name="wf-fields",
        ),
        handles("priorities", place, named(one.word, one.zh, one.en)),
        class_name="wf-part",
        data_testid="workflow-priority",
        data_word=one.word,
    )


def _team_options() -> tuple[rx.Component, ...]:
    return (
        rx.el.option(t("workflow.no_team"), value=""),
        rx.foreach(WorkflowState.teams, lambda team: rx.el.option(team, value=team)),
    )


def _escalation() -> rx.Component:
    def priority(one: Var[PriorityRow]) -> rx.Component:
        return rx.el.option(named(one.word, one.zh, one.en), value=one.word)

    return rx.box(
        choice(
            WorkflowState.drawing.team,
            lambda value: WorkflowState.escalate("team", value),
            _team_options(),
            t("workflow.escalate_team"),
            "escalation.team",
            "workflow-escalation-team",
        ),
        choice(
            WorkflowState.drawing.priority,
            lambda value: WorkflowState.escalate("priority", value),
            (
                rx.el.option(t("workflow.no_priority"), value=""),
                rx.foreach(WorkflowState.drawing.priorities, priority),
            ),
            t("workflow.escalate_priority"),
            "escalation.priority",
            "workflow-escalation-priority",
        ),
        class_name="wf-fields",
    )


def topics_tab() -> rx.Component:
    """What tickets are about, and whose they are."""
    return _part(
        t("workflow.categories"),
        rx.el.ul(rx.foreach(WorkflowState.drawing.topics, _topic), class_name="wf-list"),
        add("categories"),
        text=t("workflow.categories_text"),
    )


def _topic(one: Var[TopicRow], place: Var[int]) -> rx.Component:
    return rx.el.li(
        rx.box(
            text("categories", place, "word", one.word, t("workflow.word")),
            *_names("categories", one, place),
            choice(
                one.team,
                lambda value: WorkflowState.write("categories", place, "team", value),
                _team_options(),
                t("workflow.team"),
                "categories." + place.to_string() + ".team",
                "workflow-categories-team",
            ),
            class_name="wf-fields",
        ),
        handles("categories", place, named(one.word, one.zh, one.en)),
        class_name="wf-part",
        data_testid="workflow-topic",
        data_word=one.word,
    )
