"""The test box and what it shows: the decision, where it comes from, every score and the limits."""

import reflex as rx
from reflex.vars import Var

from aics_app.knowledge.ui.editing import EditorState
from aics_app.knowledge.ui.shapes import FoundRow, IntentRow
from aics_app.knowledge.ui.trying import TrialState
from aics_app.knowledge.ui.words import intent_name, language_name
from aics_app.ui.components import Column, data_table, empty_state, fault, field, section, status_badge
from aics_app.ui.i18n import t
from aics_app.ui.markdown import markdown

LIKENESSES = ("meaning", "support", "wording", "answer", "answer_wording", "topic")


def trial_box() -> rx.Component:
    """Ask as a customer would; nothing is counted, no model is asked."""
    away = ("away", t("error.faq_understanding_unavailable"))
    control = rx.flex(
        rx.input(
            name="question",
            id="faq-trial",
            placeholder=t("knowledge.trial_placeholder"),
            flex="1",
            data_testid="faq-trial",
        ),
        rx.button(t("knowledge.trial_ask"), type="submit", data_testid="faq-trial-ask"),
        spacing="3",
    )
    form = rx.form(
        field(
            t("knowledge.trial_question"),
            control,
            control_id="faq-trial",
            error=fault(TrialState.fault, away),
        ),
        on_submit=TrialState.ask,
        reset_on_submit=False,
        no_validate=True,
    )
    waiting = empty_state("flask-conical", t("knowledge.trial_empty"), t("knowledge.trial_empty_text"))
    return rx.flex(
        form,
        rx.box(
            rx.cond(TrialState.trial.decision, _result(), waiting),
            role="status",
            data_testid="faq-trial-result",
        ),
        direction="column",
        spacing="5",
    )


def _result() -> rx.Component:
    return rx.fragment(
        section(t("knowledge.trial_decision"), _decision(), text=_limits()),
        section(t("knowledge.trial_intent"), _intents(), text=t("knowledge.trial_intent_text")),
        rx.el.h2(t("knowledge.trial_found"), class_name="section-title"),
        _found(),
    )


def _decision() -> rx.Component:
    trial = TrialState.trial
    verdict = rx.match(
        trial.decision,
        ("answer", status_badge(t("knowledge.decision.answer"), icon="circle-check", color="green")),
        ("ask_back", status_badge(t("knowledge.decision.ask_back"), icon="circle-help", color="amber")),
        status_badge(t("knowledge.decision.none"), icon="circle-x", color="gray"),
    )
    return rx.flex(
        rx.flex(
            rx.box(verdict, data_testid="faq-trial-decision", data_decision=trial.decision),
            rx.cond(
                trial.wants_person,
                status_badge(t("knowledge.trial_wants_person"), icon="headset", color="blue"),
            ),
            spacing="2",
            wrap="wrap",
        ),
        rx.cond(
            trial.answer,
            rx.box(
                rx.text(
                    t("knowledge.trial_source", question=trial.source), size="2", color_scheme="gray", as_="p"
                ),
                markdown(trial.answer),
                class_name="card",
            ),
        ),
        direction="column",
        spacing="3",
    )


def _limits() -> Var[str]:
    trial = TrialState.trial
    return t(
        "knowledge.trial_limits",
        direct=trial.direct.to_string(),
        least=trial.least_margin.to_string(),
        margin=trial.margin.to_string(),
        floor=trial.floor.to_string(),
    )


def _intents() -> rx.Component:
    def one(intent: Var[IntentRow]) -> rx.Component:
        return rx.badge(
            intent_name(intent.name),
            " ",
            intent.share.to_string(),
            "%",
            color_scheme="gray",
            variant="soft",
            size="2",
        )

    return rx.flex(rx.foreach(TrialState.trial.intents, one), spacing="2", wrap="wrap")


def _found() -> rx.Component:
    def likeness(name: str) -> Column:
        return Column(t(f"knowledge.likeness.{name}"), lambda row: _share(getattr(row, name)), numeric=True)

    columns = (
        Column(t("knowledge.question"), _question, width="40%"),
        Column(t("knowledge.score"), lambda row: rx.text(_share(row.score), weight="bold"), numeric=True),
        *map(likeness, LIKENESSES),
    )
    return data_table(
        columns,
        TrialState.trial.found,
        label=t("knowledge.trial_found"),
        loading=rx.Var.create(False),
        empty=empty_state("book-open-text", t("knowledge.empty"), t("knowledge.empty_text")),
        row_attrs=lambda _row: {"data_testid": "faq-trial-row"},
    )


def _question(row: Var[FoundRow]) -> rx.Component:
    return rx.flex(
        rx.link(
            row.question,
            size="2",
            weight="medium",
            href="#",
            on_click=EditorState.edit(row.id).prevent_default,
        ),
        rx.text(language_name(row.language), " · ", row.matched, size="1", color_scheme="gray"),
        direction="column",
        spacing="1",
    )


def _share(share: Var[int]) -> Var[str]:
    return share.to_string() + " %"
