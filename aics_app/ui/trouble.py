"""What stands in place of a page that broke, and nothing of the framework's own words."""

from collections.abc import Callable

import reflex as rx
from reflex.vars import Var
from reflex_components_core.base.error_boundary import ErrorBoundary

from aics_app.locales import CATALOGUES
from aics_app.ui.local import Local


class Trouble(Local):
    """Says that the page broke; depends on nothing that may have broken with it."""

    library = "$/public/trouble.js"
    tag = "Trouble"
    texts: Var[dict[str, dict[str, str]]]


def app_wraps() -> dict[tuple[int, str], Callable[[bool], rx.Component | None]]:
    """For `rx.App(app_wraps=…)`: Reflex's error page in our words, and none of its connection toasts."""
    names = ("title", "text", "reload")
    texts = {
        locale: {name: catalogue[f"trouble.{name}"] for name in names}
        for locale, catalogue in CATALOGUES.items()
    }
    fallback = Var.create(Trouble.create(texts=texts))

    def boundary(stateful: bool) -> rx.Component:
        quiet = {} if stateful else {"on_error": rx.event.noop()}
        return ErrorBoundary.create(fallback_render=fallback, **quiet)

    return {(55, "ErrorBoundary"): boundary}
