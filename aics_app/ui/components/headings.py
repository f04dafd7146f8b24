"""Titles and the boxes below them."""

import reflex as rx
from reflex.vars import Var

Text = str | Var[str]


def page_header(
    title: Text,
    *beside: rx.Component,
    action: rx.Component | None = None,
    before: rx.Component | None = None,
) -> rx.Component:
    """The title row: the page's only h1, what belongs beside it, and its one main action at the end."""
    return rx.el.header(
        rx.fragment() if before is None else before,
        rx.box(rx.el.h1(title, class_name="title"), *beside, class_name="title-block"),
        rx.fragment() if action is None else action,
        class_name="titlebar",
    )


def section(title: Text, *body: rx.Component, text: Text | None = None) -> rx.Component:
    """A part of a page under its own heading."""
    return rx.el.section(
        rx.box(
            rx.el.h2(title, class_name="section-title"),
            rx.text(text, size="2", color_scheme="gray", as_="p") if text is not None else rx.fragment(),
            class_name="section-head",
        ),
        rx.box(*body, class_name="section-body"),
        class_name="section",
    )


def card(*body: rx.Component, **props: object) -> rx.Component:
    """A quiet box with a border."""
    return rx.box(*body, class_name="card", **props)
