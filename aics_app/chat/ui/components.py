"""One message, and what can be done with it."""

import reflex as rx

from aics_app.chat.ui.judging import REASONS, JudgingState, SourceState
from aics_app.chat.ui.lines import line
from aics_app.chat.ui.people import read_mark
from aics_app.chat.ui.shapes import Chip, MessageView
from aics_app.chat.ui.states import ChatState
from aics_app.ui import routes
from aics_app.ui.components import ai_avatar, avatar, clock_time, end_note, file_list, page_link
from aics_app.ui.i18n import t
from aics_app.ui.markdown import live_markdown


def said(message: MessageView) -> rx.Component:
    """A message by whoever wrote it. By its key it stays itself when earlier ones come before it."""
    written = rx.match(
        message.sender,
        ("user", _own(message)),
        ("system", _by_system(message)),
        _answer(message),
    )
    return rx.fragment(written, key=message.id.to_string())


def _own(message: MessageView) -> rx.Component:
    words = rx.box(
        rx.el.span(t("chat.you"), class_name="visually-hidden"),
        file_list(message.files),
        message.text,
        class_name="said-own",
        dir="auto",
        data_testid="chat-message",
        data_sender="user",
        data_state=message.state,
    )
    return rx.fragment(words, read_mark(message))


def _by_system(message: MessageView) -> rx.Component:
    return rx.box(
        line(message),
        rx.cond(message.what == "ticket_filed", _to_ticket(message)),
        class_name="said-system",
        data_testid="chat-message",
        data_sender="system",
        data_state=message.state,
    )


def _to_ticket(message: MessageView) -> rx.Component:
    return page_link(
        t("chat.see_ticket"),
        href=routes.ticket(message.params["order_no"]),
        class_name="said-link",
        data_testid="chat-ticket",
    )


def _answer(message: MessageView) -> rx.Component:
    person = rx.cond(message.author, message.author, t("chat.agent_name"))
    face = rx.cond(message.sender == "agent", avatar(person, message.avatar, color="orange"), ai_avatar())
    name = rx.cond(message.sender == "agent", person, t("chat.ai_name"))
    return rx.box(
        face,
        rx.box(
            rx.box(
                rx.el.strong(name),
                rx.cond(message.text, _origin(message)),
                clock_time(message.at),
                class_name="said-by",
            ),
            _words(message),
            file_list(message.files),
            end_note(message.state, message.error, _again(message)),
            _extras(message),
            min_width="0",
        ),
        class_name="said",
        data_testid="chat-message",
        data_sender=message.sender,
        data_state=message.state,
    )


def _origin(message: MessageView) -> rx.Component:
    return rx.match(
        message.source,
        ("faq", rx.el.span(t("chat.from_faq"))),
        ("cache", rx.el.span(t("chat.from_cache"))),
        ("llm", rx.el.span(t("chat.from_llm"))),
        ("data", rx.el.span(t("chat.from_data"))),
        rx.fragment(),
    )


def _words(message: MessageView) -> rx.Component:
    thinking = rx.box(
        rx.el.span(class_name="dot"),
        rx.el.span(class_name="dot"),
        rx.el.span(class_name="dot"),
        rx.el.span(t("chat.thinking"), class_name="visually-hidden"),
        class_name="thinking",
    )
    live = message.state == "streaming"
    return rx.fragment(
        live_markdown(message.id.to_string(), message.text, live),
        rx.cond(live, thinking),
    )


def _again(message: MessageView) -> rx.Component:
    """The way to try again, under the last answer."""
    again = rx.button(
        rx.icon("rotate-cw", size=14),
        t("ui.retry"),
        size="1",
        variant="soft",
        on_click=ChatState.retry(message.id),
        data_testid="chat-retry",
    )
    return rx.cond(message.is_last & (message.error != "person_speaks"), again)


def _extras(message: MessageView) -> rx.Component:
    done = rx.fragment(
        rx.cond(message.unverified, _caution("chat.unverified")),
        rx.cond(message.model_late, _caution("chat.model_late")),
        rx.cond(message.chips, _sources(message)),
        rx.cond(message.suggestions, _suggestions(message)),
        rx.cond(message.offers_person & message.is_last, _way_out()),
        rx.cond((message.source != "") & (message.source != "none"), _judgement(message)),
    )
    return rx.cond((message.state == "done") & (message.sender == "ai"), done)


