"""The test box: what would be answered, from where, and why."""

from typing import Any

import reflex as rx

from aics_app.accounts.ui.states import current_actor
from aics_app.core.container import use
from aics_app.core.text import clean, has_letters, language_of
from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.knowledge.ui.shapes import Trial, trial_of
from aics_app.knowledge.understanding import Understanding
from aics_app.ui.access import access

MAX_QUESTION_CHARS = 2000


class TrialState(rx.State):
    """The last question tried. `fault` is empty, `required`, `too_long` or `away`."""

    trial: Trial = Trial()
    fault: str = ""

    @rx.event
    @access("knowledge.manage")
    async def ask(self, form: dict[str, Any]) -> None:
        """Understand a question as customers' questions are, without asking the model or counting it."""
        await current_actor(self, "knowledge.manage")
        text = clean(str(form.get("question") or ""))
        self.fault = _fault(text)
        if self.fault:
            return
        try:
            self.trial = trial_of(await use(Understanding).understand(text, language_of(text)))
        except UnderstandingUnavailable:
            self.fault = "away"


def _fault(text: str) -> str:
    if not has_letters(text):
        return "required"
    return "too_long" if len(text) > MAX_QUESTION_CHARS else ""
