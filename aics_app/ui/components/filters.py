"""The bar above a list: a search, and choices that fold away where there is no room for them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import reflex as rx
from reflex.vars import Var

from aics_app.ui.components.fields import search_box
from aics_app.ui.i18n import t

ANY = "any"


@dataclass(frozen=True)
class Filters:
    """The bar of one list.

    `state` has `wanted`, whose fields are empty for any, `shows_filters`, and the handlers
    `choose(name, value)`, `clear` and `fold_filters`. `names`: what can be chosen beside the `search`.
    `name` begins every test id. `word` gives the list's own texts.
    """

    state: Any
    name: str
    names: tuple[str, ...]
    word: Callable[[str], Var[str]]
    search: str = "q"

    def bar(self, *choices: rx.Component) -> rx.Component:
        """All of it."""
        search = search_box(
            self._value(self.search),
            lambda text: self.state.choose(self.search, text),
            placeholder=self.word("search"),
            testid=f"{self.name}-search",
        )
        own = f"{self.name}-choices"
        return rx.box(
            rx.box(search, class_name="records-search"),
            self._unfold(own),
            rx.box(*choices, self._clear(), id=own, class_name="records-choices"),
            class_name="records-filters",
            role="search",
            aria_label=t("filters.title"),
            data_open=rx.cond(self.state.shows_filters, "true", "false"),
        )

    def choice(self, name: str, *items: rx.Component) -> rx.Component:
        """One of these items, or any."""
        value = self._value(name)
        return rx.select.root(
            rx.select.trigger(aria_label=self.word(name), data_testid=f"{self.name}-filter-{name}"),
            rx.select.content(rx.select.item(self.word(f"any_{name}"), value=ANY), *items),
            value=rx.cond(value, value, ANY),
            on_change=lambda chosen: self.state.choose(name, rx.cond(chosen == ANY, "", chosen)),
        )

    def one_of(self, name: str, options: Iterable[str], prefix: str = "") -> rx.Component:
        """One of these words: keys of the catalogues behind `prefix`, texts by themselves without it."""
        items = (rx.select.item(t(f"{prefix}{one}") if prefix else one, value=str(one)) for one in options)
        return self.choice(name, *items)

    def day(self, name: str) -> rx.Component:
        """`since` or `until`."""
        return rx.el.label(
            rx.el.span(t(f"filters.{name}"), class_name="records-day"),
            rx.input(
                type="date",
                value=self._value(name),
                on_change=lambda day: self.state.choose(name, day),
                data_testid=f"{self.name}-{name}",
            ),
            class_name="records-date",
        )

    def is_filtered(self) -> Var[bool]:
        """Whether anything is asked for."""
        return (self._count() > 0) | (self._value(self.search) != "")

    def _value(self, name: str) -> Var[str]:
        value: Var[str] = getattr(self.state.wanted, name)
        return value

    def _count(self) -> Var[int]:
        """How many choices are made, the search apart."""
        return reduce(add, [rx.cond(self._value(name) != "", 1, 0).to(int) for name in self.names])

    def _unfold(self, choices: str) -> rx.Component:
        """Where there is no room for all choices at once; how many of them are made is said on it."""
        count = self._count()
        return rx.button(
            rx.icon("sliders-horizontal", size=16),
            rx.cond(count > 0, t("filters.set", count=count.to_string()), t("filters.title")),
            variant=rx.cond(count > 0, "soft", "surface"),
            on_click=self.state.fold_filters,
            class_name="records-unfold",
            aria_expanded=rx.cond(self.state.shows_filters, "true", "false"),
            aria_controls=choices,
            data_testid=f"{self.name}-unfold",
        )

    def _clear(self) -> rx.Component:
        clear = rx.button(
            rx.icon("x", size=16),
            t("filters.clear"),
            variant="ghost",
            color_scheme="gray",
            on_click=self.state.clear,
            align_self="center",
            data_testid=f"{self.name}-clear",
        )
        return rx.cond(self.is_filtered(), clear)
