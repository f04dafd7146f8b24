"""Words for what the database and the understanding name by an id; an unknown one stands for itself."""

import reflex as rx
from reflex.vars import Var

from aics_app.knowledge.rules import INTENTS
from aics_app.ui.i18n import t

CATEGORIES = (
    "account",
    "order",
    "payment",
    "delivery",
    "refund",
    "invoice",
    "product",
    "promotion",
    "service",
    "ticket",
)


def category_name(category: Var[str]) -> Var[str]:
    """The category in the viewer's language."""
    return rx.match(category, *((name, t(f"knowledge.category.{name}")) for name in CATEGORIES), category)


def intent_name(intent: Var[str]) -> Var[str]:
    """The intent in the viewer's language."""
    return rx.match(intent, *((name, t(f"knowledge.intent.{name}")) for name in INTENTS), intent)


def language_name(language: Var[str]) -> Var[str]:
    """The language in the viewer's language."""
    return rx.match(
        language, ("zh", t("knowledge.language.zh")), ("en", t("knowledge.language.en")), language
    )
