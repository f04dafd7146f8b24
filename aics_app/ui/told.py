"""Errors as pages tell them: a short message in the viewer's language, whatever handler they come from."""

import json
import logging

from reflex.event import EventSpec
from reflex.vars import Var

from aics_app.core.errors import AppError, Unavailable
from aics_app.core.problems import said
from aics_app.locales import LOCALES
from aics_app.ui import toasts
from aics_app.ui.i18n import STORAGE_KEY

logger = logging.getLogger(__name__)


class Internal(AppError):
    """A fault of ours."""

    status, code = 500, "internal"


def told(error: AppError) -> EventSpec:
    """A toast; the browser chooses the language, since an error knows no page."""
    zh, en = (json.dumps(said(error, locale), ensure_ascii=False) for locale in LOCALES)
    text = Var(f'(localStorage.getItem("{STORAGE_KEY}") === "en" ? {en} : {zh})', _var_type=str)
    # What is away fails whatever one does: that is said once, however often.
    return toasts.failed(text, once=error.code if isinstance(error, Unavailable) else "")


def on_error(exception: Exception) -> EventSpec:
    """For `rx.App(backend_exception_handler=…)`: what nobody expected is logged and told without details."""
    if isinstance(exception, AppError):
        return told(exception)
    logger.error("an event handler broke", exc_info=exception)
    return told(Internal())
