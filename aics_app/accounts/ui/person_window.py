"""The window of one account: its fields, and what can be done with it."""

import reflex as rx

from aics_app.accounts.ui.people import UsersState
from aics_app.accounts.ui.person import PersonState
from aics_app.accounts.ui.role_names import fault_of, role_item
from aics_app.accounts.ui.states import SessionState
from aics_app.ui.components import confirm, dialog, field, notice
from aics_app.ui.i18n import LOCALES, t

FORM = "person-form"
ANY_LOCALE = "any"


def person_window() -> rx.Component:
    """Opened by `PersonState.new` and `PersonState.edit`."""
    saver = rx.button(
        rx.icon("check", size=16), t("people.save"), type="submit", form=FORM, data_testid="user-save"
    )
    closer = rx.button(t("people.done"), on_click=PersonState.set_open(False), data_testid="user-done")
    has_given = PersonState.given.who != ""
    is_filled = ~has_given | PersonState.given.beside
    return dialog(
        rx.cond(PersonState.chosen.id, PersonState.chosen.nickname, t("people.new")),
        rx.cond(has_given, rx.box(_given(), padding_bottom="var(--space-4)")),
        rx.cond(is_filled, rx.fragment(_form(), rx.cond(PersonState.chosen.id, _acts()))),
        actions=(rx.cond(is_filled, saver, closer),),
        keeps=True,
        open=PersonState.is_open,
        on_open_change=PersonState.set_open,
    )


def _is_own() -> rx.Var[bool]:
    return PersonState.chosen.id == SessionState.user_id


def _form() -> rx.Component:
    is_new = PersonState.chosen.id == 0
    told = t("people.meanwhile", name=PersonState.faster)
    return rx.el.form(
        rx.cond(PersonState.faster, rx.box(notice(told, kind="warning"), data_testid="user-meanwhile")),
        rx.cond(is_new, _field("username", "", 50)),
        _field("nickname", PersonState.chosen.nickname, 50),
        _field("email", PersonState.chosen.email, 100, kind="email"),
        _field("phone", PersonState.chosen.phone, 20, kind="tel"),
        _locale(),
        rx.cond(_is_own(), rx.el.p(t("people.own_role"), class_name="plan-fine"), _role()),
        rx.cond(is_new, _invite()),
        id=FORM,
        key=PersonState.opened.to_string(),
        on_submit=PersonState.save,
        reset_on_submit=False,
        no_validate=True,
        class_name="plan-form",
    )


def _field(name: str, value: rx.Var[str] | str, width: int, *, kind: str = "text") -> rx.Component:
    control_id = f"person-{name}"
    control = rx.el.input(
        type=kind,
        name=name,
        id=control_id,
        default_value=value,
        max_length=width,
        auto_complete="off",
        aria_describedby=f"{control_id}-note",
        class_name="plan-time",
        data_testid=f"user-{name}",
    )
    return field(
        t(f"people.{name}"), control, control_id=control_id, error=fault_of(PersonState.faults, name)
    )


def _role() -> rx.Component:
    control = rx.select.root(
        rx.select.trigger(id="person-role", data_testid="user-role"),
        rx.select.content(rx.foreach(UsersState.roles, role_item)),
        value=PersonState.role,
        on_change=PersonState.set_role,
    )
    return field(
        t("people.role"), control, control_id="person-role", error=fault_of(PersonState.faults, "role")
    )


def _locale() -> rx.Component:
    """In which language mails to this person are written, until he chooses himself."""
    items = (rx.select.item(t(f"exports.locale_{one}"), value=one) for one in LOCALES)
    control = rx.select.root(
        rx.select.trigger(id="person-locale", data_testid="user-locale"),
        rx.select.content(rx.select.item(t("people.locale_any"), value=ANY_LOCALE), *items),
        value=rx.cond(PersonState.locale, PersonState.locale, ANY_LOCALE),
        on_change=PersonState.set_locale,
    )
    return field(t("people.locale"), control, control_id="person-locale")


def _invite() -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name="invite", data_testid="user-invite"),
        t("people.invite"),
        class_name="toggle",
    )


def _acts() -> rx.Component:
    """Not on oneself: who shut himself out could not let himself in again."""
    invited = rx.cond(PersonState.chosen.invited, _withdrawer())
    acts = rx.flex(
        *(_resetter(), _linker(), invited, _shutter()),
        wrap="wrap",
        gap="8px",
        padding_top="var(--space-4)",
    )
    return rx.cond(_is_own(), rx.fragment(), acts)


def _resetter() -> rx.Component:
    return confirm(
        t("people.reset"),
        t("people.reset_text", name=PersonState.chosen.nickname),
        trigger=_button("key-round", t("people.reset"), "user-reset"),
        action=t("people.reset"),
        on_confirm=PersonState.give_anew(False),
        color="amber",
        testid="user-reset-sure",
    )


def _linker() -> rx.Component:
    """To who has one already, another: the first is over then."""
    words = rx.cond(PersonState.chosen.invited, t("people.invite_again"), t("people.reset_link")).to(str)
    return confirm(
        words,
        t("people.reset_link_text", name=PersonState.chosen.nickname),
        trigger=_button("link", words, "user-link"),
        action=words,
        on_confirm=PersonState.give_anew(True),
        color="amber",
        testid="user-link-sure",
    )


def _withdrawer() -> rx.Component:
    return confirm(
        t("people.withdraw"),
        t("people.withdraw_text", name=PersonState.chosen.nickname),
        trigger=_button("mail-x", t("people.withdraw"), "user-withdraw", color_scheme="red"),
        action=t("people.withdraw"),
        on_confirm=PersonState.withdraw,
        testid="user-withdraw-sure",
    )


def _shutter() -> rx.Component:
    out = confirm(
        t("people.disable"),
        t("people.disable_text", name=PersonState.chosen.nickname),
        trigger=_button("user-x", t("people.disable"), "user-disable", color_scheme="red"),
        action=t("people.disable"),
        on_confirm=PersonState.set_enabled(False),
        testid="user-disable-sure",
    )
    back = _button("user-check", t("people.enable"), "user-enable", on_click=PersonState.set_enabled(True))
    return rx.cond(PersonState.chosen.enabled, out, back)


def _button(icon: str, text: rx.Var[str], testid: str, **props: object) -> rx.Component:
    return rx.button(rx.icon(icon, size=16), text, variant="soft", type="button", data_testid=testid, **props)


def _given() -> rx.Component:
    """Shown once: nobody can read it again, only give another."""
    given = PersonState.given
    word = rx.cond(given.link, given.link, given.password).to(str)
    text = rx.cond(
        given.link, t("people.given_link", name=given.who), t("people.given_password", name=given.who)
    )
    return rx.flex(
        notice(text, kind="done"),
        rx.flex(
            rx.code(word, size="3", data_testid="user-given", style={"overflow_wrap": "anywhere"}),
            rx.icon_button(
                rx.icon("copy", size=16),
                type="button",
                variant="soft",
                aria_label=t("ui.copy"),
                on_click=rx.set_clipboard(word),
            ),
            align="center",
            gap="8px",
        ),
        rx.cond(
            given.mailed_to,
            rx.el.p(t("people.mailed", address=given.mailed_to), class_name="plan-fine", role="status"),
        ),
        direction="column",
        gap="12px",
    )
