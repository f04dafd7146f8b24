"""What sending a file may be refused for. Params: `name`, the file's."""

from http import HTTPStatus

from aics_app.core.errors import AppError, Conflict, TooLarge, TooManyRequests


class FileTooLarge(TooLarge):
    """More bytes than one file may have. Params: `name`, `limit`."""

    code = "file_too_large"


class FileEmpty(AppError):
    """Nothing in it."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "file_empty"


class KindRefused(AppError):
    """A program, or something that nobody here can tell what it is."""

    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "file_kind"


class PictureBroken(AppError):
    """It says that it is a picture, by name or first bytes, and can't be read as one."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "picture_broken"


class PictureTooLarge(AppError):
    """More pixels than can be unfolded in memory."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "picture_too_large"


class TooManyFiles(AppError):
    """More in one request or message than are taken. Params: `limit`."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "too_many_files"


class TooManyPending(Conflict):
    """This person has uploaded a lot that was never sent. Params: `limit`."""

    code = "too_many_pending"


class AttachingTooFast(TooManyRequests):
    """More files a minute than a person sends."""

    code = "attaching_too_fast"


class NoFile(AppError):
    """The form has no field `file`, or is none."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "no_file"


class NotTakenOver(AppError):
    """Only its name came from the database that was taken over. Params: `name`."""

    status, code = HTTPStatus.GONE, "not_taken_over"


class AlreadySent(Conflict):
    """It belongs to something already."""

    code = "already_sent"
