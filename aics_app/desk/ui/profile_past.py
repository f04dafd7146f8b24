"""The right pane's look back: the mood with what it stands on, past conversations, sources tried."""

import reflex as rx
from reflex.vars import Var

from aics_app.desk.ui.profile import ProfileState
from aics_app.desk.ui.profile_parts import fact, part
from aics_app.desk.ui.profile_shapes import FileView, PastView, SignalView, SourceView
from aics_app.ui import routes
from aics_app.ui.components import page_link, relative_time, status_badge
from aics_app.ui.i18n import t

MOODS = {
    "content": ("smile", "jade"),
    "mixed": ("meh", "amber"),
    "upset": ("frown", "red"),
    "unknown": ("circle-help", "gray"),
}
TONES = {"good": ("smile", "jade"), "mixed": ("meh", "amber"), "bad": ("frown", "red")}


def feeling() -> rx.Component:
    """The mood with what it stands on, and the ratings with how many they are."""
    who = ProfileState.who
    word = rx.match(who.mood, *((name, _mood(name)) for name in MOODS), _mood("unknown"))
    basis = rx.cond(
        who.signals,
        _basis(),
        rx.el.p(t("customer.mood_none"), class_name="customer-fine"),
    )
    return part(
        "customer.feeling",
        word,
        basis,
        rx.el.dl(
            rx.cond(
                who.ratings,
                fact("customer.rated", t("customer.mean", mean=who.mean, count=who.ratings.to_string())),
            ),
            rx.cond(who.judged, fact("customer.helpful", _share(who.helpful, who.judged))),
            rx.cond(who.ended, fact("customer.solved", _share(who.solved, who.ended))),
            class_name="desk-facts",
        ),
        testid="desk-mood",
    )


def _basis() -> rx.Component:
    """A strip of faces, which opens into what each of them stands for."""
    signals = ProfileState.who.signals
    count = signals.length().to_string()
    return rx.el.details(
        rx.el.summary(
            rx.el.span(
                rx.foreach(signals, lambda one: _face(one.tone)),
                class_name="customer-strip",
                aria_hidden="true",
            ),
            rx.el.span(t("customer.mood_from", count=count), class_name="customer-fine"),
            data_testid="desk-mood-basis",
        ),
        rx.el.ol(
            rx.foreach(signals, _signal), class_name="customer-signals", aria_label=t("customer.signals")
        ),
        class_name="customer-basis",
    )


def _face(tone: Var[str]) -> rx.Component:
    def face(name: str) -> rx.Component:
        icon, color = TONES[name]
        return rx.icon(icon, size=16, color=f"var(--{color}-11)")

    return rx.match(tone, *((name, face(name)) for name in TONES), face("mixed"))


def _mood(name: str) -> rx.Component:
    icon, color = MOODS[name]
    return status_badge(t(f"customer.mood_{name}"), icon=icon, color=color)


def _share(part_of: Var[int], whole: Var[int]) -> Var[str]:
    return t("customer.share", part=part_of.to_string(), whole=whole.to_string())


def _signal(one: Var[SignalView]) -> rx.Component:
    what = rx.match(
        one.kind,
        ("rating", t("customer.signal_rating", score=one.score)),
        ("complaint", t("customer.signal_complaint")),
        ("solved", rx.cond(one.tone == "good", t("customer.signal_solved"), t("customer.signal_unsolved"))),
        rx.cond(one.tone == "good", t("customer.signal_helpful"), t("customer.signal_unhelpful")),
    )
    return rx.el.li(
        _face(one.tone),
        rx.el.span(what, class_name="customer-signal-word"),
        relative_time(one.at),
        data_tone=one.tone,
    )


def past() -> rx.Component:
    """The customer's conversations; one opens in the place of this one, to be read."""
    more = rx.button(
        t("ui.more"), size="1", variant="soft", color_scheme="gray", on_click=ProfileState.show_more
    )
    return part(
        "customer.past",
        rx.el.ul(rx.foreach(ProfileState.past, _talk), class_name="customer-past"),
        rx.cond(ProfileState.next_cursor, more),
        testid="desk-past",
    )


def _talk(one: Var[PastView]) -> rx.Component:
    by = rx.cond(one.by_person, t("customer.by_person"), t("customer.by_ai"))
    end = rx.match(
        one.solved,
        ("yes", _end("circle-check", "jade", "customer.was_solved")),
        ("no", _end("circle-x", "red", "customer.was_unsolved")),
        rx.fragment(),
    )
    score = rx.el.span(
        rx.icon("star", size=12), t("customer.score", score=one.score), class_name="customer-end"
    )
    here = f"{routes.DESK}/" + one.conversation_id
    return rx.el.li(
        page_link(
            rx.el.span(one.title, class_name="customer-past-title"),
            rx.el.span(
                relative_time(one.at),
                rx.el.span(by),
                end,
                rx.cond(one.score, score),
                class_name="customer-fine",
            ),
            href=here,
            aria_current=rx.cond(ProfileState.shown_id == one.conversation_id, "page", "false"),
            data_testid="desk-past-item",
        ),
        key=one.conversation_id,
    )


def _end(icon: str, color: str, key: str) -> rx.Component:
    return rx.el.span(rx.icon(icon, size=12), t(key), class_name="customer-end", color=f"var(--{color}-11)")


def sources() -> rx.Component:
    """What the AI's answers in this conversation stood on."""

    def one(source: Var[SourceView]) -> rx.Component:
        return rx.el.li(
            rx.el.details(
                rx.el.summary(
                    rx.el.span(source.title), rx.el.span(source.share, class_name="customer-share")
                ),
                rx.el.p(source.passage),
            ),
            data_testid="desk-source",
        )

    return rx.cond(
        ProfileState.sources,
        part(
            "customer.sources",
            rx.el.ul(rx.foreach(ProfileState.sources, one), class_name="customer-sources"),
            testid="desk-sources",
        ),
    )


def files() -> rx.Component:
    """What the customer sent, from any conversation."""

    def one(file: Var[FileView]) -> rx.Component:
        icon = rx.cond(file.is_picture, rx.icon("image", size=14), rx.icon("file", size=14))
        link = rx.el.a(icon, rx.el.span(file.name), href=file.href, target="_blank", rel="noopener")
        about = rx.el.span(file.size, relative_time(file.at), class_name="customer-fine")
        return rx.el.li(link, about, data_testid="desk-customer-file", key=file.href)

    return rx.cond(
        ProfileState.files,
        part(
            "customer.files",
            rx.el.ul(rx.foreach(ProfileState.files, one), class_name="customer-files"),
            testid="desk-customer-files",
        ),
    )
