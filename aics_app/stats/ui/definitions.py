"""What a figure means and how many it stands on, wherever it is shown."""

import reflex as rx
from reflex.vars import Var

from aics_app.stats.ui.shapes import Tile
from aics_app.stats.ui.words import Words, shown
from aics_app.ui.i18n import t


def about(one: Var[Tile]) -> rx.Component:
    """What the figure means, for pointer, finger and keyboard."""
    opener = rx.icon_button(
        rx.icon("info", size=14),
        variant="ghost",
        color_scheme="gray",
        size="1",
        aria_label=t("stats.about_of", name=shown(one.name)),
        class_name="stats-info",
        data_testid="stats-about",
    )
    return rx.popover.root(
        rx.popover.trigger(opener),
        rx.popover.content(
            rx.text(shown(one.name), size="2", weight="bold", as_="p"),
            rx.text(shown(one.about), size="2", as_="p"),
            rx.box(rx.foreach(one.beside, beside), class_name="stats-beside"),
            max_width="340px",
            aria_label=shown(one.name),
            class_name="stats-definition",
            data_testid="stats-definition",
        ),
    )


def beside(words: Var[Words]) -> rx.Component:
    """One thing that stands beside a figure."""
    return rx.el.span(shown(words))
