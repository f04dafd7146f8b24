"""One's own account: name and contact, picture, password, sign-ins."""

import reflex as rx

from aics_app.accounts.ui.components import avatar_upload, sign_ins
from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.pages import NICKNAME_CHARS, new_password_fields
from aics_app.accounts.ui.states import SessionState
from aics_app.ui.components import notice, section, skeleton_rows
from aics_app.ui.forms import api_field, api_form, submit
from aics_app.ui.i18n import t


def profile_page(*more: rx.Component) -> rx.Component:
    """Everything a person may change about themselves; `more` are sections of features above."""
    first = notice(t("profile.must_change"), kind="warning")
    sections = rx.box(
        rx.cond(SessionState.must_change_password, first),
        section(
            t("profile.avatar"),
            avatar_upload(SessionState.avatar, SessionState.nickname, SessionState.load),
            text=t("profile.avatar_text"),
        ),
        section(t("profile.you"), _about(), text=t("profile.you_text")),
        section(t("profile.password"), _password(), text=t("profile.password_text")),
        *more,
        section(t("profile.sessions"), sign_ins(), text=t("profile.sessions_text")),
        class_name="sections",
    )
    # Nothing asks the API before it is known that somebody is signed in.
    body = rx.cond(SessionState.signed_in, sections, skeleton_rows())
    return page_frame(t("profile.title"), body, active="profile")


def _about() -> rx.Component:
    return api_form(
        api_field(
            "nickname",
            t("profile.nickname"),
            required=True,
            auto_complete="nickname",
            max_length=NICKNAME_CHARS,
            testid="profile-nickname",
        ),
        api_field(
            "phone",
            t("profile.phone"),
            kind="tel",
            input_mode="tel",
            auto_complete="tel",
            testid="profile-phone",
        ),
        api_field("email", t("profile.email"), kind="email", auto_complete="email", testid="profile-email"),
        submit(t("profile.save"), testid="profile-save"),
        action="/api/auth/me",
        method="PATCH",
        load="/api/auth/me",
        on_done=SessionState.load,
    )


def _password() -> rx.Component:
    return api_form(
        api_field(
            "old_password",
            t("profile.old_password"),
            kind="password",
            required=True,
            auto_complete="current-password",
            testid="profile-old-password",
        ),
        *new_password_fields("new_password", t("profile.new_password"), t("profile.repeat_password")),
        submit(t("profile.change_password"), testid="profile-change-password"),
        action="/api/auth/password",
        then="clear",
        done=t("profile.password_changed"),
    )
