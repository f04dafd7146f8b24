"""Faces: who is speaking is always plain."""

import reflex as rx
from reflex.vars import Var

Text = str | Var[str]


def avatar(name: Text, url: Text = "", *, size: str = "2", color: str = "blue") -> rx.Component:
    """A person's picture, or the first letter of the name. Decorative: the name stands beside it."""
    first = Var.create(name).to(str)[:1].upper()  # the page may be drawn before the name has come
    face = rx.avatar(
        src=url, fallback=first, size=size, radius="full", color_scheme=color, custom_attrs={"alt": ""}
    )
    return rx.box(face, class_name="face", aria_hidden="true")


def ai_avatar() -> rx.Component:
    """The face of the AI: never a person's."""
    return rx.box(rx.icon("sparkles", size=16), class_name="face-ai", aria_hidden="true")
