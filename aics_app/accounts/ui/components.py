"""Parts of the pages of people that call the HTTP API themselves."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.models import Role
from aics_app.ui.forms import form_messages
from aics_app.ui.i18n import Lang, t
from aics_app.ui.local import Local, labels

MODULE = "$/public/account.js"


class DemoAccounts(Local):
    library = MODULE
    tag = "DemoAccounts"
    labels: Var[dict[str, str]]
    messages: Var[dict[str, str]]


class AvatarUpload(Local):
    library = MODULE
    tag = "AvatarUpload"
    on_done: rx.EventHandler[rx.event.no_args_event_spec]
    src: Var[str]
    name: Var[str]
    labels: Var[dict[str, str]]
    messages: Var[dict[str, str]]


class SignIns(Local):
    library = MODULE
    tag = "SignIns"
    locale: Var[str]
    labels: Var[dict[str, str]]
    messages: Var[dict[str, str]]


def demo_accounts() -> rx.Component:
    """One button for every role of the demo company; nothing in production."""
    roles = {role.value: t(f"role.{role.value}") for role in Role}
    return DemoAccounts.create(labels=labels(title=t("login.demo"), **roles), messages=form_messages())


def avatar_upload(src: Var[str], name: Var[str], on_done: object) -> rx.Component:
    """The present picture and the way to another; `on_done` follows a change."""
    words = labels(
        choose=t("profile.avatar_choose"), hint=t("profile.avatar_hint"), done=t("profile.avatar_done")
    )
    return AvatarUpload.create(src=src, name=name, on_done=on_done, labels=words, messages=form_messages())


def sign_ins() -> rx.Component:
    """Where one is signed in, and the way to end all of it but this."""
    words = labels(
        current=t("profile.session_current"),
        unknown=t("profile.session_unknown"),
        end=t("profile.session_end"),
        sure=t("profile.session_sure"),
        ended=t("profile.session_ended"),
        cancel=t("ui.cancel"),
        just_now=t("time.just_now"),
    )
    return SignIns.create(locale=Lang.code, labels=words, messages=form_messages())
