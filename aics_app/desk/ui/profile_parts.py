"""What the right pane is made of: facts, level, tags, a remark.

The pane stands beside the talk or, where there is no room, in a window: `place` tells their fields apart.
"""

import reflex as rx
from reflex.vars import Var

from aics_app.customers.models import MAX_REMARK_CHARS, MAX_TAG_CHARS
from aics_app.desk.ui.profile import ProfileState
from aics_app.ui.components import notice, relative_time
from aics_app.ui.i18n import t

LEVELS = {
    "normal": ("user", "gray"),
    "silver": ("medal", "blue"),
    "gold": ("award", "amber"),
    "vip": ("crown", "orange"),
}


def part(title: str, *body: rx.Component, testid: str) -> rx.Component:
    """A few lines under their heading."""
    return rx.el.section(
        rx.el.h3(t(title), class_name="customer-heading"),
        *body,
        class_name="customer-part",
        data_testid=testid,
    )


def fact(key: str, value: Var[str] | rx.Component) -> rx.Component:
    """A line of a list of facts."""
    return rx.fragment(rx.el.dt(t(key)), rx.el.dd(value))


def level() -> rx.Component:
    """The level, which can be changed."""
    names = (rx.select.item(_level(name), value=name) for name in LEVELS)
    return rx.select.root(
        rx.select.trigger(
            aria_label=t("customer.level"),
            variant="soft",
            color_scheme="gray",
            data_testid="desk-level",
            data_level=ProfileState.who.level,
        ),
        rx.select.content(*names),
        value=ProfileState.who.level,
        on_change=ProfileState.set_level,
        size="1",
    )


def _level(name: str) -> rx.Component:
    icon, color = LEVELS[name]
    return rx.flex(
        rx.icon(icon, size=14, color=f"var(--{color}-11)"),
        t(f"customer.level_{name}"),
        align="center",
        gap="6px",
    )


def tags(place: str) -> rx.Component:
    """The tags, each with its way out, and the field for another one."""
    known = f"customer-tags-{place}"
    adder = rx.el.form(
        rx.el.input(
            name="tag",
            list=known,
            placeholder=t("customer.tag_add"),
            aria_label=t("customer.tag_add"),
            max_length=MAX_TAG_CHARS,
            required=True,
            auto_complete="off",
            class_name="customer-tag-field",
            data_testid="desk-tag-input",
        ),
        rx.el.datalist(rx.foreach(ProfileState.known, lambda tag: rx.el.option(value=tag)), id=known),
        rx.icon_button(
            rx.icon("plus", size=14),
            type="submit",
            size="1",
            variant="soft",
            color_scheme="gray",
            aria_label=t("customer.tag_add"),
        ),
        on_submit=ProfileState.add_tag,
        reset_on_submit=True,
        class_name="customer-tag-form",
    )
    return part(
        "customer.tags",
        rx.cond(ProfileState.tags, rx.el.ul(rx.foreach(ProfileState.tags, _tag), class_name="customer-tags")),
        adder,
        testid="desk-tags",
    )


def _tag(tag: Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.span(tag),
        rx.el.button(
            rx.icon("x", size=12),
            type="button",
            aria_label=t("customer.tag_remove", tag=tag),
            on_click=ProfileState.remove_tag(tag),
            data_testid="desk-tag-remove",
        ),
        data_testid="desk-tag",
        key=tag,
    )


def remark() -> rx.Component:
    """The remark, and its box while it is changed."""
    who = ProfileState.who
    shown = rx.cond(
        who.remark,
        rx.fragment(
            rx.el.p(who.remark, class_name="customer-remark", data_testid="desk-remark"),
            rx.el.p(
                t("customer.remark_by", name=who.changed_by),
                " ",
                relative_time(who.changed_at),
                class_name="customer-fine",
            ),
        ),
        rx.el.p(t("customer.remark_none"), class_name="customer-fine"),
    )
    opener = rx.button(
        rx.icon("pencil", size=14),
        t("customer.remark_edit"),
        size="1",
        variant="soft",
        color_scheme="gray",
        on_click=ProfileState.edit,
        data_testid="desk-remark-edit",
    )
    return part(
        "customer.remark",
        rx.cond(ProfileState.editing >= 0, _remark_form(), rx.fragment(shown, opener)),
        testid="desk-remark-part",
    )


def _remark_form() -> rx.Component:
    rival = rx.fragment(
        notice(t("customer.rival", name=ProfileState.rival), kind="warning"),
        rx.el.p(ProfileState.who.remark, class_name="customer-remark", data_testid="desk-remark-rival"),
    )
    return rx.el.form(
        rx.cond(ProfileState.rival, rival),
        rx.text_area(
            default_value=ProfileState.who.remark,
            name="remark",
            rows="4",
            max_length=MAX_REMARK_CHARS,
            aria_label=t("customer.remark"),
            auto_focus=True,
            data_testid="desk-remark-input",
        ),
        rx.flex(
            rx.button(
                rx.cond(ProfileState.rival, t("customer.remark_overwrite"), t("customer.remark_save")),
                type="submit",
                size="1",
                data_testid="desk-remark-save",
            ),
            rx.button(
                t("ui.cancel"),
                type="button",
                size="1",
                variant="soft",
                color_scheme="gray",
                on_click=ProfileState.leave,
            ),
            gap="var(--space-2)",
        ),
        on_submit=ProfileState.save,
        class_name="customer-remark-form",
    )
