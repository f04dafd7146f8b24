"""Files in a log: pictures in a box that is there before they are, everything else to be fetched."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t

PATH = "/api/attachments/"


def file_list(files: Var) -> rx.Component:
    """What was sent with a message; `files` have `id, name, kind, amount, is_missing, width, height`."""
    return rx.cond(files.length() > 0, rx.box(rx.foreach(files, _file), class_name="files"))


def preview(text: Var[str], kind: Var[str]) -> Var[str]:
    """A list's line for what was said last; `kind` says of what was sent without words what it was."""
    return rx.match(
        kind,
        ("picture", t("files.preview_picture", name=text)),
        ("file", t("files.preview_file", name=text)),
        text,
    )


def _file(file: Var) -> rx.Component:
    there = rx.cond(file.kind == "picture", _picture(file), _download(file))
    return rx.cond(file.is_missing, _missing(file), there)


def _missing(file: Var) -> rx.Component:
    """A name without content, out of a database that was taken over."""
    return rx.el.span(
        rx.icon("file-x", size=18),
        rx.el.span(
            rx.el.span(file.name, class_name="attached-name"),
            rx.el.span(t("files.missing"), class_name="attached-size"),
            class_name="attached-words",
        ),
        class_name="file-download",
        data_testid="file-missing",
    )


def _picture(file: Var) -> rx.Component:
    """In the shape that it will have, so that nothing moves when it comes."""
    return rx.el.a(
        rx.el.img(src=_address(file) + "?thumb=1", alt=file.name, loading="lazy"),
        href=_address(file),
        target="_blank",
        rel="noopener",
        title=file.name,
        aria_label=t("files.open", name=file.name),
        class_name="file-picture",
        style={"--ratio": file.width.to_string() + " / " + file.height.to_string()},
        data_testid="chat-file",
        data_kind="picture",
        custom_attrs=_by_browser(),
    )


def _download(file: Var) -> rx.Component:
    return rx.el.a(
        rx.icon("file", size=18),
        rx.el.span(
            rx.el.span(file.name, class_name="attached-name"),
            rx.el.span(file.amount, class_name="attached-size"),
            class_name="attached-words",
        ),
        rx.icon("download", size=16),
        href=_address(file),
        download=file.name,
        title=file.name,
        aria_label=t("files.download", name=file.name, amount=file.amount),
        class_name="file-download",
        data_testid="chat-file",
        data_kind="file",
        custom_attrs=_by_browser(),
    )


def _by_browser() -> dict[str, bool]:
    """Followed by the browser: the pages' router knows no file, and would say that it is not there.

    Anew for each link, since Reflex writes the link's own attributes into it.
    """
    return {"reloadDocument": True}


def _address(file: Var) -> Var[str]:
    return PATH + file.id.to_string()
