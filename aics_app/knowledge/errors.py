"""What knowledge refuses, and why."""

from aics_app.core.errors import Conflict, NotFound, Unavailable


class FaqNotFound(NotFound):
    """There is no such entry."""

    code = "faq_not_found"


class FaqChangedMeanwhile(Conflict):
    """Somebody else saved the entry since it was opened. Params: `version`, the present one."""

    code = "faq_changed_meanwhile"


class FaqQuestionTaken(Conflict):
    """Another entry of the language asks this. Params: its `faq_id` and `question`, and what was `asked`."""

    code = "faq_question_taken"


class UnderstandingUnavailable(Unavailable):
    """The embedding model is away or not ready, so nothing can be compared with a question."""

    code = "faq_understanding_unavailable"
