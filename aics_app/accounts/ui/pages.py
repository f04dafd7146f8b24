"""The pages before the product: sign-in, registration, the way in, and the two that say no."""

import reflex as rx

from aics_app.accounts.rules import MIN_PASSWORD_CHARS
from aics_app.accounts.ui.components import demo_accounts
from aics_app.ui import routes
from aics_app.ui.components import ai_avatar, card, empty_state, link_button, page_link
from aics_app.ui.forms import api_field, api_form, submit
from aics_app.ui.frame import bare_frame
from aics_app.ui.i18n import t
from aics_app.ui.markdown import markdown

USERNAME_CHARS = NICKNAME_CHARS = 50


def login_page() -> rx.Component:
    """Calm, one column; in demo mode one button per role."""
    form = api_form(
        api_field(
            "username",
            t("login.username"),
            required=True,
            auto_complete="username",
            max_length=USERNAME_CHARS,
            auto_focus=True,
            testid="login-username",
        ),
        api_field(
            "password",
            t("login.password"),
            kind="password",
            required=True,
            auto_complete="current-password",
            testid="login-password",
        ),
        submit(t("login.submit"), testid="login-submit"),
        action="/api/auth/login",
        then="navigate",
    )
    return gate(
        t("login.title"),
        t("login.lead"),
        card(form),
        _foot(t("login.no_account"), t("login.register"), routes.REGISTER),
        demo_accounts(),
    )


def register_page() -> rx.Component:
    """A new customer account, signed in at once."""
    form = api_form(
        api_field(
            "username",
            t("login.username"),
            required=True,
            auto_complete="username",
            max_length=USERNAME_CHARS,
            hint=t("register.username_hint"),
            testid="register-username",
        ),
        api_field(
            "nickname",
            t("register.nickname"),
            auto_complete="nickname",
            max_length=NICKNAME_CHARS,
            hint=t("register.nickname_hint"),
            testid="register-nickname",
        ),
        *new_password_fields("password", t("login.password"), t("register.repeat")),
        submit(t("register.submit"), testid="register-submit"),
        action="/api/auth/register",
        then="navigate",
    )
    return gate(
        t("register.title"),
        t("register.lead"),
        card(form),
        _foot(t("register.have_account"), t("register.login"), routes.LOGIN),
    )


def new_password_fields(
    name: str, label: rx.Var[str], again: rx.Var[str]
) -> tuple[rx.Component, rx.Component]:
    """A new password, twice."""
    first = api_field(
        name,
        label,
        kind="password",
        required=True,
        auto_complete="new-password",
        hint=t("register.password_hint", count=str(MIN_PASSWORD_CHARS)),
        testid=f"{name.replace('_', '-')}-field",
    )
    second = api_field(
        f"{name}_again",
        again,
        kind="password",
        required=True,
        repeat=name,
        auto_complete="new-password",
        testid=f"{name.replace('_', '-')}-again",
    )
    return first, second


def landing_page() -> rx.Component:
    """What a visitor sees who is not signed in."""
    words = rx.box(
        rx.el.h1(t("landing.title")),
        rx.el.p(t("landing.lead"), class_name="landing-lead"),
        rx.flex(
            link_button(t("landing.ask"), routes.login(routes.CHAT), icon="message-circle", variant="solid"),
            link_button(t("landing.register"), routes.REGISTER, icon="user-plus", variant="soft"),
            spacing="3",
            wrap="wrap",
        ),
    )
    enter = page_link(
        t("login.submit"), href=routes.LOGIN, class_name="rail-item", data_testid="landing-login"
    )
    return bare_frame(rx.box(words, _sample(), class_name="landing"), aside=enter)


def not_found_page() -> rx.Component:
    """404."""
    home = link_button(t("missing.home"), routes.HOME, icon="arrow-left", variant="soft")
    return bare_frame(
        _refusal("compass", t("missing.title"), t("missing.text"), home), title=t("missing.title")
    )


def forbidden_page() -> rx.Component:
    """403: signed in, but not for this."""
    again = link_button(t("forbidden.login"), routes.LOGIN, icon="user-round", variant="soft")
    return bare_frame(
        _refusal("lock", t("forbidden.title"), t("forbidden.text"), again), title=t("forbidden.title")
    )


def _refusal(icon: str, title: rx.Var[str], text: rx.Var[str], way_out: rx.Component) -> rx.Component:
    return rx.box(
        rx.el.h1(title, class_name="visually-hidden"), empty_state(icon, title, text, way_out), margin="auto"
    )


def gate(title: rx.Var[str], lead: rx.Var[str], *body: rx.Component) -> rx.Component:
    """A page before the product: what it is for, and one calm column."""
    head = rx.box(rx.el.h1(title), rx.el.p(lead), class_name="gate-head")
    return bare_frame(rx.box(head, *body, class_name="gate"), title=title)


def _foot(question: rx.Var[str], answer: rx.Var[str], href: str) -> rx.Component:
    return rx.box(question, " ", rx.link(answer, href=href, underline="always"), class_name="gate-foot")


def _sample() -> rx.Component:
    """A glance at a conversation, as a picture: nothing in it can be pressed."""
    answer = rx.box(
        ai_avatar(),
        rx.box(
            rx.box(rx.el.strong(t("chat.ai_name")), class_name="said-by"),
            markdown(t("landing.sample_answer")),
            rx.box(
                rx.el.span(rx.icon("book-open-text", size=13), t("landing.sample_source"), class_name="chip"),
                class_name="said-extras",
            ),
        ),
        class_name="said",
    )
    return rx.box(
        rx.box(t("landing.sample_question"), class_name="said-own"),
        answer,
        class_name="landing-shot",
        aria_hidden="true",
    )
