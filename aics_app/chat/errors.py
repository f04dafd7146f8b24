"""What asking may be refused for."""

from http import HTTPStatus

from aics_app.core.errors import AppError, Conflict, TooManyRequests


class QuestionEmpty(AppError):
    """Nothing to read in it."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "question_empty"


class QuestionTooLong(AppError):
    """More characters than are taken. Params: `limit`, `length`."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "question_too_long"


class FilesNeedWords(AppError):
    """The AI can't look into files: a question to it needs words."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "files_need_words"


class AnswerInProgress(Conflict):
    """The conversation's last question is still being answered."""

    code = "answer_in_progress"


class PersonSpeaks(Conflict):
    """A person has this conversation; the AI keeps out."""

    code = "person_speaks"


class AlreadyTaken(Conflict):
    """Another person has this conversation. Params: `agent`, the nickname."""

    code = "already_taken"


class NotSpeaking(Conflict):
    """Whoever wanted to speak or to pass the word on does not have it."""

    code = "not_speaking"


class NothingToRetry(Conflict):
    """Only the last answer, stopped or failed, can be tried again."""

    code = "nothing_to_retry"


class NotAnAnswer(Conflict):
    """Feedback is for finished answers of the AI."""

    code = "not_an_answer"


class AskingTooFast(TooManyRequests):
    """More questions a minute than a person asks."""

    code = "asking_too_fast"


class ReplyInterrupted(AppError):
    """The process that wrote the answer is gone; the question can be asked again."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "reply_interrupted"


class ReplyBroke(AppError):
    """The answer failed; `code` says of what, as the model's or database's own error would."""

    status, code = HTTPStatus.BAD_GATEWAY, "internal"

    @classmethod
    def named(cls, code: str | None) -> "ReplyBroke":
        """With the code that was kept with the answer."""
        error = cls()
        error.code = code or cls.code
        error.status = _STATUSES.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)
        return error


_STATUSES = {
    "model_failed": HTTPStatus.BAD_GATEWAY,
    "model_timeout": HTTPStatus.GATEWAY_TIMEOUT,
    "model_busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "model_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "database_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}