def _caution(key: str) -> rx.Component:
    return rx.box(rx.icon("triangle-alert", size=14), t(key), class_name="said-extras caution")


def _sources(message: MessageView) -> rx.Component:
    def chip(source: Chip) -> rx.Component:
        return rx.el.button(
            rx.el.span(source.position, class_name="chip-number"),
            source.title,
            type="button",
            class_name="chip",
            on_click=SourceState.show(message.id, source.position),
            data_testid="chat-citation",
        )

    return rx.box(
        rx.el.span(t("chat.sources"), class_name="visually-hidden"),
        rx.foreach(message.chips, chip),
        class_name="said-extras",
    )


def _suggestions(message: MessageView) -> rx.Component:
    def chip(question: str) -> rx.Component:
        send = ChatState.ask(question, rx.Var("(Date.now().toString(16) + 'suggested')", _var_type=str), [])
        return rx.el.button(
            rx.icon("corner-down-right", size=14),
            question,
            type="button",
            class_name="chip",
            on_click=send,
            disabled=ChatState.answering > 0,
            data_testid="chat-suggestion",
        )

    return rx.box(rx.foreach(message.suggestions, chip), class_name="said-extras suggestions")


def _way_out() -> rx.Component:
    """A person is offered, or a ticket; once a person is wished for, it says what happens."""
    offer = rx.button(
        rx.icon("headset", size=14),
        t("chat.ask_person"),
        size="1",
        variant="soft",
        on_click=ChatState.wish_person,
        data_testid="chat-offer-person",
    )
    noted = rx.el.span(rx.icon("user-check", size=14), t("chat.person_noted_long"), class_name="noted")
    ticket = rx.button(
        page_link(
            rx.icon("ticket-plus", size=14),
            t("chat.to_ticket_long"),
            href=routes.ticket_from(ChatState.conversation_id),
            data_testid="chat-offer-ticket",
        ),
        as_child=True,
        size="1",
        variant="soft",
        color_scheme="gray",
    )
    return rx.box(rx.cond(ChatState.wants_person, noted, offer), ticket, class_name="said-extras")


def _judgement(message: MessageView) -> rx.Component:
    """Thumbs, and under the last answer whether it solved the matter, in one row."""
    return rx.fragment(
        rx.box(
            _thumb(message, "thumbs-up", "chat.helpful_yes", "yes"),
            _thumb(message, "thumbs-down", "chat.helpful_no", "no"),
            rx.cond(message.is_last, _solved()),
            class_name="said-extras thumbs",
        ),
        rx.cond(JudgingState.asking == message.id, _why_not()),
    )


def _thumb(message: MessageView, icon: str, word: str, value: str) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=15),
        type="button",
        class_name="thumb",
        aria_label=t(word),
        title=t(word),
        aria_pressed=rx.cond(message.helpful == value, "true", "false"),
        on_click=JudgingState.judge(message.id, value == "yes"),
        data_testid=f"chat-helpful-{value}",
    )


def _why_not() -> rx.Component:
    chips = (
        rx.el.button(
            t(f"chat.reason_{name}"),
            type="button",
            class_name="chip",
            on_click=JudgingState.give_reason(name),
        )
        for name in REASONS
    )
    return rx.box(
        rx.el.span(t("chat.why_not")),
        *chips,
        class_name="said-extras",
        role="group",
        data_testid="chat-reasons",
    )


def _solved() -> rx.Component:
    return rx.fragment(
        rx.el.span(t("chat.solved_question"), class_name="solved-question"),
        _solved_chip("chat.solved_yes", "yes"),
        _solved_chip("chat.solved_no", "no"),
    )


def _solved_chip(word: str, value: str) -> rx.Component:
    chosen = JudgingState.solved == ChatState.conversation_id + ":" + value
    return rx.el.button(
        t(word),
        type="button",
        class_name="chip",
        aria_pressed=rx.cond(chosen, "true", "false"),
        on_click=JudgingState.say_solved(value == "yes"),
        data_testid=f"chat-solved-{value}",
    )
